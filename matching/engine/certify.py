"""Checks a cohort without knowing how it was made.

Nothing here is shared with the solvers: everything is counted again from the people, over all
acceptable pairs, in whole numbers and in plain NumPy. What each part proves:

    blocking pairs   each pair that would rather have each other is found by looking at all
    prices           a cohort is worth no more than the prices of its people (weak duality), so one
                     that is worth exactly that much is the best
    covers           a cohort has no more pairs than a cover has people and seats
"""

from dataclasses import dataclass

import numpy as np

from matching.engine.cohort.answer import FULL_FIT, Assignment, Certificate, Cover, Prices
from matching.engine.cohort.lists import PreferenceLists
from matching.engine.cohort.terms import Terms
from matching.engine.grid import Flags, Ints, Keys
from matching.engine.keys import tie_order
from matching.engine.pool import Pool
from matching.engine.question import Block, Question, lists_question, pool_question
from matching.engine.tag_statistics import TagStatistics

ENDLESS = 2**62
DEAREST = 2**60
NOBODY = -1
BEST = 2**31 - 1  # no rank is as high


def certify(
    pool: Pool, statistics: TagStatistics, assignment: Assignment, *, terms: Terms | None = None
) -> list[str]:
    """What is wrong with a cohort of a pool; an empty list means that all it claims is proved.

    terms  those that `assign` was given

    Raises what `assign` raises for a pool, statistics or terms that contradict themselves.
    """
    return check(pool_question(pool, statistics, terms or Terms()), assignment)


def certify_lists(lists: PreferenceLists, assignment: Assignment, *, seed: int = 0) -> list[str]:
    """The same for a cohort made by `assign_lists`."""
    return check(lists_question(lists, seed), assignment)


@dataclass(frozen=True, eq=False)
class _Claim:
    """A cohort as rows, each mentee's pair with its numbers, and what the pins leave to choose.

    mate                     int64[n], her mentor; -1 for none
    fixed                    bool[n], pinned
    fit, her_rank, his_rank  int64[n], of her pair; -1 without one
    left                     int64[m], seats that no pin takes
    wish                     bool[m], a wish that can be fulfilled and that no pin fulfills
    """

    mate: Ints
    fixed: Flags
    fit: Ints
    her_rank: Ints
    his_rank: Ints
    left: Ints
    wish: Flags

    @property
    def loose(self) -> Flags:
        """The mentees with a pair that was not pinned."""
        return (self.mate >= 0) & ~self.fixed

    @property
    def granted(self) -> int:
        """Wishes fulfilled, those that pins fulfill aside."""
        mates = self.mate[self.loose]
        return int(np.unique(mates[self.wish[mates]]).size)


@dataclass(frozen=True, eq=False)
class _Limit:
    """No acceptable pair of fit `least` or more has more fit than due and cheapest add up to.

    due int64[n], cheapest int64[m]; otherwise `problem` is what is wrong
    """

    due: Ints
    cheapest: Ints
    least: int
    problem: str

    def broken(self, block: Block) -> bool:
        """Whether some pair of the block has more."""
        over = block.fit > self.due[block.rows, None] + self.cheapest[block.mentor]
        return bool(over.any()) and bool((over & (block.fit >= self.least)).any())


def check(question: Question, assignment: Assignment) -> list[str]:
    """What is wrong with a cohort; an empty list means that all it claims is proved."""
    certificate = assignment.certificate
    problems = _misplaced(question, assignment) + _malformed(question, certificate)
    if problems:
        return problems
    claim = _claimed(question, assignment)
    problems = _miscounted(question, assignment, claim) + _broken(question, claim, certificate)
    if problems:
        return problems
    if certificate.method.startswith("stable"):
        return _unstable(question, claim, certificate)
    if certificate.prices is None:
        return ["The prices are missing."]
    problems = _short_of_prices(claim, certificate, certificate.prices)
    return problems + (_unfair(claim, certificate) if certificate.method == "fair" else [])


