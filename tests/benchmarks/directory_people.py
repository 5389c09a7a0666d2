"""People for the directory as rows in the database, written by COPY: everybody mentors.

Stages, kinds, languages, time zones, institutions and hashtags are spread as they are among
people: a few stand for many, most are rare. Nothing depends on how many people there are but the
number of rows, so that two sizes differ in that alone.
"""

import io
import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib import import_module
from typing import Any

import numpy as np
from django.db import connection, transaction

from profiles.choices import LANGUAGES, Direction, Evidence, Kind, Stage, Status, TagKind
from profiles.institution_names import institution_key
from profiles.models import Listing

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
TAGS = 400
TIES = 5  # hashtags of one mentor
PLACES = 900
HOUSES = 600  # the other institutions stand below one of these
WORDS = 6000
ZONES = (
    "America/New_York America/Chicago America/Denver America/Los_Angeles Europe/London Europe/Paris"
    " Europe/Berlin Asia/Kolkata Asia/Tokyo Asia/Singapore Australia/Sydney Africa/Lagos"
    " America/Sao_Paulo Asia/Kathmandu Pacific/Auckland America/St_Johns"
).split()
SYLLABLES = "ba ce di fo gu ha je ki lo mu na pe qui ro su ta ve wi xo ya zu bran cler dros".split()


def word(number: int) -> str:
    """An invented word for a number."""
    letters = SYLLABLES[number % len(SYLLABLES)]
    while number := number // len(SYLLABLES):
        letters += SYLLABLES[number % len(SYLLABLES)]
    return letters + "n"


def write(people: int, seed: int = 7) -> None:
    """Account 1 looks, works at institution 1 in New York, and speaks English and Spanish; all
    others mentor."""
    rng = np.random.default_rng(seed)
    with listed_at_the_end():
        _users(people)
        _institutions()
        _profiles(people, rng)
        _seats(people, rng)
        _hashtags()
        _ties(people, rng)
        _blocks(people, rng)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


@contextmanager
def listed_at_the_end() -> Iterator[None]:
    """What the directory looks through is made in one go, and its indexes after it."""
    made = import_module("profiles.migrations.0010_listings")
    indexes = Listing._meta.indexes
    with transaction.atomic(), connection.cursor() as cursor:
        for table in made.TABLES:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield
        with connection.schema_editor() as editor:
            for index in indexes:
                editor.remove_index(Listing, index)
            cursor.execute(made.EVERYBODY)
            for index in indexes:
                editor.add_index(Listing, index)
        for table in made.TABLES:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def _copy(table: str, columns: str, rows: Iterable[Sequence[Any]]) -> None:
    text = "".join("\t".join(map(str, row)) + "\n" for row in rows)
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY {table} ({columns}) FROM STDIN", io.StringIO(text))


def _rare(rng: np.random.Generator, kinds: int, size: Any, steep: float = 1.0) -> Any:
    """Numbers below `kinds`, the first ones often and most of the others seldom."""
    weights = 1 / np.arange(1, kinds + 1) ** steep
    return rng.choice(kinds, size=size, p=weights / weights.sum())


def _users(people: int) -> None:
    numbers = np.random.default_rng(people)
    _copy(
        "profiles_user",
        "id, password, is_superuser, public_id, email, handle, handle_skeleton, is_active,"
        " is_staff, date_joined, reset_serial",
        (
            (pk, "!", "f", uuid.UUID(bytes=numbers.bytes(16), version=4), f"p{pk}@mail.example",
             f"p_{pk}", f"p {pk}", "t", "f", NOW, 0)
            for pk in range(1, people + 1)
        ),
    )  # fmt: skip


def _institutions() -> None:
    rows = []
    for pk in range(1, PLACES + 1):
        name = f"{word(pk).title()} Hospital"
        above = "\\N" if pk <= HOUSES else pk - HOUSES
        rows.append((pk, name, institution_key(name), "US", above, above, name.lower(), NOW))
    columns = "id, name, key, country, parent_id, head_id, spellings, created_at"
    _copy("profiles_institution", columns, rows)


