"""A pool of tests/benchmarks/pool.py as rows in the database, written by COPY."""

import io
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

import numpy as np
from django.db import connection, transaction
from django.utils import timezone

from matching import engine
from matching.coding import GOALS, KINDS, STAGES, TONGUES, WORTHS
from profiles.choices import CommunityWish, Direction, Evidence, Status, TagKind

from .pool import World

HALF_HOURS = {330: "Asia/Kolkata", 570: "Australia/Darwin", 345: "Asia/Kathmandu"}
NOW = timezone.now()


def write(world: World) -> None:
    """Everybody, with ties, seats and blocks; account ids are the pool's numbers plus one."""
    pool = world.pool
    with transaction.atomic():
        _users(len(pool.mentees) + len(pool.mentors))
        _profiles(pool)
        _seats(pool)
        _hashtags(pool)
        _ties(pool)
        _blocks(pool)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _copy(table: str, columns: str, rows: Iterable[Sequence[Any]]) -> None:
    text = "".join("\t".join(map(str, row)) + "\n" for row in rows)
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY {table} ({columns}) FROM STDIN", io.StringIO(text))


def _users(count: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO profiles_user (id, password, is_superuser, public_id, email, handle,"
            " handle_skeleton, is_active, is_staff, date_joined, reset_serial)"
            " SELECT n, '!', false, gen_random_uuid(), 'p' || n || '@mail.example', 'p_' || n,"
            " 'p ' || n, true, false, now(), 0 FROM generate_series(1, %s) n",
            [count],
        )


def _profiles(pool: engine.Pool) -> None:
    constant = ("", "", "", "", "", "", "{}", "", "", "", "members", "connected", "at_once", 9)
    columns = (
        "name, pronouns, headline, bio, photo, specialty, links, answer_asked, answer_work,"
        " answer_passed_on, audience, contact, mail_news, welcome_step, welcomed_at, changed_at,"
        " version, user_id, is_mentee, is_mentor, stage, institution, time_zone, languages,"
        " values, seeks_kinds, goals, seeks_outside, community_wish, offers_kinds, offers_goals,"
        " wants_stages, only_outside"
    )
    then = NOW - timedelta(days=1)
    rows = []
    for people, is_mentee in ((pool.mentees, True), (pool.mentors, False)):
        shared = zip(
            people.person.tolist(),
            people.stage.tolist(),
            people.institution.tolist(),
            people.offset.tolist(),
            _codes(people.languages, TONGUES),
            _codes(people.values, WORTHS),
            _codes(people.kinds, KINDS),
            _codes(people.goals, GOALS),
            strict=True,
        )
        own: Iterable[tuple[Any, ...]]
        if isinstance(people, engine.Mentees):
            wishes = np.array(list(CommunityWish.values))[
                np.rint(2 * people.community_wish).astype(np.int64)
            ]
            own = zip((people.elsewhere > 0.3).tolist(), wishes.tolist(), strict=True)
        else:
            stages = _codes(people.wanted_stages, STAGES)
            own = zip(stages, people.only_elsewhere.tolist(), strict=True)
        for (person, stage, place, offset, tongues, values, kinds, goals), mine in zip(
            shared, own, strict=True
        ):
            about = (
                STAGES[stage] if stage != engine.UNKNOWN else "",
                f"Institute {place}" if place != engine.UNKNOWN else "",
                _zone(offset),
                tongues,
                _at_most_three(values),
            )
            seeks = (kinds, _at_most_three(goals), *mine) if is_mentee else ("{}", "{}", "f", "any")
            offers = ("{}", "{}", "{}", "f") if is_mentee else (kinds, goals, *mine)
            stamps = (then, then, 1, person + 1, is_mentee, not is_mentee)
            rows.append((*constant, *stamps, *about, *seeks, *offers))
    _copy("profiles_profile", columns.replace("values", '"values"'), rows)


def _seats(pool: engine.Pool) -> None:
    rows = [
        (person + 1, Status.NOT_OFFERING, 1, 0, 0, 0, 0, "\\N")
        for person in pool.mentees.person.tolist()
    ]
    mentors = pool.mentors
    taken = np.minimum(np.rint(mentors.load).astype(np.int64), 20)
    seats = np.minimum(taken + mentors.free_seats, 20)
    quick = np.where(mentors.prompt * 2 > mentors.answered, 2, 9)
    status = np.where(mentors.open, Status.OPEN.value, Status.PAUSED.value)
    rows += list(
        zip(
            (mentors.person + 1).tolist(),
            status.tolist(),
            seats.tolist(),
            taken.tolist(),
            mentors.asked.tolist(),
            mentors.answered.tolist(),
            mentors.accepted.tolist(),
            quick.tolist(),
            strict=True,
        )
    )
    columns = "user_id, status, seats, seats_taken, asked, answered, accepted, answer_days"
    _copy("profiles_availability", columns, rows)


def _hashtags(pool: engine.Pool) -> None:
    community = np.zeros(pool.tags, dtype=np.bool_)
    community[pool.mentees.community.tags] = community[pool.mentors.community.tags] = True
    kinds = np.where(community, TagKind.COMMUNITY.value, TagKind.TOPIC.value).tolist()
    _copy(
        "profiles_hashtag",
        "id, key, name, kind, story, reviewed, held, created_at",
        (
            (tag, f"tag{tag}", f"Tag{tag}", kind, "", "t", "f", NOW)
            for tag, kind in enumerate(kinds, start=1)
        ),
    )


def _ties(pool: engine.Pool) -> None:
    directed = (
        (pool.mentees, pool.mentees.seeks, Direction.SEEKS),
        (pool.mentees, pool.mentees.is_, Direction.IS),
        (pool.mentors, pool.mentors.offers, Direction.OFFERS),
        (pool.mentors, pool.mentors.wants, Direction.WANTS),
        (pool.mentors, pool.mentors.community, Direction.IS),
    )
    ages = [NOW - timedelta(days=90 * quarter) for quarter in range(12)]
    for people, ties, direction in directed:
        persons = (people.person[ties.person] + 1).tolist()
        rows = (
            (person, tag + 1, direction.value, Evidence.CHOSEN.value, 0, ages[(person + tag) % 12])
            for person, tag in zip(persons, ties.tags.tolist(), strict=True)
        )
        columns = "user_id, hashtag_id, direction, evidence, position, created_at"
        _copy("profiles_hashtagtie", columns, rows)


def _blocks(pool: engine.Pool) -> None:
    ends = zip(
        (pool.mentees.person[pool.excluded.mentee] + 1).tolist(),
        (pool.mentors.person[pool.excluded.mentor] + 1).tolist(),
        strict=True,
    )
    _copy(
        "safety_block", "blocker_id, blocked_id, created_at", ((*pair, NOW) for pair in set(ends))
    )


def _codes(masks: Any, codes: Sequence[str]) -> list[str]:
    """Bit masks as PostgreSQL's arrays of codes."""
    known: dict[int, str] = {}
    for mask in np.unique(masks).tolist():
        listed = [code for bit, code in enumerate(codes) if mask >> bit & 1]
        known[mask] = "{" + ",".join(listed) + "}"
    return [known[mask] for mask in masks.tolist()]


def _at_most_three(codes: str) -> str:
    return "{" + ",".join(codes.strip("{}").split(",")[:3]) + "}"


def _zone(offset: int) -> str:
    if offset == engine.UNKNOWN_ZONE:
        return ""
    return HALF_HOURS.get(offset, f"Etc/GMT{-offset // 60:+d}" if offset % 60 == 0 else "UTC")
