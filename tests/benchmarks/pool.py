"""Realistic pools from a seed, with a hidden truth by which scoring can be judged.

    make(mentees, mentors, seed) -> World
        .pool                      the engine's Pool: what people said of themselves
        .statistics                TagStatistics counted over it (worked out when first asked for)
        .affinity(mentee_rows)     float32[rows, m], who truly fits, higher is better
        .says_yes(mentee_rows)     float64[rows, m], chance of an answer that is a yes
        .stage                     int64[n], the mentees' true stages, 0 to 6
        .groups                    {name: bool[n]}, groups of mentees to compare

The truth comes first (tests/benchmarks/hidden.py): places in a space of interests, ways of working,
needs, communities, readiness to answer. Two things follow from it, each with chance of its own: the
answers, and what people show. Nobody writes down a place in a space: a tag is drawn from the
clusters that a person belongs to, by Zipf's law, leaning towards tags near to her place, and one in
eight is just a popular one. A third of the mentees name one or two tags. Needs, stages, zones
and the rest are left blank by some and half said by others. Answers show in a mentor's record only
as far as he was ever asked. No formula of the engine is used here, and none of its numbers.

`make(1_000_000, 100_000, seed)` takes about ten seconds and 1 GB. The same arguments give
the same pool on every machine.
"""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from matching.engine import (
    UNKNOWN,
    UNKNOWN_ZONE,
    Mentees,
    Mentors,
    Pairs,
    Pool,
    TagStatistics,
    Ties,
    person_keys,
    tag_statistics,
)
from tests.benchmarks.hidden import (
    COMMUNITIES,
    STYLES,
    VALUES,
    Array,
    Landscape,
    People,
    Rng,
    Truth,
    matters,
)

STAGES_OF_MENTEES = np.array([0.12, 0.33, 0.25, 0.15, 0.12, 0.03, 0.0])
STAGES_OF_MENTORS = np.array([0.0, 0.02, 0.05, 0.13, 0.3, 0.28, 0.22])
DRAWN_FROM = np.array([0.44, 0.14, 0.14, 0.155, 0.125])  # niche, other niche, specialty, topic, …
STRENGTHS = np.array([0.1, 0.4, 0.6, 0.8, 0.9, 1.0])
AT_ONCE = 1_000_000


@dataclass(frozen=True, eq=False)
class World:
    """A pool and the truth behind it; the module's docstring tells the fields."""

    pool: Pool
    truth: Truth
    stage: Array
    groups: dict[str, Array]
    version: str

    @cached_property
    def statistics(self) -> TagStatistics:
        """Tag statistics counted over the pool."""
        return tag_statistics(self.pool, version=self.version)

    def counted(self) -> "World":
        """The same world once its tags are counted, so that no clock runs while they are."""
        _ = self.statistics
        return self

    def affinity(self, rows: Array) -> Array:
        """True fit of the given mentees with every mentor, float32[rows, m]."""
        return self.truth.affinity(rows)

    def says_yes(self, rows: Array) -> Array:
        """The chance of a yes from every mentor to the given mentees, float64[rows, m]."""
        return self.truth.says_yes(rows)


def make(mentees: int, mentors: int, seed: int) -> World:
    """A pool of so many mentees and mentors with its hidden truth."""
    rng = np.random.default_rng(seed)
    land = Landscape.make(rng, mentees + mentors)
    seekers = People.make(rng, land, mentees, stages=STAGES_OF_MENTEES, able=0.22)
    helpers = People.make(rng, land, mentors, stages=STAGES_OF_MENTORS, able=0.5)
    ids = np.arange(mentees), mentees + np.arange(mentors)
    keys = person_keys(ids[0], seed), person_keys(ids[1], seed)
    truth = Truth(
        mentees=seekers,
        mentors=helpers,
        matters=matters(rng, mentees),
        bond=np.where(rng.random(mentees) < 0.5, rng.random(mentees), 0.0),
        away=np.where(rng.random(mentees) < 0.4, rng.random(mentees), 0.0),
        cares=np.where(rng.random(mentors) < 0.3, 2 * rng.random(mentors), 0.0),
        ready=rng.beta(5.0, 2.0, mentors),
        kind=rng.normal(size=mentors),
        burden=rng.beta(1.2, 2.5, mentors),
        keys=keys,
    )
    shown = _mentees(rng, land, truth, Mentees.blank(ids[0], keys[0]))
    pool = Pool(
        tags=land.tags,
        mentees=shown,
        mentors=_mentors(rng, land, truth, Mentors.blank(ids[1], keys[1])),
        excluded=_excluded(rng, seekers, helpers),
    )
    groups = {
        "one or two hashtags": shown.seeks.counts <= 2,
        "small specialties": seekers.clusters[:, 2] >= land.first_specialty + land.specialties // 2,
        "of a community": seekers.communities != 0,
        "far from most": np.isin(seekers.offset, [330, 480, 540, 600]),
    }
    return World(pool, truth, seekers.stage, groups, f"seed {seed}")