def _profiles(people: int, rng: np.random.Generator) -> None:
    columns = (
        "user_id, name, pronouns, headline, bio, photo, stage, specialty, institution,"
        " institution_key, workplace_id, time_zone, languages, links, values, is_mentee, goals,"
        " seeks_kinds, seeks_outside, community_wish, is_mentor, offers_kinds, offers_goals,"
        " wants_stages, only_outside, answer_asked, answer_work, answer_passed_on, audience,"
        " contact, mail_news, meets_peers, quiet_mode, welcome_step, welcomed_at, changed_at,"
        " version"
    ).replace("values", '"values"')
    stages = rng.choice(
        Stage.values, people, p=[0.002, 0.01, 0.05, 0.1, 0.28, 0.27, 0.2, 0.04, 0.038, 0.01]
    )
    codes = [code for code, _name in LANGUAGES]
    second = _rare(rng, len(codes), people)
    kinds = rng.random((people, len(Kind.values))) < (0.8, 0.3, 0.1, 0.6)
    zones = _rare(rng, len(ZONES), people, 0.7)
    places = _rare(rng, PLACES, people) + 1
    said = rng.random(people)
    hidden = rng.random(people) < 0.03
    words = [word(number) for number in range(WORDS)]
    names = _rare(rng, WORDS, (people, 2), 0.5)
    headlines = _rare(rng, WORDS, (people, 5))
    bios = _rare(rng, WORDS, (people, 40))
    rows = []
    for n in range(people):
        looks = n == 0
        place = f"{word(int(places[n])).title()} Hospital" if said[n] < 0.9 else ""
        offered = ",".join(kind for kind, on in zip(Kind.values, kinds[n], strict=True) if on)
        rows.append((
            n + 1,
            " ".join(words[at].title() for at in names[n]), "",
            " ".join(words[at] for at in headlines[n]), " ".join(words[at] for at in bios[n]), "",
            "resident" if looks else stages[n], "",
            "Cen Hospital" if looks else place,
            institution_key("Cen Hospital" if looks else place),
            1 if looks else places[n] if place else "\\N",
            "America/New_York" if looks else ZONES[zones[n]],
            "{en,es}" if looks else f"{{{','.join(dict.fromkeys(('en', codes[second[n]])))}}}",
            "{}", "{}", "t" if looks else "f", "{}", "{mentorship}" if looks else "{}", "f", "nice",
            "f" if looks else "t", "{}" if looks else f"{{{offered}}}", "{}", "{}", "f", "", "", "",
            "nobody" if hidden[n] and not looks else "members", "connected", "at_once", "f",
            "f", 9, NOW, NOW, 1,
        ))  # fmt: skip
    _copy("profiles_profile", columns, rows)


def _seats(people: int, rng: np.random.Generator) -> None:
    states = rng.choice(
        [Status.OPEN, Status.WAITING, Status.PAUSED, Status.NOT_OFFERING],
        people,
        p=[0.6, 0.15, 0.2, 0.05],
    )
    seats = rng.integers(1, 5, people)
    taken = np.minimum(rng.integers(0, 5, people), seats)
    rows: list[Sequence[Any]] = [(1, Status.NOT_OFFERING, 1, 0, 0, 0, 0, "\\N")]
    rows += [
        (n + 1, states[n], seats[n], taken[n], 8, 7, 5, 3) for n in range(1, people)
    ]  # fmt: skip
    columns = "user_id, status, seats, seats_taken, asked, answered, accepted, answer_days"
    _copy("profiles_availability", columns, rows)


def _hashtags() -> None:
    _copy(
        "profiles_hashtag",
        "id, key, name, kind, story, reviewed, held, created_at",
        (
            (tag, f"tag{tag}", f"Tag{tag}", TagKind.TOPIC.value, "", "t", "f", NOW)
            for tag in range(1, TAGS + 1)
        ),
    )


def _ties(people: int, rng: np.random.Generator) -> None:
    chosen = _rare(rng, TAGS, (people, TIES)) + 1
    offered = rng.random((people, TIES)) < 0.6
    rows = (
        (
            n + 1, tag, Direction.OFFERS.value if offered[n, at] else Direction.IS.value,
            Evidence.CHOSEN.value, at, NOW,
        )
        for n in range(people)
        for at, tag in enumerate(dict.fromkeys(chosen[n].tolist()))
    )  # fmt: skip
    columns = "user_id, hashtag_id, direction, evidence, position, created_at"
    _copy("profiles_hashtagtie", columns, rows)


def _blocks(people: int, rng: np.random.Generator) -> None:
    """The one who looks blocked some, and was blocked by others."""
    some = rng.choice(np.arange(2, people + 1), 20, replace=False).tolist()
    rows = [(1, other, NOW) for other in some[:10]] + [(other, 1, NOW) for other in some[10:]]
    _copy("safety_block", "blocker_id, blocked_id, created_at", rows)
