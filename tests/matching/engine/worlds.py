"""Small pools of people written as plain facts, from which arrays and oracles are both made."""

from dataclasses import dataclass, field, replace
from functools import cached_property

from hypothesis import strategies as st

from matching.engine import (
    UNKNOWN,
    UNKNOWN_ZONE,
    Mentees,
    Mentors,
    Pairs,
    Pool,
    TagStatistics,
    Ties,
    Weights,
    person_keys,
    tag_statistics,
)

SEED = 11


@dataclass(frozen=True)
class Mentee:
    person: int
    seeks: dict[int, float] = field(default_factory=dict)
    is_: dict[int, float] = field(default_factory=dict)
    community: dict[int, float] = field(default_factory=dict)
    kinds: int = 0
    goals: int = 0
    values: int = 0
    languages: int = 0
    stage: int = UNKNOWN
    institution: int = UNKNOWN
    offset: int = UNKNOWN_ZONE
    elsewhere: float = 0.0
    community_wish: float = 0.0


@dataclass(frozen=True)
class Mentor:
    person: int
    offers: dict[int, float] = field(default_factory=dict)
    wants: dict[int, float] = field(default_factory=dict)
    community: dict[int, float] = field(default_factory=dict)
    kinds: int = 0
    goals: int = 0
    values: int = 0
    languages: int = 0
    stage: int = UNKNOWN
    institution: int = UNKNOWN
    offset: int = UNKNOWN_ZONE
    wanted_stages: int = 0
    only_elsewhere: bool = False
    open: bool = True
    free_seats: int = 1
    load: float = 0.0
    asked: int = 0
    answered: int = 0
    prompt: int = 0
    accepted: int = 0


@dataclass(frozen=True)
class World:
    """People with excluded pairs given by person, so that any order of people means the same.

    `related` stands in for what would be counted among many people: {tag: {relative: strength}}.
    """

    tags: int
    mentees: tuple[Mentee, ...] = ()
    mentors: tuple[Mentor, ...] = ()
    excluded: frozenset[tuple[int, int]] = frozenset()
    related: dict[int, dict[int, float]] = field(default_factory=dict)

    def pool(self) -> Pool:
        return self._pool

    def statistics(self) -> TagStatistics:
        return self._statistics

    @cached_property
    def _pool(self) -> Pool:
        at_mentee = {mentee.person: row for row, mentee in enumerate(self.mentees)}
        at_mentor = {mentor.person: row for row, mentor in enumerate(self.mentors)}
        pairs = [
            (at_mentee[one], at_mentor[other])
            for one, other in self.excluded
            if one in at_mentee and other in at_mentor
        ]
        mentees, mentors = (
            [person.person for person in side] for side in (self.mentees, self.mentors)
        )
        return Pool(
            self.tags,
            replace(
                Mentees.blank(mentees, person_keys(mentees, SEED)),
                **_columns(self.mentees, Mentee, {"seeks", "is_", "community"}),
            ),
            replace(
                Mentors.blank(mentors, person_keys(mentors, SEED)),
                **_columns(self.mentors, Mentor, {"offers", "wants", "community"}),
            ),
            Pairs([one for one, _ in pairs], [other for _, other in pairs]),
        )

    @cached_property
    def _statistics(self) -> TagStatistics:
        counted = tag_statistics(self.pool(), version="test")
        rows = [self.related.get(tag, {}) for tag in range(self.tags)]
        return replace(counted, related=_ties(rows))


def _columns(side, kind, tied):
    columns = {}
    for name in kind.__dataclass_fields__:
        values = [getattr(person, name) for person in side]
        if name in tied:
            columns[name] = _ties(values)
        else:
            columns[name] = values
    return columns


def _ties(rows):
    flat = [(row, tag, strength) for row, ties in enumerate(rows) for tag, strength in ties.items()]
    if not flat:
        return Ties.none(len(rows))
    return Ties.build(len(rows), *(list(part) for part in zip(*flat, strict=True)))