def _mentees(rng: Rng, land: Landscape, truth: Truth, blank: Mentees) -> Mentees:
    people = truth.mentees
    size = len(people)
    public = _communities(rng, land, people, np.ones(size, dtype=np.bool_), shown=0.7)
    return replace(
        blank,
        seeks=_tags(rng, land, people, 1 + np.minimum(rng.geometric(0.2, size) - 1, 18)),
        is_=joined(_tags(rng, land, people, rng.geometric(0.35, size) - 1), public),
        community=public,
        community_wish=_said(rng, _about(rng, truth.bond), 0.0),
        elsewhere=_said(rng, _about(rng, truth.away), 0.0),
        kinds=_half_said(rng, people.needs),
        goals=_half_said(rng, people.goals),
        **_told(rng, people),
    )


def _mentors(rng: Rng, land: Landscape, truth: Truth, blank: Mentors) -> Mentors:
    people = truth.mentors
    size = len(people)
    everybody = np.ones(size, dtype=np.bool_)
    public = _communities(rng, land, people, everybody, shown=0.7)
    wished = _communities(rng, land, people, truth.cares > 0.0, shown=0.7)
    seats = np.minimum(np.floor((1 - rng.random(size)) ** -0.9), 60).astype(np.int64)
    carried = np.minimum(np.rint(truth.burden * (seats + 1)).astype(np.int64), seats)
    asked = rng.poisson(rng.gamma(0.5, 12.0, size))
    answered = rng.binomial(asked, truth.ready)
    yes = 1 / (1 + np.exp(-(0.1 + truth.kind - 1.2 * truth.burden)))
    stages = np.zeros(size, dtype=np.uint64)
    for stage in range(7):
        suits = np.abs(people.stage - 2.5 - stage + rng.normal(0, 1, size)) < 2.2
        stages |= suits.astype(np.uint64) << np.uint64(stage)
    return replace(
        blank,
        offers=_tags(rng, land, people, 2 + np.minimum(rng.negative_binomial(2, 0.22, size), 40)),
        wants=joined(_tags(rng, land, people, rng.geometric(0.5, size) - 1), wished),
        community=public,
        kinds=_half_said(rng, people.needs),
        goals=_half_said(rng, people.goals),
        wanted_stages=np.where(rng.random(size) < 0.4, stages, np.uint64(0)),
        only_elsewhere=rng.random(size) < 0.15,
        open=rng.random(size) < 0.93,
        free_seats=seats - carried,
        load=carried.astype(np.float64),
        asked=asked,
        answered=answered,
        prompt=rng.binomial(answered, np.clip(truth.ready - 0.1, 0.0, 1.0)),
        accepted=rng.binomial(answered, yes),
        **_told(rng, people),
    )


def _told(rng: Rng, people: People) -> dict[str, Array]:
    """What both sides say alike, some of it blank."""
    return {
        "values": _values(rng, people.style),
        "languages": _said(rng, people.languages, np.uint64(0), blank=0.05),
        "stage": _said(rng, people.stage, UNKNOWN, blank=0.08),
        "institution": _said(rng, people.institution, UNKNOWN),
        "offset": _said(rng, people.offset, UNKNOWN_ZONE),
    }


def _said(rng: Rng, truth: Array, silence: Any, blank: float = 0.12) -> Array:
    return np.where(rng.random(truth.size) < blank, silence, truth)


def _about(rng: Rng, wish: Array) -> Array:
    """A wish as people put it on a slider: in quarters, and not quite what they feel."""
    felt = np.where(wish > 0, wish + rng.normal(0, 0.2, wish.size), 0.0)
    return np.clip(np.rint(felt * 4) / 4, 0.0, 1.0)


