"""The score of a pair: its signals, each times its portion, added up."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from matching.engine import signals
from matching.engine.errors import BadStatistics
from matching.engine.grid import Floats, Ints
from matching.engine.pool import Mentees, Mentors, facing
from matching.engine.sought import Sought, sought
from matching.engine.tag_statistics import TagStatistics
from matching.engine.ties import Ties
from matching.engine.weights import Weights


@dataclass(frozen=True, eq=False)
class Postings:
    """For each tag, the mentors tied to it and what the tie is worth: three arrays in rows of tags.

    indptr int64[tags+1], mentors int64[ties], worth float64[ties]
    """

    indptr: Ints
    mentors: Ints
    worth: Floats

    @classmethod
    def of(cls, ties: Ties, worth: Floats, tags: int) -> "Postings":
        """Turn rows of people into rows of tags."""
        order = np.argsort(ties.tags, kind="stable")
        indptr = np.zeros(tags + 1, dtype=np.int64)
        np.cumsum(np.bincount(ties.tags, minlength=tags), out=indptr[1:])
        return cls(indptr, ties.person[order], worth[order])

    def meet(self, ties: Ties | Sought, worth: Floats, mentors: int) -> Floats:
        """Sum over the tags in common of the product of worths: float64[people, mentors]."""
        met = np.zeros((ties.people, mentors))
        for person, tag, value in zip(ties.person, ties.tags, worth, strict=True):
            start, end = self.indptr[tag], self.indptr[tag + 1]
            met[person, self.mentors[start:end]] += value * self.worth[start:end]
        return met


class Scorer:
    """Scores of any mentees with one fixed set of m mentors.

    Everything on the mentors' side is worked out once. Raises BadStatistics when the statistics
    do not cover the tags in use.
    """

    def __init__(self, mentors: Mentors, statistics: TagStatistics, weights: Weights) -> None:
        check_covered(statistics, mentors.offers, mentors.wants, mentors.community)
        self.mentors = mentors
        self.portions = weights.portions()
        self._statistics = statistics
        offered = signals.saturated(mentors.offers, statistics.offers)
        wished = signals.tag_portions(mentors.wants, statistics.is_)
        self._offers = Postings.of(mentors.offers, offered, statistics.tags)
        self._wants = Postings.of(mentors.wants, wished, statistics.tags)
        belongs = np.ones(mentors.community.tags.size)
        self._community = Postings.of(mentors.community, belongs, statistics.tags)

    def scores(self, mentees: Mentees) -> Floats:
        """float64[mentees, m] in [0, 1]: the exact sum of portion times signal."""
        check_covered(self._statistics, mentees.seeks, mentees.is_, mentees.community)
        size = len(self.mentors)
        wishes = sought(mentees.seeks, self._statistics)
        shown = signals.saturated(mentees.is_, self._statistics.is_)
        fellows = community_portions(mentees, self._statistics)
        met = Met(
            offered=self._offers.meet(wishes, wishes.portion, size),
            wished=self._wants.meet(mentees.is_, shown, size),
            portions=sums(mentees.community, fellows),
            shared=self._community.meet(mentees.community, fellows, size),
        )
        total = np.zeros((len(mentees), size))
        for name, values in all_signals(mentees, self.mentors, met, pairwise=False):
            total += self.portions[name] * values
        return total


class Met(NamedTuple):
    """Sums over tags, float64[n, m], or float64[n] where pairs are taken row by row.

    offered   portion times worth over the tags sought, related ones included, and offered
    wished    the same over the tags the mentor wishes for and the mentee has
    portions  a mentee's community portions altogether, always float64[n]
    shared    her community portions over the tags that the mentor has too
    """

    offered: Floats
    wished: Floats
    portions: Floats
    shared: Floats


def all_signals(
    mentees: Mentees, mentors: Mentors, met: Met, *, pairwise: bool
) -> Iterator[tuple[str, Floats]]:
    """Each signal's name and its values, in the order of `signals.SIGNALS`.

    pairwise  False: all n mentees with all m mentors, float64[n, m] or, where a signal is the
              mentor's own, float64[m]. True: row by row, float64[n] with n = m
    """
    places = facing(mentees.institution, pairwise), mentors.institution
    habits = mentors.asked, mentors.answered, mentors.prompt, mentors.accepted
    yield "hashtags", met.offered
    yield "wanted", met.wished
    yield "community", signals.community(facing(met.portions, pairwise), met.shared)
    yield "kinds", signals.share_met(facing(mentees.kinds, pairwise), mentors.kinds)
    yield "goals", signals.share_met(facing(mentees.goals, pairwise), mentors.goals)
    yield "values", signals.share_met(facing(mentees.values, pairwise), mentors.values)
    yield "stage", signals.stage(facing(mentees.stage, pairwise), mentors.stage)
    yield "hours", signals.hours(facing(mentees.offset, pairwise), mentors.offset)
    yield "language", signals.language(facing(mentees.languages, pairwise), mentors.languages)
    yield "elsewhere", signals.elsewhere(facing(mentees.elsewhere, pairwise), *places)
    yield "room", signals.room(mentors.load)
    yield "answers", signals.answers(*habits)


def community_portions(mentees: Mentees, statistics: TagStatistics) -> Floats:
    """`signals.community_portions` of the mentees' public communities: float64[ties]."""
    wish = mentees.community_wish
    return signals.community_portions(mentees.community, wish, statistics.community)


def sums(ties: Ties, values: Floats) -> Floats:
    """The sum of each person's `values`, float64[people]."""
    return np.bincount(ties.person, weights=values, minlength=ties.people).astype(np.float64)


def check_covered(statistics: TagStatistics, *all_ties: Ties) -> None:
    """Raise BadStatistics unless the statistics count every tag in `all_ties`."""
    for ties in all_ties:
        if ties.tags.size and int(ties.tags.max()) >= statistics.tags:
            raise BadStatistics(f"The statistics cover {statistics.tags} tags, the pool uses more.")