TAGS = 6
MASKS = st.integers(0, 15)
PERSONS = st.integers(1, 40)
STRENGTHS = st.floats(0.01, 1.0)
TIES = st.dictionaries(st.integers(0, TAGS - 1), STRENGTHS, max_size=4)
STAGES = st.sampled_from([UNKNOWN, 0, 1, 2, 3, 4, 5, 6, 16, 17])
INSTITUTIONS = st.integers(UNKNOWN, 2)
RELATED = st.dictionaries(
    st.integers(0, TAGS - 1),
    st.dictionaries(st.integers(0, TAGS - 1), st.floats(0.01, 0.33), min_size=1, max_size=3),
    max_size=TAGS,
)
OFFSETS = st.sampled_from([UNKNOWN_ZONE, -600, -480, -300, -210, 0, 60, 330, 345, 540, 720, 780])


@st.composite
def mentees(draw):
    return Mentee(
        person=draw(PERSONS),
        seeks=draw(TIES),
        is_=draw(TIES),
        community=draw(TIES),
        kinds=draw(MASKS),
        goals=draw(MASKS),
        values=draw(MASKS),
        languages=draw(st.integers(0, 3)),
        stage=draw(STAGES),
        institution=draw(INSTITUTIONS),
        offset=draw(OFFSETS),
        elsewhere=draw(st.sampled_from([0.0, 0.3, 1.0])),
        community_wish=draw(st.sampled_from([0.0, 0.3, 1.0])),
    )


@st.composite
def mentors(draw):
    asked = draw(st.integers(0, 12))
    answered = draw(st.integers(0, asked))
    return Mentor(
        person=draw(PERSONS),
        offers=draw(TIES),
        wants=draw(TIES),
        community=draw(TIES),
        kinds=draw(MASKS),
        goals=draw(MASKS),
        values=draw(MASKS),
        languages=draw(st.integers(0, 3)),
        stage=draw(STAGES),
        institution=draw(INSTITUTIONS),
        offset=draw(OFFSETS),
        wanted_stages=draw(st.sampled_from([0, 0, 0b1110, 0b11, 1 << 16 | 0b111])),
        only_elsewhere=draw(st.booleans()),
        open=draw(st.sampled_from([True, True, True, False])),
        free_seats=draw(st.sampled_from([1, 2, 3, 0])),
        load=draw(st.floats(0, 9)),
        asked=asked,
        answered=answered,
        prompt=draw(st.integers(0, answered)),
        accepted=draw(st.integers(0, answered)),
    )


@st.composite
def worlds(draw, least=0):
    ones = draw(st.lists(mentees(), min_size=least, max_size=6, unique_by=lambda p: p.person))
    others = draw(st.lists(mentors(), min_size=least, max_size=8, unique_by=lambda p: p.person))
    pairs = [(one.person, other.person) for one in ones for other in others]
    excluded = draw(st.frozensets(st.sampled_from(pairs), max_size=5)) if pairs else frozenset()
    return World(TAGS, tuple(ones), tuple(others), excluded, draw(relations()))


@st.composite
def relations(draw):
    """Related tags, none related to itself, the relatives of one at most 1 together."""
    return {
        tag: {other: strength for other, strength in relatives.items() if other != tag}
        for tag, relatives in draw(RELATED).items()
    }


@st.composite
def any_weights(draw):
    values = draw(st.lists(st.floats(0, 50), min_size=12, max_size=12).filter(any))
    return Weights(*values)


def rows(world, suggestions):
    """Suggestions as (mentee person, mentor person, score, rank) whatever the order of people."""
    return {
        (world.mentees[one].person, world.mentors[other].person, score, rank)
        for one, other, score, rank in zip(
            suggestions.mentee.tolist(),
            suggestions.mentor.tolist(),
            suggestions.score.tolist(),
            suggestions.rank.tolist(),
            strict=True,
        )
    }
