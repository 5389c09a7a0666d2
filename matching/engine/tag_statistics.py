"""How often each tag is used: counted once a night, frozen, and handed to every run until the next.

Scores read these counts and nothing else about other people, so while a version holds, nobody's
score moves because somebody else came or went.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from matching.engine import columns
from matching.engine.errors import BadStatistics
from matching.engine.grid import Floats, Ints, on_grid
from matching.engine.pool import Pool
from matching.engine.relatives import relatives
from matching.engine.ties import Ties

NOT_COUNTED = Ties.none(0, "statistics.related")
ROUNDING = 1e-9


@dataclass(frozen=True, eq=False)
class TagCounts:
    """Use of tags among one group of people.

    people   how many people were counted, those without tags included
    users    int64[tags], how many of them use each tag; 0 for a tag newer than the count
    average  tags a person uses on average, over the people who use any; 0 when nobody does

    Raises BadArray for the array, BadStatistics when a tag has more users than there are people.
    """

    people: int
    users: Ints
    average: float

    def __post_init__(self) -> None:
        users = columns.whole_numbers("statistics.users", self.users, None, low=0)
        if users.size and int(users.max()) > self.people:
            raise BadStatistics(f"A tag has more users than the {self.people} people counted.")
        if not np.isfinite(self.average) or self.average < 0:
            raise BadStatistics("The average number of tags must be a number from 0 up.")
        object.__setattr__(self, "users", users)

    def rarity(self) -> Floats:
        """How much each tag tells, float64[tags] above 0: the fewer users, the more.

        The inverse document frequency of BM25 (Robertson and Zaragoza 2009) in its form that
        stays positive, ln(1 + (people - users + 1/2) / (users + 1/2)), on the engine's grid.
        """
        return self._rarity

    @cached_property
    def _rarity(self) -> Floats:
        users = self.users.astype(np.float64)
        rarity = on_grid(np.log1p((self.people - users + 0.5) / (users + 0.5)))
        rarity.setflags(write=False)
        return rarity


NOBODY = TagCounts(0, np.zeros(0, dtype=np.int64), 0.0)


@dataclass(frozen=True, eq=False)
class TagStatistics:
    """One night's counts.

    version    the caller's name for this count; equal versions must mean equal counts
    offers     TagCounts of what mentors offer
    is_        TagCounts of what mentees are
    community  TagCounts of the community tags mentors show; NOBODY = not counted, so that every
               such tag is equally rare
    related    Ties of tags to tags: in row t the relatives of tag t, each with its strength
               within (0, 1], together at most 1; NOT_COUNTED = no tag has any

    Raises BadStatistics when the parts contradict each other.
    """

    version: str
    offers: TagCounts
    is_: TagCounts
    community: TagCounts = NOBODY
    related: Ties = NOT_COUNTED

    def __post_init__(self) -> None:
        if not self.community.users.size:
            none = TagCounts(self.community.people, np.zeros_like(self.offers.users), 0.0)
            object.__setattr__(self, "community", none)
        if not self.related.people:
            object.__setattr__(self, "related", Ties.none(self.tags, self.related.name))
        if any(counts.users.size != self.tags for counts in (self.is_, self.community)):
            raise BadStatistics("The counts must cover the same tags.")
        _check_related(self.related, self.tags)

    @property
    def tags(self) -> int:
        """How many tags are covered."""
        return int(self.offers.users.size)


def tag_statistics(pool: Pool, *, version: str) -> TagStatistics:
    """Count `pool`: everybody's tags, open or not, and which go together on profiles."""
    return TagStatistics(
        version=version,
        offers=_count(pool.mentors.offers, pool.tags),
        is_=_count(pool.mentees.is_, pool.tags),
        community=_count(pool.mentors.community, pool.tags),
        related=relatives(pool),
    )


def _count(ties: Ties, tags: int) -> TagCounts:
    users = np.bincount(ties.tags, minlength=tags).astype(np.int64)
    tied = int((ties.counts > 0).sum())
    return TagCounts(ties.people, users, ties.tags.size / tied if tied else 0.0)


def _check_related(related: Ties, tags: int) -> None:
    if related.people != tags or int(related.tags.max(initial=-1)) >= tags:
        raise BadStatistics(f"Related tags must be given for the {tags} tags counted, among them.")
    if (related.person == related.tags).any():
        raise BadStatistics("A tag is not its own relative.")
    together = np.bincount(related.person, weights=related.strength, minlength=tags)
    if together.size and together.max() > 1.0 + ROUNDING:
        raise BadStatistics("The relatives of a tag have more than strength 1 together.")