def _misplaced(question: Question, assignment: Assignment) -> list[str]:
    """Seats, pins, and nobody twice: what needs no look at the pairs themselves."""
    n, m = question.mentee_key.size, question.seats.size
    mentee, mentor = assignment.pairs.mentee, assignment.pairs.mentor
    if mentee.size and (mentee.max() >= n or mentor.max() >= m):
        return ["A pair names somebody who is not there."]
    if assignment.fits.shape != mentee.shape:
        return ["There is not one fit for each pair."]
    problems = []
    if np.unique(mentee).size != mentee.size:
        problems.append("A mentee has two mentors.")
    if (np.bincount(mentor, minlength=m) > question.seats).any():
        problems.append("A mentor has more mentees than seats.")
    if not assignment.pairs.holds(question.pins.mentee, question.pins.mentor).all():
        problems.append("A pinned pair is missing.")
    if assignment.unmatched.tolist() != np.setdiff1d(np.arange(n), mentee).tolist():
        problems.append("The unmatched are not those without a pair.")
    return problems


def _malformed(question: Question, certificate: Certificate) -> list[str]:
    """Prices and covers that are not for these people, or not such numbers."""
    n, m = question.mentee_key.size, question.seats.size
    for prices in (certificate.prices, certificate.bound):
        if prices is None:
            continue
        shapes = prices.mentees.shape, prices.mentors.shape, prices.first_seats.shape
        if shapes != ((n,), (m,), (m,)):
            return ["There is not one price for each person."]
        for part in (prices.mentees, prices.mentors, prices.first_seats):
            if part.min(initial=0) < 0 or part.max(initial=0) > DEAREST:
                return ["A price is below 0 or beyond all measure."]
        if not all(0 <= part <= DEAREST for part in (prices.pair, prices.first, prices.least)):
            return ["What a pair is worth is below 0 or beyond all measure."]
    for cover in (certificate.cover, certificate.wish_cover, certificate.tighter):
        for people, size in ((cover.mentees, n), (cover.mentors, m)) if cover else ():
            if people.size and (people.min() < 0 or people.max() >= size):
                return ["A cover names somebody who is not there."]
    return []


def _claimed(question: Question, assignment: Assignment) -> _Claim:
    """The cohort as rows, with the numbers of its pairs from the people themselves."""
    n, pairs = question.mentee_key.size, assignment.pairs
    pinned = np.bincount(question.pins.mentor, minlength=question.seats.size)
    left = question.seats - pinned
    mate, fixed = np.full(n, NOBODY), np.zeros(n, dtype=np.bool_)
    mate[pairs.mentee] = pairs.mentor
    fixed[question.pins.mentee] = True
    numbers = np.full((3, n), NOBODY)
    numbers[:, pairs.mentee] = question.numbers(
        pairs.mentee, pairs.mentor, ranks=assignment.certificate.method.startswith("stable")
    )
    wish = question.wished & (pinned == 0) & (left > 0)
    return _Claim(mate, fixed, numbers[0], numbers[1], numbers[2], left, wish)