def _half_said(rng: Rng, bits: Array) -> Array:
    """Each thing true is said by four in five, something untrue by one in twenty."""
    kept, added = rng.integers(0, 5, (2, bits.size, 8)), rng.integers(0, 20, (bits.size, 8))
    flags = np.uint64(1) << np.arange(8, dtype=np.uint64)
    keeps = ((kept[0] > 0) * flags).sum(axis=1, dtype=np.uint64)
    adds = ((added == 0) * flags).sum(axis=1, dtype=np.uint64)
    within = np.uint64((1 << int(bits.max(initial=np.uint64(1))).bit_length()) - 1)
    return _said(rng, (bits & keeps) | (adds & within), np.uint64(0))


def _values(rng: Rng, style: Array) -> Array:
    """The values people tick follow from their style, seen through noise."""
    lean = np.random.default_rng(0).normal(size=(STYLES, VALUES))
    ticks = style @ lean + rng.normal(size=(style.shape[0], VALUES)) > 1.2
    flags = np.uint64(1) << np.arange(VALUES, dtype=np.uint64)
    return (ticks * flags).sum(axis=1, dtype=np.uint64)


def _tags(rng: Rng, land: Landscape, people: People, draws: Array) -> Ties:
    """Tags drawn from each person's clusters; of two draws the nearer to her mostly stays."""
    person = np.repeat(np.arange(len(people)), draws)
    tags = np.empty(person.size, dtype=np.int64)
    near = np.empty(person.size, dtype=np.float32)
    for start in range(0, person.size, AT_ONCE):
        part = slice(start, start + AT_ONCE)
        who = person[part]
        slot = np.searchsorted(np.cumsum(DRAWN_FROM)[:-1], rng.random(who.size))
        cluster = people.clusters[who, slot]
        two = [_ranked(rng, land, cluster) for _ in range(2)]
        close = [np.einsum("ij,ij->i", people.interests[who], land.place[tag]) for tag in two]
        second = (close[1] > close[0]) & (rng.random(who.size) < 0.8)
        tags[part] = np.where(second, two[1], two[0])
        near[part] = np.where(second, close[1], close[0])
    return _ties(rng, len(people), land.tags, person, tags, near)


def _ranked(rng: Rng, land: Landscape, cluster: Array) -> Array:
    size = land.size[cluster]
    rank = np.power(size + 1.0, rng.random(cluster.size)).astype(np.int64) - 1
    return land.start[cluster] + np.minimum(rank, size - 1)


def joined(one: Ties, other: Ties) -> Ties:
    """The ties of both; of two to the same tag the stronger."""
    return Ties.build(
        one.people,
        np.concatenate([one.person, other.person]),
        np.concatenate([one.tags, other.tags]),
        np.concatenate([one.strength, other.strength]),
    )


def _communities(rng: Rng, land: Landscape, people: People, whose: Array, shown: float) -> Ties:
    """The communities that those in `whose` are of, as far as they show them."""
    held = (people.communities[:, None] >> np.arange(COMMUNITIES, dtype=np.uint64)) & np.uint64(1)
    person, tags = np.nonzero(held * whose[:, None])
    kept = rng.random(person.size) < shown
    person, tags = person[kept], land.start[0] + tags[kept]
    return _ties(rng, len(people), land.tags, person, tags, np.zeros(tags.size))


def _ties(rng: Rng, count: int, base: int, person: Array, tags: Array, near: Array) -> Ties:
    """Each tag once; what is near to somebody rests on somewhat better evidence."""
    code, first = np.unique(person * base + tags, return_index=True)
    felt = near[first] + rng.normal(0.0, 0.6, code.size)
    strength = STRENGTHS[np.searchsorted([-0.7, -0.3, 0.0, 0.7, 1.2], felt)]
    indptr = np.zeros(count + 1, dtype=np.int64)
    np.cumsum(np.bincount(code // base, minlength=count), out=indptr[1:])
    return Ties(indptr, code % base, strength)


def _excluded(rng: Rng, mentees: People, mentors: People) -> Pairs:
    """Blocks and former pairs anywhere, evaluators at the own institution."""
    one, other = len(mentees), len(mentors)
    if not one or not other:
        return Pairs.none()
    anywhere = rng.integers(0, one, one // 4), rng.integers(0, other, one // 4)
    local = rng.integers(0, one, one // 3)
    order = np.argsort(mentors.institution, kind="stable")
    first = np.searchsorted(mentors.institution[order], mentees.institution[local], side="left")
    last = np.searchsorted(mentors.institution[order], mentees.institution[local], side="right")
    there = last > first
    picked = first[there] + rng.integers(0, 1 << 30, int(there.sum())) % (last - first)[there]
    return Pairs(
        np.concatenate([anywhere[0], local[there]]),
        np.concatenate([anywhere[1], order[picked]]),
    )
