"""Between stable and the highest total; and wishes for at least one mentee in stable cohorts."""

import numpy as np

from matching.engine.cohort.answer import FULL_FIT, Prices
from matching.engine.cohort.lazy import Ranks, lazy_stable
from matching.engine.cohort.source import Source, Without, at_mates, chunks, in_order, ranks
from matching.engine.grid import Fits, Ints
from matching.engine.keys import tie_order

GRADES = 1024
NOBODY = -1


def blended(source: Source, prices: Prices, balance: float) -> Ranks:
    """Ranks between each side's own and what the best prices say.

    A pair falls short of its prices by u + p - fit: by nothing in a cohort of the highest total. So
    both sides rank by their own numbers less the shortfall, weighed by the balance, in whole
    numbers: its 1,024 grades.
    """
    grade = round(balance * GRADES)

    def between(rows: Ints, columns: Ints | None = None) -> tuple[Fits, Fits]:
        fits, (hers, his) = source.fits(rows, columns), ranks(source, rows, columns)
        due = prices.mentors[: source.width] if columns is None else prices.mentors[columns]
        short = prices.mentees[rows, None] + due - fits
        worth = grade * (FULL_FIT - np.minimum(short, FULL_FIT))
        both = ((GRADES - grade) * own + worth for own in (hers, his))
        one, other = (np.where(fits < 0, NOBODY, rank).astype(np.int32) for rank in both)
        return one, other

    return between


def with_wishes(source: Source, ranked: Ranks, *, mentees_first: bool) -> tuple[Ints, Ints]:
    """A stable cohort in which mentors with a wish get a mentee as far as can be: int64[n].

    By Roth's theorem on rural hospitals a mentor whom one stable cohort leaves alone is left alone
    by all. So for each such mentor one mentee is placed with him and the others are matched anew:
    of those whose mentor can spare them the one who loses least. Beside those placed the cohort is
    stable. Also returns whom that concerns: int64 mentees.

    ranked  how some mentees and the mentors rank each other: two int32[r, c], -1 for no pair
    """
    mentee, mentor = np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    hopeless = ~source.wished | (source.seats <= 0)
    hopeless[source.width :] = True
    while True:
        left = Without(source, mentee, mentor)

        def ranks_left(rows: Ints, columns: Ints | None, left: Without = left) -> tuple[Fits, Fits]:
            hers, his = ranked(rows, columns)
            return left.out(rows, columns, hers), left.out(rows, columns, his)

        mate = lazy_stable(left, ranks_left, mentees_first=mentees_first)
        mate[mentee] = mentor
        count = np.bincount(mate[mate >= 0], minlength=hopeless.size)
        alone = np.flatnonzero((count == 0) & ~hopeless)
        if not alone.size:
            return mate, np.sort(mentee)
        hers, own = _columns(left, alone), at_mates(left, left.her_ranks, mate)
        for at, lonely in enumerate(alone):
            spared = (mate >= 0) & ((count[mate] > 1) | ~source.wished[mate])
            spared[mentee] = False
            able = np.flatnonzero((hers[:, at] >= 0) & spared)
            if not able.size:
                hopeless[lonely] = True
                continue
            loss = own[able] - hers[able, at]
            equal = able[loss == loss.min()]
            ties = tie_order(source.mentor_key[[lonely]], source.mentee_key[equal])
            who = int(equal[np.argmin(ties)])
            count[mate[who]] -= 1
            count[lonely] += 1
            mate[who] = lonely
            mentee, mentor = np.append(mentee, who), np.append(mentor, lonely)


def _columns(source: Source, mentors: Ints) -> Fits:
    """How all mentees rank some mentors: int32[n, some], -1 for no pair."""
    none = np.zeros((0, mentors.size), dtype=np.int32)
    parts = in_order(
        lambda rows: source.her_ranks(rows, mentors), chunks(source, width=mentors.size)
    )
    return np.concatenate([none, *(part for _, part in parts)])