def _limits(claim: _Claim, certificate: Certificate) -> list[_Limit]:
    """What prices and covers say of every pair."""
    limits = []
    nobody = np.zeros_like(claim.wish)
    for prices, wish in ((certificate.prices, claim.wish), (certificate.bound, nobody)):
        if prices is not None:
            first = np.where(wish, prices.first_seats - prices.first, ENDLESS)
            rest = np.where(claim.left > wish, prices.mentors, ENDLESS)
            due = np.where(claim.fixed, ENDLESS // 2, prices.mentees) - prices.pair
            problem = "A pair is worth more than the prices of its two people."
            limits.append(_Limit(due, np.minimum(first, rest), prices.least, problem))
    for cover in (certificate.cover, certificate.wish_cover, certificate.tighter):
        if cover is not None:
            counted = claim.wish if cover.wishes else claim.left > 0
            due = np.where(claim.fixed, ENDLESS // 2, cover.above)
            cheapest = np.where(counted, 0, ENDLESS)
            due[cover.mentees], cheapest[cover.mentors] = ENDLESS // 2, ENDLESS
            limits.append(_Limit(due, cheapest, 0, "A cover leaves out a pair."))
    return limits


def _broken(question: Question, claim: _Claim, certificate: Certificate) -> list[str]:
    """Holds every acceptable pair against what prices and covers say of it."""
    limits, broken = _limits(claim, certificate), []
    for block in question.blocks(ranks=False) if limits else ():
        broken += [limit.problem for limit in limits if limit.broken(block)]
    return broken


def _miscounted(question: Question, assignment: Assignment, claim: _Claim) -> list[str]:
    """Pairs that may not be, and numbers that are not what they are said to be."""
    certificate, matched = assignment.certificate, claim.mate >= 0
    if (claim.fit[matched] < 0).any():
        return ["A pair is not acceptable."]
    loose = claim.fit[claim.loose]
    served = np.zeros(question.seats.size, dtype=np.bool_)
    served[assignment.pairs.mentor] = True
    counted = {
        "fits": (assignment.fits.tolist(), claim.fit[assignment.pairs.mentee].tolist()),
        "matched": (certificate.matched, int(matched.sum())),
        "total": (certificate.total, int(claim.fit[matched].sum())),
        "worst": (certificate.worst, int(loose.min()) if loose.size else None),
        "unserved": (certificate.unserved, int((question.wished & ~served).sum())),
    }
    return [f"{name}: not what was counted" for name, (one, two) in counted.items() if one != two]


def _unstable(question: Question, claim: _Claim, certificate: Certificate) -> list[str]:
    """Blocking pairs are as many as claimed, none where none may be, and the bound holds."""
    problems = []
    count, gain = _blocking(question, claim, claim.fixed)
    if (certificate.blocking_pairs, certificate.largest_gain) != (count, gain):
        problems.append(f"{count} pairs block, by up to {gain}; the certificate says otherwise.")
    placed = np.zeros(0, dtype=np.int64) if certificate.placed is None else certificate.placed
    if placed.size and not _for_wishes(question, claim, placed):
        problems.append("A mentee was placed with a mentor for whom nobody wished one.")
    elif certificate.balance == 0:
        beside = claim.fixed.copy()
        beside[placed] = True
        if (count if not placed.size else _blocking(question, claim, beside)[0]) > 0:
            problems.append("A stable cohort has blocking pairs.")
    elif certificate.bound is None or certificate.bound.pair or certificate.bound.least:
        problems.append("The bound on any total is missing.")
    return problems


def _for_wishes(question: Question, claim: _Claim, placed: Ints) -> bool:
    """Each of them has a mentor for whom a mentee was wished, and no two the same."""
    if (placed < 0).any() or (placed >= claim.mate.size).any() or (claim.mate[placed] < 0).any():
        return False
    mentors = claim.mate[placed]
    return np.unique(mentors).size == placed.size and bool(claim.wish[mentors].all())


def _blocking(question: Question, claim: _Claim, fixed: Flags) -> tuple[int, int]:
    """Pairs who would both rather have each other, and the largest gain; `fixed` stay put."""
    her, her_tie = claim.her_rank.copy(), _ties(question, claim)
    her[fixed] = ENDLESS
    his, his_tie = _last_seats(question, claim, fixed)
    # Nobody outside the acceptable pairs reaches 0.
    hers, theirs = (np.clip(rank, 0, BEST).astype(np.int32) for rank in (her, his))
    count, gain = 0, 0
    for block in question.blocks(ranks=True, fit=False):
        rows, columns = block.rows, np.broadcast_to(block.mentor, block.fit.shape)
        both = block.her_rank >= hers[rows, None]
        both &= block.his_rank >= theirs[block.mentor]
        row, at = np.nonzero(both)
        one, other = rows[row], columns[row, at]
        more, worth = block.her_rank[row, at] - her[one], block.his_rank[row, at] - his[other]
        sooner = tie_order(question.mentee_key[one], question.mentor_key[other]) < her_tie[one]
        earlier = tie_order(question.mentor_key[other], question.mentee_key[one]) < his_tie[other]
        real = ((more > 0) | sooner) & ((worth > 0) | earlier)
        count += int(real.sum())
        gains = np.minimum(
            block.her_rank[row, at] - np.maximum(her[one], 0),
            block.his_rank[row, at] - np.maximum(his[other], 0),
        )
        gain = max(gain, int(gains[real].max(initial=0)))
    return count, gain


def _ties(question: Question, claim: _Claim) -> Keys:
    """How each mentee's mentor stands among her equals: smaller first; nothing beats nobody."""
    mates = question.mentor_key[claim.mate] if question.seats.size else question.mentee_key
    return tie_order(question.mentee_key, mates)


def _last_seats(question: Question, claim: _Claim, fixed: Flags) -> tuple[Ints, Keys]:
    """For each mentor, the rank and tie of the mentee he would give up first; -1 for a free seat.

    Endless where no seat is his to give.
    """
    m = question.seats.size
    rank, tie = np.full(m, NOBODY), np.zeros(m, dtype=np.uint64)
    here = np.flatnonzero((claim.mate >= 0) & ~fixed)
    mentor = claim.mate[here]
    ties = tie_order(question.mentor_key[mentor], question.mentee_key[here])
    order = np.lexsort((ties, -claim.his_rank[here]))
    rank[mentor[order]], tie[mentor[order]] = claim.his_rank[here][order], ties[order]
    taken = np.bincount(claim.mate[claim.mate >= 0], minlength=m)
    kept = np.bincount(claim.mate[(claim.mate >= 0) & fixed], minlength=m)
    rank[taken < question.seats] = NOBODY
    rank[kept >= question.seats] = ENDLESS
    return rank, tie


def _short_of_prices(claim: _Claim, certificate: Certificate, prices: Prices) -> list[str]:
    """Pairs are worth what the prices add up to, and more fit never makes up for fewer pairs."""
    problems = []
    loose = claim.loose
    worth = sum(claim.fit[loose].tolist()) + prices.pair * int(loose.sum())
    if _budget(claim, prices) != worth + prices.first * claim.granted:
        problems.append("The pairs are not worth what the prices add up to.")
    most = FULL_FIT * min(int((~claim.fixed).sum()), sum(claim.left.tolist()))
    wishes = int(claim.wish.sum())
    if (wishes and prices.first <= most) or prices.pair <= most + prices.first * wishes:
        problems.append("The prices let more fit make up for fewer pairs or wishes.")
    if prices.least != (certificate.worst or 0 if certificate.method == "fair" else 0):
        problems.append("The prices leave out pairs that count.")
    return problems


def _budget(claim: _Claim, prices: Prices) -> int:
    """What the prices of all people and seats add up to, in Python's unbounded numbers."""
    once = claim.wish.astype(np.int64)
    prices_of_seats = zip(prices.mentors.tolist(), (claim.left - once).tolist(), strict=True)
    parts: list[int] = prices.mentees[~claim.fixed].tolist()
    parts += [price * size for price, size in prices_of_seats]
    parts += prices.first_seats[claim.wish].tolist()
    return sum(parts)


def _unfair(claim: _Claim, certificate: Certificate) -> list[str]:
    """Covers prove: no more pairs, no more wishes, and with better pairs only fewer of either."""
    cover, wish_cover, tighter = certificate.cover, certificate.wish_cover, certificate.tighter
    pairs = int(claim.loose.sum())
    if cover is None or cover.wishes or cover.above >= 0 or _size(claim, cover) != pairs:
        return ["The cover does not have as many people and seats as there are pairs."]
    if claim.granted < claim.wish.sum():
        if wish_cover is None or not wish_cover.wishes or wish_cover.above >= 0:
            return ["The cover of the wishes is missing."]
        if _size(claim, wish_cover) != claim.granted:
            return ["The cover of the wishes is not as small as it must be."]
    if pairs:
        if tighter is None or tighter.above != certificate.worst:
            return ["Nothing says that the worst pair could not be better."]
        if _size(claim, tighter) >= (claim.granted if tighter.wishes else pairs):
            return ["The cover of the better pairs is not small enough."]
    return []


def _size(claim: _Claim, cover: Cover) -> int:
    """How many pairs, or wishes, a cover allows at most."""
    seats = claim.wish if cover.wishes else claim.left
    return int(np.unique(cover.mentees).size + seats[np.unique(cover.mentors)].sum())
