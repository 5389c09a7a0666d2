"""Sees to it that no mentor is shown to more people than he could ever take.

A mentor's cap is a multiple of his free seats, and no more than a share above what would be even;
`limits` says how much of both. Where more mentees would like to see him than that,
those he fits best do: a mentee and a mentor rate each other by the same score, so the pairs are
gone through from the highest score down, and each is shown while there is room on both sides. That
is what deferred acceptance with many places on both sides comes to (Gale and Shapley 1962) when the
two sides agree: nobody is refused a mentor who is shown to somebody he fits less.
"""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from matching.engine import columns
from matching.engine.errors import BadArray, EngineError
from matching.engine.grid import Flags, Floats, Ints
from matching.engine.kernels.pages import fill_empty, fill_pages
from matching.engine.suggest import Suggestions

TENTH = 0.1
LEAST = 12
SPARE = 4.0
ABOVE_EVEN = 1.5


@dataclass(frozen=True)
class Limits:
    """To how many people a mentor is shown at most: `multiple` a free seat, `ceiling` in all."""

    multiple: int
    ceiling: int


def limits(free_seats: npt.ArrayLike, rows: int) -> Limits:
    """What leaves room for `rows` rows altogether (mentees times k), and spreads them.

    free_seats  int[m], 0 for whoever is closed

    The multiple gives SPARE times the rows, the ceiling is ABOVE_EVEN times what each mentor would
    have were all shown alike; neither is below LEAST. With less of both, measured against a known
    truth, pages grow short and worse; with more, some mentors are shown to far more than others
    (docs/decisions/2026-11-22-scores-measured.md).
    """
    seats = columns.whole_numbers("free_seats", free_seats, None, low=0)
    multiple = math.ceil(SPARE * rows / max(1, int(seats.sum())))
    ceiling = math.ceil(ABOVE_EVEN * rows / max(1, int((seats > 0).sum())))
    return Limits(max(LEAST, multiple), max(LEAST, ceiling))


@dataclass(frozen=True)
class Spread:
    """How evenly mentors are shown, before (each mentee's k best, no caps) and after.

    gini_before, gini_after    Gini coefficient of the numbers of people a mentor is shown to, over
                               all mentors with a cap above 0: 0 = all alike, 1 = one has all
    tenth_before, tenth_after  part of all rows that the most shown tenth of mentors have
    given_up                   mean score of a page before minus after, meant over mentees
    yielded                    mentees for whom a cap yielded, for their page would be empty
    shortened                  mentees with fewer rows than before
    """

    gini_before: float
    gini_after: float
    tenth_before: float
    tenth_after: float
    given_up: float
    yielded: int
    shortened: int


@dataclass(frozen=True, eq=False)
class Exposure:
    """Who is shown: `shown`, ranks 1 to k for each mentee, and `spread`, what caps came to."""

    shown: Suggestions
    spread: Spread


def caps(
    free_seats: npt.ArrayLike,
    multiple: int,
    shown_to: npt.ArrayLike | None = None,
    *,
    ceiling: int | None = None,
) -> Ints:
    """How many people each mentor may be shown to, int64[m]: `multiple` times his free seats.

    ceiling   and no more than so many; None = any number
    shown_to  int[m], those who see him now and are not asked about: they are taken off, so that a
              few mentees' pages can be made anew beside everybody else's
    """
    seats = columns.whole_numbers("free_seats", free_seats, None, low=0)
    if multiple < 1:
        raise EngineError("The multiple of free seats must be at least 1.")
    taken = np.zeros(seats.size, dtype=np.int64) if shown_to is None else shown_to
    seen = columns.whole_numbers("shown_to", taken, seats.size, low=0)
    if ceiling is not None and ceiling < 1:
        raise EngineError("The ceiling must be at least 1.")
    allowed = multiple * seats if ceiling is None else np.minimum(multiple * seats, ceiling)
    left: Ints = np.maximum(allowed - seen, 0)
    return left


def expose(
    candidates: Suggestions, *, caps: npt.ArrayLike, ties: npt.ArrayLike, k: int
) -> Exposure:
    """Up to k of each mentee's candidates, so that each mentor is shown to `caps` people at most.

    candidates  rows of any mentees, more than k for each; `rank` orders those of a mentee
    caps        int[m] by mentor index (see `caps`)
    ties        uint64[rows], what orders equal scores (see `keys.tie_order`)

    The rows come in the order of mentees, best first. Whoever has a candidate sees somebody: where
    all of hers are taken, a cap yields, the one that has been passed least. The order of the rows
    given changes nothing. Raises BadArray for a cap below 0 or candidates beyond `caps`.
    """
    room = columns.whole_numbers("caps", caps, None, low=0)
    order = columns.masks("ties", ties, len(candidates))
    if k < 1:
        raise EngineError("k must be at least 1.")
    if candidates.mentor.size and int(candidates.mentor.max()) >= room.size:
        raise BadArray("caps", "is missing for a mentor among the candidates")
    sort = np.lexsort((candidates.rank, candidates.mentee))
    who, first, mentee = np.unique(candidates.mentee[sort], return_index=True, return_inverse=True)
    mentor, score = candidates.mentor[sort], candidates.score[sort]
    best_first = np.lexsort((order[sort], -score))
    left, pages = room.copy(), np.zeros(who.size, dtype=np.int64)
    shown = np.zeros(mentor.size, dtype=np.bool_)
    fill_pages(best_first, mentee, mentor, left, pages, shown, k)
    empty = pages == 0
    if empty.any():
        turn = mentee[best_first]
        once = np.sort(np.unique(turn, return_index=True)[1])
        fill_empty(
            turn[once][empty[turn[once]]], np.append(first, mentor.size), mentor, left, shown
        )
    before = np.arange(mentor.size) - first[mentee] < k
    spread = _spread(before, shown, mentee, mentor, score, room, int(empty.sum()))
    place = np.cumsum(shown)
    rank: Ints = place[shown] - (place - shown)[first[mentee[shown]]]
    rows = Suggestions(who[mentee[shown]], mentor[shown], score[shown], rank)
    return Exposure(rows, spread)


def _spread(
    before: Flags, after: Flags, mentee: Ints, mentor: Ints, score: Floats, room: Ints, yielded: int
) -> Spread:
    told, pages = [], []
    for rows in (before, after):
        seen = np.bincount(mentor[rows], minlength=room.size)
        told.append(np.sort(seen[(room > 0) | (seen > 0)]))
        counts = np.bincount(mentee[rows])
        pages.append((counts, np.bincount(mentee[rows], weights=score[rows]) / counts))
    (many, good), (few, left) = pages
    return Spread(
        gini_before=_gini(told[0]),
        gini_after=_gini(told[1]),
        tenth_before=_tenth(told[0]),
        tenth_after=_tenth(told[1]),
        given_up=float((good - left).mean()) if good.size else 0.0,
        yielded=yielded,
        shortened=int((few < many).sum()),
    )


def _gini(ascending: Ints) -> float:
    """Of numbers in ascending order; 0 for none."""
    total = int(ascending.sum())
    if not total:
        return 0.0
    ranks = 2 * np.arange(1, ascending.size + 1) - ascending.size - 1
    return float((ranks * ascending).sum() / (ascending.size * total))


def _tenth(ascending: Ints) -> float:
    """The part of the sum that the largest tenth of numbers has; 0 for none."""
    total = int(ascending.sum())
    most = max(1, round(TENTH * ascending.size))
    return float(ascending[-most:].sum() / total) if total else 0.0
