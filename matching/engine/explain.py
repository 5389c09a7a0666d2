"""Why a pair has its score, and why another is not suggested: facts and numbers, no sentences."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from matching.engine import signals
from matching.engine.errors import ExcludedPair
from matching.engine.grid import Floats, Masks
from matching.engine.pool import UNKNOWN, UNKNOWN_ZONE, Mentees, Mentors, Pool
from matching.engine.rules import Rule, rules_between
from matching.engine.score import Scorer
from matching.engine.suggest import ordered_mentors
from matching.engine.tag_statistics import TagCounts, TagStatistics
from matching.engine.ties import Ties
from matching.engine.weights import DEFAULT_WEIGHTS, Weights


@dataclass(frozen=True)
class SharedTag:
    """A tag that one side wishes and the other has.

    tag              tag index
    users            how many people have it, in the statistics: mentors who offer it for
                     `shared_tags`, mentees who are it for `wanted_tags`
    wish_strength    of the side that wishes, within (0, 1]
    given_strength   of the side that has it, within (0, 1]
    share            what it adds to the score
    """

    tag: int
    users: int
    wish_strength: float
    given_strength: float
    share: float


@dataclass(frozen=True)
class Explanation:
    """The score of one eligible pair, taken apart.

    mentee, mentor  indices in the pool
    score           sum of `shares`, exactly
    signals         each signal's value within [0, 1], by name
    shares          portion times signal, by name
    unsaid          signals that stand at half, or at nothing, because somebody has not said
    shared_tags     sought by the mentee and offered; their shares sum to shares["hashtags"]
    wanted_tags     wished by the mentor and true of the mentee; they sum to shares["wanted"]
                    unless that is unsaid
    unmet_tags      tag indices sought and not offered, ascending
    kinds, goals, values, languages   bit positions both sides have, ascending
    stage_gap       steps the mentor is ahead (negative: behind); None if a stage is unknown
    stage_wanted    the mentor named stages, and the mentee's is among them
    hours_in_common hours a day within 8:00-20:00 for both; None if a zone is unknown
    hours_ahead     the mentor's clock minus the mentee's, in hours; None if a zone is unknown
    other_institution   None if one is unknown
    free_seats, load, asked, answered, prompt, accepted   as in Mentors
    """

    mentee: int
    mentor: int
    score: float
    signals: Mapping[str, float]
    shares: Mapping[str, float]
    unsaid: frozenset[str]
    shared_tags: tuple[SharedTag, ...]
    wanted_tags: tuple[SharedTag, ...]
    unmet_tags: tuple[int, ...]
    kinds: tuple[int, ...]
    goals: tuple[int, ...]
    values: tuple[int, ...]
    languages: tuple[int, ...]
    stage_gap: int | None
    stage_wanted: bool
    hours_in_common: float | None
    hours_ahead: float | None
    other_institution: bool | None
    free_seats: int
    load: float
    asked: int
    answered: int
    prompt: int
    accepted: int


@dataclass(frozen=True)
class WhyNot:
    """Why a mentor is not among a mentee's k best, or that he is.

    rules          hard rules that keep them apart, all of them; empty for an eligible pair
    wanted_stages  stages the mentor accepts, ascending; empty = any
    explanation    None for a pair kept apart
    rank           1 = best among her eligible mentors; None for a pair kept apart
    to_beat        the score at rank k, which he would have to reach; None for a pair kept apart,
                   if he is among the k, or if there are fewer than k
    gains          by signal, what the score would gain were that signal full, most first
    """

    rules: tuple[Rule, ...]
    wanted_stages: tuple[int, ...]
    explanation: Explanation | None
    rank: int | None
    to_beat: float | None
    gains: Mapping[str, float]


def explain(
    pool: Pool,
    statistics: TagStatistics,
    mentee: int,
    mentor: int,
    *,
    weights: Weights = DEFAULT_WEIGHTS,
) -> Explanation:
    """Take one pair's score apart; the score is the one `suggest` gives, bit for bit.

    Raises ExcludedPair for a pair that a rule keeps apart, UnknownPerson for a wrong index.
    """
    one, other = _pair(pool, mentee, mentor)
    rules = rules_between(pool, mentee, mentor)
    if rules:
        raise ExcludedPair(f"Kept apart by: {', '.join(rules)}.")
    scorer = Scorer(other, statistics, weights)
    values = {
        name: float(np.broadcast_to(found, (1, 1))[0, 0]) for name, found in scorer.signals(one)
    }
    shares = {name: scorer.portions[name] * value for name, value in values.items()}
    zones = one.offset[0], other.offset[0]
    zoned = UNKNOWN_ZONE not in zones
    staged = UNKNOWN not in (one.stage[0], other.stage[0])
    placed = UNKNOWN not in (one.institution[0], other.institution[0])
    return Explanation(
        mentee=mentee,
        mentor=mentor,
        score=sum(shares.values()),
        signals=values,
        shares=shares,
        unsaid=_unsaid(one, other),
        shared_tags=_shared(
            one.seeks, other.offers, statistics.offers, scorer.portions["hashtags"]
        ),
        wanted_tags=_shared(other.wants, one.is_, statistics.is_, scorer.portions["wanted"]),
        unmet_tags=tuple(int(tag) for tag in np.setdiff1d(one.seeks.tags, other.offers.tags)),
        kinds=bits(one.kinds & other.kinds),
        goals=bits(one.goals & other.goals),
        values=bits(one.values & other.values),
        languages=bits(one.languages & other.languages),
        stage_gap=int(other.stage[0] - one.stage[0]) if staged else None,
        stage_wanted=bool(other.wanted_stages[0]),
        hours_in_common=(
            int(signals.minutes_in_common(one.offset, other.offset)[0]) / 60 if zoned else None
        ),
        hours_ahead=int(zones[1] - zones[0]) / 60 if zoned else None,
        other_institution=bool(one.institution[0] != other.institution[0]) if placed else None,
        free_seats=int(other.free_seats[0]),
        load=float(other.load[0]),
        asked=int(other.asked[0]),
        answered=int(other.answered[0]),
        prompt=int(other.prompt[0]),
        accepted=int(other.accepted[0]),
    )


def why_not(
    pool: Pool,
    statistics: TagStatistics,
    mentee: int,
    mentor: int,
    *,
    k: int = 10,
    weights: Weights = DEFAULT_WEIGHTS,
) -> WhyNot:
    """What keeps a mentor from a mentee's k best, and what would have to change.

    Whether a pair may be asked about at all is the caller's to decide: that the caller's own list
    rules it out is itself told. Raises UnknownPerson for a wrong index.
    """
    _, other = _pair(pool, mentee, mentor)
    wanted_stages = bits(other.wanted_stages)
    rules = rules_between(pool, mentee, mentor)
    if rules:
        return WhyNot(rules, wanted_stages, None, None, None, {})
    explanation = explain(pool, statistics, mentee, mentor, weights=weights)
    order, scores = ordered_mentors(pool, Scorer(pool.mentors, statistics, weights), mentee)
    rank = int(np.flatnonzero(order == mentor)[0]) + 1
    portions = weights.portions()
    gains = {name: portions[name] - share for name, share in explanation.shares.items()}
    return WhyNot(
        rules=(),
        wanted_stages=wanted_stages,
        explanation=explanation,
        rank=rank,
        to_beat=float(scores[k - 1]) if rank > k else None,
        gains=dict(sorted(gains.items(), key=lambda gain: -gain[1])),
    )


def bits(mask: Masks) -> tuple[int, ...]:
    """The positions of the bits set in a one-element mask, ascending."""
    number = int(mask[0])
    return tuple(position for position in range(64) if number >> position & 1)


def _pair(pool: Pool, mentee: int, mentor: int) -> tuple[Mentees, Mentors]:
    return (
        pool.mentees.take(pool.mentee_indices([mentee])),
        pool.mentors.take(pool.mentor_indices([mentor])),
    )


def _unsaid(mentee: Mentees, mentor: Mentors) -> frozenset[str]:
    silent = {
        "hashtags": not (mentee.seeks.tags.size and mentor.offers.tags.size),
        "wanted": not (mentor.wants.tags.size and mentee.is_.tags.size),
        "kinds": not (mentee.kinds[0] and mentor.kinds[0]),
        "goals": not (mentee.goals[0] and mentor.goals[0]),
        "values": not (mentee.values[0] and mentor.values[0]),
        "stage": UNKNOWN in (mentee.stage[0], mentor.stage[0]),
        "hours": UNKNOWN_ZONE in (mentee.offset[0], mentor.offset[0]),
        "language": not (mentee.languages[0] and mentor.languages[0]),
        "elsewhere": UNKNOWN in (mentee.institution[0], mentor.institution[0]),
        "answers": not mentor.asked[0],
    }
    return frozenset(name for name, unsaid in silent.items() if unsaid)


def _shared(wished: Ties, given: Ties, counts: TagCounts, portion: float) -> tuple[SharedTag, ...]:
    """One person's wishes met by another's ties, largest share first."""
    wishes, worth = signals.tag_portions(wished, counts), signals.saturated(given, counts)
    common, at, there = np.intersect1d(wished.tags, given.tags, return_indices=True)
    shares: Floats = portion * (wishes[at] * worth[there])
    found = [
        SharedTag(
            tag=int(tag),
            users=int(counts.users[tag]),
            wish_strength=float(wished.strength[at[row]]),
            given_strength=float(given.strength[there[row]]),
            share=float(shares[row]),
        )
        for row, tag in enumerate(common)
    ]
    return tuple(sorted(found, key=lambda shared: (-shared.share, shared.users, shared.tag)))
