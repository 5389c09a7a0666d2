"""Gather: rows become arrays, in a fixed number of queries however many people there are.

Quiet tags are no input: this file reads `HashtagTie` and nothing else of people's tags.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from django.db.models import (
    BigIntegerField,
    Case,
    DateTimeField,
    F,
    Func,
    IntegerField,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce

from profiles.choices import Direction, Status, TagKind
from profiles.institutions import house
from profiles.models import HashtagTie, Profile
from profiles.querysets import in_good_standing, shown_to_members
from relationships.models import MentorshipRequest, Relationship
from safety.models import Block, EvaluatorMark

from . import engine
from .arrays import Floats, Ints, Rows, columns_of, pairs_of
from .coding import (
    DIRECTIONS,
    EVIDENCE,
    GOALS,
    KINDS,
    STAGES,
    TONGUES,
    WISHES,
    WORTHS,
    bits_of,
    masks,
    offsets,
    place_of,
    places,
)
from .models import SaidOf, Verdict

SEED = 20201115  # breaks ties between people the same way on every machine
LET_REST = timedelta(days=180)  # a declined or ended pair is not suggested again for so long
MONTH_DAYS = 30  # ages count in months, so that scores do not move every night
GROUNDS = list(EVIDENCE)
WISHED = list(WISHES)


@dataclass(frozen=True)
class Who:
    """Some accounts: those listed, those of a range of ids (both ends included), or all."""

    listed: tuple[int, ...] | None = None
    first: int | None = None
    last: int | None = None

    def are(self, account: str) -> Q:
        """A condition: the account named by this lookup is one of these."""
        if self.listed is not None:
            return Q(**{f"{account}__in": self.listed})
        if self.first is not None and self.last is not None:
            return Q(**{f"{account}__gte": self.first, f"{account}__lte": self.last})
        return Q()


@dataclass(frozen=True)
class Ties:
    """Ties of one side's people, a row each, in no particular order.

    person     index of the person among `People.ids`
    tag        hashtag id
    direction  index in DIRECTIONS
    community  1 for a tag that names a community
    strength   within (0, 1]
    """

    person: Ints
    tag: Ints
    direction: Ints
    community: Ints
    strength: Floats

    def of(
        self, people: int, tags: Ints, *directions: Direction, communities: bool = False
    ) -> engine.Ties:
        """Those in the given directions, by index in `tags` (ascending ids); others are left out.

        Of several ties to a tag the strongest holds.
        """
        kept = np.isin(self.direction, [DIRECTIONS.index(direction) for direction in directions])
        if communities:
            kept &= self.community == 1
        at = np.searchsorted(tags, self.tag)
        kept &= at < tags.size
        kept[kept] &= tags[at[kept]] == self.tag[kept]
        return engine.Ties.build(people, self.person[kept], at[kept], self.strength[kept])


@dataclass(frozen=True)
class People:
    """One side as it stands in the rows: account ids ascending, columns by name, ties."""

    ids: Ints
    columns: dict[str, Ints]
    ties: Ties

    def __len__(self) -> int:
        return int(self.ids.size)


@dataclass(frozen=True)
class Snapshot:
    """A pool, and whose rows its indices are.

    mentees, mentors  int64 arrays: account ids by pool index, ascending
    tags              int64 array: hashtag ids by tag index, ascending
    """

    pool: engine.Pool
    mentees: Ints
    mentors: Ints
    tags: Ints


def gather(
    *,
    now: datetime,
    mentees: Sequence[int] | None = None,
    mentors: Sequence[int] | None = None,
    tags: Ints | None = None,
) -> Snapshot:
    """Everybody who may be matched, or only the given mentees or mentors, in five queries.

    now   decides time zone offsets and ages
    tags  hashtag ids that get an index whether somebody uses them or not
    """
    seekers, offerers = seeking(_who(mentees), now), offering(_who(mentors), now)
    known = np.zeros(0, dtype=np.int64) if tags is None else tags
    used = np.unique(np.concatenate([known, seekers.ties.tag, offerers.ties.tag]))
    return joined(seekers, offerers.ids, mentor_side(offerers, used), used, _who(mentees), now)


def joined(
    seekers: People, mentor_ids: Ints, mentors: engine.Mentors, tags: Ints, who: Who, now: datetime
) -> Snapshot:
    """A pool of gathered mentees and a side of mentors made for the same `tags`; one query.

    who  the mentees that were asked for
    """
    excluded = excluded_pairs(who, seekers.ids, mentor_ids, now)
    pool = engine.Pool(int(tags.size), mentee_side(seekers, tags), mentors, excluded)
    return Snapshot(pool, seekers.ids, mentor_ids, tags)


def seeking(who: Who, now: datetime) -> People:
    """Mentees among `who`, with their ties; two queries."""
    rows = _mentees().filter(who.are("user"))
    numbers, texts = columns_of(
        rows,
        numbers={
            "id": F("user_id"),
            "kinds": bits_of(KINDS, "seeks_kinds"),
            "goals": bits_of(GOALS, "goals"),
            "values": bits_of(WORTHS, "values"),
            "languages": bits_of(TONGUES, "languages"),
            "stage": place_of(STAGES, "stage"),
            "outside": Cast("seeks_outside", IntegerField()),
            "wish": place_of(WISHED, "community_wish"),
        },
        texts={"institution": house(), "zone": F("time_zone")},
    )
    return people_of(numbers, texts, rows, who, now)


def offering(who: Who, now: datetime) -> People:
    """Mentors among `who`, with their ties; two queries."""
    rows = _mentors().filter(who.are("user"))
    seats = {
        name: Coalesce(F(f"user__availability__{name}"), Value(0))
        for name in ("seats", "seats_taken", "asked", "answered", "accepted")
    }
    shown = shown_to_members() & Q(user__availability__status=Status.OPEN)
    numbers, texts = columns_of(
        rows,
        numbers={
            "id": F("user_id"),
            "kinds": bits_of(KINDS, "offers_kinds"),
            "goals": bits_of(GOALS, "offers_goals"),
            "values": bits_of(WORTHS, "values"),
            "languages": bits_of(TONGUES, "languages"),
            "stage": place_of(STAGES, "stage"),
            "wanted_stages": bits_of(STAGES, "wants_stages"),
            "only_outside": Cast("only_outside", IntegerField()),
            "open": Case(When(shown, then=Value(1)), default=Value(0)),
            "answer_days": Coalesce(
                F("user__availability__answer_days"), Value(engine.PROMPT_DAYS + 1)
            ),
            **seats,
        },
        texts={"institution": house(), "zone": F("time_zone")},
    )
    return people_of(numbers, texts, rows, who, now)


def mentee_side(people: People, tags: Ints) -> engine.Mentees:
    """What she seeks: the tags she chose to look for and those that stand in her own bio."""
    size, told, ties = len(people), people.columns, people.ties
    blank = engine.Mentees.blank(person=people.ids, key=engine.person_keys(people.ids, SEED))
    return replace(
        blank,
        seeks=ties.of(size, tags, Direction.SEEKS, Direction.IS),
        is_=ties.of(size, tags, Direction.IS),
        community=ties.of(size, tags, Direction.IS, communities=True),
        community_wish=np.array([*WISHES.values(), 0.0])[told["wish"]],
        elsewhere=told["outside"].astype(np.float64),
        **_said_by_both(told),
    )


def mentor_side(people: People, tags: Ints) -> engine.Mentors:
    """What he offers; whoever shows himself to nobody is closed, but stays in the pool."""
    size, told, ties = len(people), people.columns, people.ties
    answered = np.minimum(told["answered"], told["asked"])
    prompt = np.where(told["answer_days"] <= engine.PROMPT_DAYS, answered, answered // 2)
    return replace(
        engine.Mentors.blank(person=people.ids, key=engine.person_keys(people.ids, SEED)),
        offers=ties.of(size, tags, Direction.OFFERS, Direction.IS),
        wants=ties.of(size, tags, Direction.WANTS),
        community=ties.of(size, tags, Direction.IS, communities=True),
        wanted_stages=masks(told["wanted_stages"]),
        only_elsewhere=told["only_outside"] == 1,
        open=told["open"] == 1,
        free_seats=np.maximum(told["seats"] - told["seats_taken"], 0),
        load=told["seats_taken"].astype(np.float64),
        asked=told["asked"],
        answered=answered,
        prompt=prompt,
        accepted=np.minimum(told["accepted"], answered),
        **_said_by_both(told),
    )


def mentee_ids() -> Ints:
    """Account ids of everybody who may be given suggestions, ascending."""
    found, _texts = columns_of(_mentees(), numbers={"id": F("user_id")})
    return np.sort(found["id"])


def mentee_count() -> int:
    """How many may be given suggestions."""
    return _mentees().count()


def _mentees() -> QuerySet[Profile]:
    return Profile.objects.filter(in_good_standing(), is_mentee=True)


def _mentors() -> QuerySet[Profile]:
    return Profile.objects.filter(in_good_standing(), is_mentor=True)


def _who(listed: Sequence[int] | None) -> Who:
    return Who() if listed is None else Who(listed=tuple(listed))


def _said_by_both(told: dict[str, Ints]) -> dict[str, Any]:
    return {
        "kinds": masks(told["kinds"]),
        "goals": masks(told["goals"]),
        "values": masks(told["values"]),
        "languages": masks(told["languages"]),
        "stage": told["stage"],
        "institution": told["institution"],
        "offset": told["offset"],
    }


def people_of(
    numbers: dict[str, Ints],
    texts: dict[str, list[str]],
    rows: QuerySet[Profile],
    who: Who,
    now: datetime,
) -> People:
    """Rows by ascending account, texts as numbers, and the ties of the same people."""
    numbers |= {
        "institution": places(texts["institution"]),
        "offset": offsets(texts["zone"], now),
    }
    order = np.argsort(numbers["id"])
    told = {name: column[order] for name, column in numbers.items()}
    ids = told.pop("id")
    return People(ids, told, _ties(ids, rows, who, now))


def _ties(ids: Ints, rows: QuerySet[Profile], who: Who, now: datetime) -> Ties:
    months = Func(
        Value(now, output_field=DateTimeField()),
        F("created_at"),
        template=f"floor(date_part('epoch', %(expressions)s) / {86_400 * MONTH_DAYS})",
        arg_joiner=" - ",
        output_field=BigIntegerField(),
    )
    found, _texts = columns_of(
        # Said twice who it is about: the index of ties by account is used only when asked for.
        HashtagTie.objects.filter(
            who.are("user"), user__in=rows.values("user"), hashtag__held=False
        ),
        numbers={
            "user": F("user_id"),
            "tag": F("hashtag_id"),
            "direction": place_of(DIRECTIONS, "direction"),
            "evidence": place_of(GROUNDS, "evidence"),
            "months": months,
            "community": Case(
                When(hashtag__kind=TagKind.COMMUNITY, then=Value(1)), default=Value(0)
            ),
        },
    )
    person = np.searchsorted(ids, found["user"])
    here = person < ids.size  # whoever came between the two queries waits for the next run
    here[here] &= ids[person[here]] == found["user"][here]
    kept = {name: column[here] for name, column in found.items()}
    return Ties(
        person=person[here],
        tag=kept["tag"],
        direction=kept["direction"],
        community=kept["community"],
        strength=_strengths(kept["evidence"], kept["months"]),
    )


def _strengths(evidence: Ints, months: Ints) -> Floats:
    """Each age of each kind of evidence is worked out once."""
    ages = np.clip(months, 0, None)
    table = [
        [engine.tie_strength(EVIDENCE[ground], float(age * MONTH_DAYS)) for ground in GROUNDS]
        for age in range(int(ages.max(initial=0)) + 1)
    ]
    strengths: Floats = np.array(table)[ages, evidence]
    return strengths


def excluded_pairs(
    who: Who, mentees: Ints, mentors: Ints, now: datetime, *, and_these: Sequence[Rows] = ()
) -> engine.Pairs:
    """Pairs that must not meet, as indices: blocks and evaluators either way, pairs that are or
    lately were, open and lately declined requests, and "not for me".

    and_these  querysets of two columns, those of `who` and others, that must not meet either
    """
    rested = now - LET_REST
    met = Q(state="active") | Q(ended_at__gt=rested)
    asked = Q(state="open") | Q(state="declined", decided_at__gt=rested)
    either_way = [
        (Block.objects.all(), "blocker", "blocked"),
        (EvaluatorMark.objects.all(), "holder", "evaluator"),
        (Relationship.objects.filter(met), "mentee", "mentor"),
        (MentorshipRequest.objects.filter(asked), "mentee", "mentor"),
    ]
    one_way = Verdict.objects.filter(who.are("mentee"), said=SaidOf.DISMISSED)
    mentee, mentor = pairs_of(
        [
            rows.filter(who.are(one)).values_list(f"{one}_id", f"{other}_id")
            for rows, *ends in either_way
            for one, other in (ends, reversed(ends))
        ]
        + [one_way.values_list("mentee_id", "mentor_id"), *and_these]
    )
    inside = np.isin(mentee, mentees) & np.isin(mentor, mentors)
    rows = np.searchsorted(mentees, mentee[inside])
    columns = np.searchsorted(mentors, mentor[inside])
    pairs = np.unique(np.stack([rows, columns]), axis=1)
    return engine.Pairs(pairs[0], pairs[1])
