"""The score of a pair: its signals, each times its weight, added up."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from matching.engine import signals
from matching.engine.errors import BadStatistics
from matching.engine.grid import Floats, Ints
from matching.engine.pool import Mentees, Mentors
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

    def meet(self, ties: Ties, worth: Floats, mentors: int) -> Floats:
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
        _check_covered(statistics, mentors.offers, mentors.wants)
        self.mentors = mentors
        self.portions = weights.portions()
        self._statistics = statistics
        offered = signals.saturated(mentors.offers, statistics.offers)
        wished = signals.tag_portions(mentors.wants, statistics.is_)
        self._offers = Postings.of(mentors.offers, offered, statistics.tags)
        self._wants = Postings.of(mentors.wants, wished, statistics.tags)
        self._wants_any = mentors.wants.counts > 0
        self._room = signals.room(mentors.load)
        self._answers = signals.answers(
            mentors.asked, mentors.answered, mentors.prompt, mentors.accepted
        )

    def signals(self, mentees: Mentees) -> Iterator[tuple[str, Floats]]:
        """Each signal's name and its values, float64[mentees, m] or float64[m] if the mentor's own.

        In the order of `signals.SIGNALS`.
        """
        _check_covered(self._statistics, mentees.seeks, mentees.is_)
        mentors, counts = self.mentors, self._statistics
        sought = signals.tag_portions(mentees.seeks, counts.offers)
        yield "hashtags", self._offers.meet(mentees.seeks, sought, len(mentors))
        shown = signals.saturated(mentees.is_, counts.is_)
        wanted = self._wants.meet(mentees.is_, shown, len(mentors))
        said = self._wants_any & (mentees.is_.counts > 0)[:, None]
        yield "wanted", np.where(said, wanted, signals.UNSAID)
        yield "kinds", signals.share_met(mentees.kinds[:, None], mentors.kinds)
        yield "goals", signals.share_met(mentees.goals[:, None], mentors.goals)
        yield "values", signals.share_met(mentees.values[:, None], mentors.values)
        yield "stage", signals.stage(mentees.stage[:, None], mentors.stage)
        yield "hours", signals.hours(mentees.offset[:, None], mentors.offset)
        yield "language", signals.language(mentees.languages[:, None], mentors.languages)
        here = mentees.institution[:, None]
        wish = mentees.elsewhere[:, None]
        yield "elsewhere", signals.elsewhere(wish, here, mentors.institution)
        yield "room", self._room
        yield "answers", self._answers

    def scores(self, mentees: Mentees) -> Floats:
        """float64[mentees, m] in [0, 1]: the exact sum of portion times signal."""
        total = np.zeros((len(mentees), len(self.mentors)))
        for name, values in self.signals(mentees):
            total += self.portions[name] * values
        return total


def _check_covered(statistics: TagStatistics, *all_ties: Ties) -> None:
    for ties in all_ties:
        if ties.tags.size and int(ties.tags.max()) >= statistics.tags:
            raise BadStatistics(
                f"The statistics cover {statistics.tags} tags, {ties.name} name more."
            )
