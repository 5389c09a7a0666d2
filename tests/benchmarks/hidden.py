"""What nobody can observe in a made-up pool: what people are truly about, and who truly fits whom.

Tags lie on a landscape of clusters: niches inside specialties, topics across them, a few tags that
everybody uses. Every tag and every person has a place in one space of interests; a person's place
is a blend of two niches of a specialty and a topic, moved at random. Besides interests people have
a way of working (three numbers), needs, abilities, communities, and mentors a readiness to answer
and to say yes.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from matching.engine.keys import tie_order

Array = npt.NDArray[Any]
Rng = np.random.Generator

INTERESTS = 16
STYLES = 3
STAGES = 7
KINDS, GOALS, VALUES, LANGUAGES = 6, 8, 8, 9
COMMUNITIES = 24
POPULAR = 12
CLUSTER_SPREAD = 0.55
PERSON_SPREAD = 0.45

NEEDED_AHEAD, AHEAD_SPREAD = 2.2, 1.6
PULL = {
    "interests": 2.4,
    "style": 0.5,
    "career": 0.7,
    "needs": 0.7,
    "goals": 0.4,
    "clock": 0.6,
    "language": 1.2,
    "bond": 0.8,
    "own place": 0.8,
    "chance": 0.3,
}


def unit(vectors: Array) -> Array:
    """Rows scaled to length 1, float32."""
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


@dataclass(frozen=True, eq=False)
class Landscape:
    """Clusters of tags: communities first, then the popular ones, specialties, niches, topics.

    start, size  int64[clusters], the tags of cluster c are start[c] up to start[c] + size[c]
    center       float32[clusters, INTERESTS]; place float32[tags, INTERESTS]
    specialties, niches, topics   how many of each; niches are counted for one specialty
    """

    start: Array
    size: Array
    center: Array
    place: Array
    specialties: int
    niches: int
    topics: int

    @classmethod
    def make(cls, rng: Rng, people: int) -> "Landscape":
        """A landscape that grows with the number of people, as vocabularies do (Heaps' law)."""
        tags = max(200, int(40 * people**0.4))
        specialties = int(np.clip(tags // 50, 4, 24))
        niches = int(np.clip(tags // 130, 2, 12))
        topics = int(np.clip(tags // 30, 4, 40))
        fine = max(2, int(0.7 * tags) // (specialties * niches))
        broad = max(3, int(0.2 * tags) // topics)
        size = np.concatenate([
            [COMMUNITIES, POPULAR],
            np.full(specialties, 3),
            np.full(specialties * niches, fine),
            np.full(topics, broad),
        ])  # fmt: skip
        field = unit(rng.normal(size=(specialties, INTERESTS)))
        own = unit(rng.normal(size=(specialties * niches, INTERESTS)))
        within = unit(np.repeat(field, niches, axis=0) + 0.9 * own)
        across = unit(rng.normal(size=(topics, INTERESTS)))
        center = np.concatenate([np.zeros((2, INTERESTS), np.float32), field, within, across])
        of_tag = np.repeat(np.arange(size.size), size)
        moved = unit(rng.normal(size=(of_tag.size, INTERESTS)))
        place = unit(center[of_tag] + CLUSTER_SPREAD * moved)
        start = np.cumsum(size) - size
        return cls(start, size, center, place, specialties, niches, topics)

    @property
    def tags(self) -> int:
        """How many tags there are."""
        return int(self.place.shape[0])

    @property
    def first_specialty(self) -> int:
        """Communities and popular tags are the two clusters before it."""
        return 2

    @property
    def first_niche(self) -> int:
        """The cluster of the first niche of the first specialty."""
        return self.first_specialty + self.specialties

    @property
    def first_topic(self) -> int:
        """The cluster of the first topic."""
        return self.first_niche + self.specialties * self.niches


def zipf(rng: Rng, size: Array | int, count: int) -> Array:
    """`count` ranks from 0 below `size`, the first ones oftenest (Zipf's law, exponent 1)."""
    return np.minimum(np.power(size + 1.0, rng.random(count)).astype(np.int64) - 1, size - 1)


@dataclass(frozen=True, eq=False)
class People:
    """The hidden side of one group of people, one row each.

    clusters    int64[n, 5]: first niche, second niche, specialty, topic, the popular ones
    interests   float32[n, INTERESTS], of length 1
    style       float32[n, STYLES]
    stage, institution, offset   int64[n], as they truly are
    needs       uint64[n], kinds of help truly needed, or that can be given; goals likewise
    languages   uint64[n]
    communities uint64[n], memberships whether shown or not
    """

    clusters: Array
    interests: Array
    style: Array
    stage: Array
    institution: Array
    offset: Array
    needs: Array
    goals: Array
    languages: Array
    communities: Array

    def __len__(self) -> int:
        return int(self.stage.size)

    @classmethod
    def make(cls, rng: Rng, land: Landscape, count: int, *, stages: Array, able: float) -> "People":
        """People of the given mix of stages; `able` is the chance of each kind and goal."""
        specialty = zipf(rng, land.specialties, count)
        first, second = (
            land.first_niche + specialty * land.niches + zipf(rng, land.niches, count)
            for _ in range(2)
        )
        topic = land.first_topic + zipf(rng, land.topics, count)
        blend = rng.dirichlet([4.0, 1.5, 1.5], size=count).astype(np.float32)
        moved = unit(rng.normal(size=(count, INTERESTS)))
        interests = unit(
            blend[:, :1] * land.center[first]
            + blend[:, 1:2] * land.center[second]
            + blend[:, 2:] * land.center[topic]
            + PERSON_SPREAD * moved
        )
        place = zipf(rng, max(5, count // 40), count)
        zones = np.array([-480, -420, -360, -300, -180, 0, 60, 120, 330, 480, 540, 600])
        common = [0.08, 0.05, 0.15, 0.25, 0.04, 0.1, 0.14, 0.05, 0.06, 0.04, 0.02, 0.02]
        zone_of_place = rng.choice(zones, size=int(place.max(initial=0)) + 1, p=common)
        return cls(
            clusters=np.stack(
                [first, second, land.first_specialty + specialty, topic, np.ones_like(first)],
                axis=1,
            ),
            interests=interests,
            style=rng.normal(size=(count, STYLES)).astype(np.float32),
            stage=rng.choice(STAGES, size=count, p=stages),
            institution=place,
            offset=zone_of_place[place],
            needs=some_bits(rng, count, KINDS, able),
            goals=some_bits(rng, count, GOALS, able),
            languages=_languages(rng, zone_of_place[place]),
            communities=some_bits(rng, count, COMMUNITIES, 0.05, sure=False),
        )


def some_bits(rng: Rng, count: int, bits: int, chance: float, *, sure: bool = True) -> Array:
    """uint64[count] masks; with `sure` every person has at least one bit."""
    masks = np.zeros(count, dtype=np.uint64)
    for bit in range(bits):
        masks |= (rng.random(count) < chance).astype(np.uint64) << np.uint64(bit)
    if sure:
        one = np.left_shift(np.uint64(1), rng.integers(0, bits, count).astype(np.uint64))
        masks = np.where(masks == 0, one, masks)
    return masks


def _languages(rng: Rng, offset: Array) -> Array:
    """Nearly everybody speaks the first language, and half the language of the place."""
    english = (rng.random(offset.size) < 0.93).astype(np.uint64)
    local = np.left_shift(
        np.uint64(1), (1 + np.abs(offset) // 60 % (LANGUAGES - 1)).astype(np.uint64)
    )
    both = english | np.where(rng.random(offset.size) < 0.5, local, np.uint64(0))
    return np.where(both == 0, local, both)


def matters(rng: Rng, count: int) -> dict[str, Array]:
    """How much each thing matters to each of `count` people: PULL as this place has it, by person.

    Places differ by a factor around 1.35 from PULL, people by one around 1.5 from their place.
    """
    place = {name: pull * rng.lognormal(0.0, 0.3) for name, pull in PULL.items()}
    return {
        name: (usual * rng.lognormal(0.0, 0.4, count)).astype(np.float32)
        for name, usual in place.items()
    }


@dataclass(frozen=True, eq=False)
class Truth:
    """Who truly fits whom, and who would say yes.

    matters      {name in PULL: float32[n]}, how much each thing matters to each mentee
    bond, away   float64[n], how much a mentee cares for a common community, and for another place
    cares        float64[m], how much a mentor cares for mentees of his communities
    ready        float64[m], the chance that a mentor answers at all
    kind         float64[m], how readily he says yes, in standard deviations
    burden       float64[m], mentees carried for each seat
    keys         uint64 of mentees and of mentors, from which chance is drawn pair by pair
    """

    mentees: People
    mentors: People
    matters: dict[str, Array]
    bond: Array
    away: Array
    cares: Array
    ready: Array
    kind: Array
    burden: Array
    keys: tuple[Array, Array]

    def affinity(self, rows: Array) -> Array:
        """True fit of the given mentees with every mentor, float32[rows, m]; about 0 to 6.

        What matters to the mentee times: nearness of interests, likeness of style, a bell over
        the steps the mentor is ahead (best at NEEDED_AHEAD), the needs and goals he can truly help
        with, waking hours in common, a common language, common communities as far as she cares,
        another institution as far as she cares, and chance.
        """
        one, other = self.mentees, self.mentors
        near = one.interests[rows] @ other.interests.T
        alike = one.style[rows] @ other.style.T / STYLES
        ahead = other.stage - one.stage[rows][:, None]
        career = np.exp(-(((ahead - NEEDED_AHEAD) / AHEAD_SPREAD) ** 2) / 2)
        apart = np.abs((one.offset[rows][:, None] - other.offset + 720) % 1440 - 720) / 60
        clock = 1 / (1 + np.exp(apart - 7))
        speaks = (one.languages[rows][:, None] & other.languages) != 0
        fellows = (one.communities[rows][:, None] & other.communities) != 0
        same = one.institution[rows][:, None] == other.institution
        chance = tie_order(self.keys[0][rows][:, None], self.keys[1]) / 2.0**64 - 0.5
        parts = {
            "interests": near,
            "style": alike,
            "career": career,
            "needs": _met(one.needs[rows], other.needs),
            "goals": _met(one.goals[rows], other.goals),
            "clock": clock,
            "language": speaks,
            "bond": self.bond[rows][:, None] * fellows,
            "own place": -self.away[rows][:, None] * same,
            "chance": np.sqrt(12.0) * chance,
        }
        found = np.zeros(near.shape)
        for name, values in parts.items():
            found += self.matters[name][rows][:, None] * values
        return found.astype(np.float32)

    def says_yes(self, rows: Array) -> Array:
        """The chance that a mentor answers the mentee with a yes, float64[rows, m].

        His readiness to answer at all, times a logistic in his kindness, the true fit against
        the usual one, a common community as far as he cares, and what he carries already.
        """
        usual, spread = self._usual
        fit = (self.affinity(rows) - usual) / spread
        fellows = (self.mentees.communities[rows][:, None] & self.mentors.communities) != 0
        leaning = self.kind + 0.7 * fit + self.cares * fellows - 1.2 * self.burden - 0.6
        return self.ready / (1 + np.exp(-leaning))

    @cached_property
    def _usual(self) -> tuple[float, float]:
        """Mean and spread of the fit over some mentees."""
        fit = self.affinity(np.arange(min(len(self.mentees), 200)))
        return float(fit.mean()), float(fit.std()) or 1.0


def _met(needed: Array, given: Array) -> Array:
    shared = np.bitwise_count(needed[:, None] & given)
    return shared / np.maximum(np.bitwise_count(needed), 1)[:, None]
