"""Why a pair has its score: facts and numbers, no sentences."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from matching.engine import signals
from matching.engine.errors import EngineError, ExcludedPair
from matching.engine.grid import Flags, Floats, Masks
from matching.engine.pool import UNKNOWN, UNKNOWN_ZONE, Mentees, Mentors, Pool
from matching.engine.rules import rules_between
from matching.engine.score import Met, all_signals, check_covered, community_portions, sums
from matching.engine.sought import OWN, Sought, sought
from matching.engine.tag_statistics import TagCounts, TagStatistics
from matching.engine.ties import Ties
from matching.engine.weights import DEFAULT_WEIGHTS, Weights


@dataclass(frozen=True)
class SharedTag:
    """A tag that one side wishes and the other has.

    tag              tag index
    users            how many people have it, in the statistics: mentors who offer it for
                     `shared_tags`, mentees who are it for `wanted_tags`, mentors who show it for
                     `community_tags`
    wish_strength    of the side that wishes, within (0, 1]; of the tie to `via` for a related tag
    given_strength   of the side that has it, within (0, 1]
    share            what it adds to the score
    via              the tag sought that led to this one, which is related to it; None for a tag
                     that is sought itself
    """

    tag: int
    users: int
    wish_strength: float
    given_strength: float
    share: float
    via: int | None = None


@dataclass(frozen=True)
class Explanation:
    """The score of one eligible pair, taken apart.

    mentee, mentor  indices in the pool
    score           sum of `shares`, exactly
    signals         each signal's value within [0, 1], by name
    shares          portion times signal, by name
    unsaid          signals that stand at half, or at nothing, because somebody has not said
    shared_tags     sought by the mentee, or related to a tag sought, and offered; their shares sum
                    to shares["hashtags"]
    wanted_tags     wished by the mentor and true of the mentee; they sum to shares["wanted"]
    community_tags  public communities of both, where she wished for it; their shares are what is
                    lost of shares["community"] without them
    unmet_tags      tag indices sought and not offered, ascending
    kinds, goals, values, languages   bit positions both sides have, ascending
    stage_gap       steps the mentor is ahead (negative: behind); None if a stage is unknown or
                    beside the ladder
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
    community_tags: tuple[SharedTag, ...]
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
    return explain_pairs(pool, statistics, [mentee], [mentor], weights=weights)[0]


def explain_pairs(
    pool: Pool,
    statistics: TagStatistics,
    mentee: npt.ArrayLike,
    mentor: npt.ArrayLike,
    *,
    weights: Weights = DEFAULT_WEIGHTS,
) -> list[Explanation]:
    """Explanations of many pairs at once, given as parallel int[pairs] of indices.

    Raises ExcludedPair if a rule keeps any of them apart, UnknownPerson for a wrong index.
    """
    rows, columns = pool.mentee_indices(mentee), pool.mentor_indices(mentor)
    if rows.size != columns.size:
        raise EngineError("Pairs need as many mentees as mentors.")
    for one, other, rules in zip(rows, columns, rules_between(pool, rows, columns), strict=True):
        if rules:
            raise ExcludedPair(f"Mentee {one} and mentor {other}: {', '.join(rules)}.")
    mentees, mentors = pool.mentees.take(rows), pool.mentors.take(columns)
    check_covered(statistics, mentees.seeks, mentees.is_, mentees.community)
    check_covered(statistics, mentors.offers, mentors.wants, mentors.community)
    portions = weights.portions()
    offered, wished, together = _meetings(mentees, mentors, statistics, portions)
    fellows = sums(mentees.community, community_portions(mentees, statistics))
    met = Met(offered.signal, wished.signal, fellows, together.signal)
    found = all_signals(mentees, mentors, met, pairwise=True)
    values = {name: signal.tolist() for name, signal in found}
    explanations = []
    for row, facts in enumerate(_facts(mentees, mentors)):
        of_pair = {name: signal[row] for name, signal in values.items()}
        shares = {name: portions[name] * value for name, value in of_pair.items()}
        explanations.append(
            Explanation(
                mentee=int(rows[row]),
                mentor=int(columns[row]),
                score=sum(shares.values()),
                signals=of_pair,
                shares=shares,
                shared_tags=offered.shared[row],
                wanted_tags=wished.shared[row],
                community_tags=together.shared[row],
                unmet_tags=offered.unmet[row],
                **facts,
            )
        )
    return explanations


def bits(mask: int) -> tuple[int, ...]:
    """The positions of the bits set, ascending."""
    return tuple(position for position in range(mask.bit_length()) if mask >> position & 1)


@dataclass(frozen=True)
class _Meeting:
    """How wishes meet, pair by pair: their signal, the tags in common, the tags left over."""

    signal: Floats
    shared: list[tuple[SharedTag, ...]]
    unmet: list[tuple[int, ...]]


def _meetings(
    mentees: Mentees, mentors: Mentors, statistics: TagStatistics, portions: Mapping[str, float]
) -> tuple[_Meeting, _Meeting, _Meeting]:
    """Sought and offered, wished and true, communities of both."""
    offers, wants, public = mentors.offers, mentors.wants, mentees.community
    worth = signals.saturated(offers, statistics.offers)
    wishes = sought(mentees.seeks, statistics)
    offered = _meet(wishes, offers, worth, statistics.offers, portions["hashtags"])
    wished = _meet(
        _as_they_stand(wants, signals.tag_portions(wants, statistics.is_)),
        mentees.is_,
        signals.saturated(mentees.is_, statistics.is_),
        statistics.is_,
        portions["wanted"],
    )
    together = _meet(
        _as_they_stand(public, community_portions(mentees, statistics)),
        mentors.community,
        np.ones(mentors.community.tags.size),
        statistics.community,
        portions["community"],
    )
    return offered, wished, together


def _as_they_stand(ties: Ties, portion: Floats) -> Sought:
    return Sought(ties.indptr, ties.tags, portion, ties.strength, np.full(ties.tags.size, OWN))


def _meet(
    wished: Sought, given: Ties, worth: Floats, counts: TagCounts, portion: float
) -> _Meeting:
    """Person i's wishes against person i's ties on the other side, which have the given worth."""
    base = max(1, counts.users.size)
    codes = wished.person * base + wished.tags, given.person * base + given.tags
    _, at, there = np.intersect1d(*codes, assume_unique=True, return_indices=True)
    met = wished.portion[at] * worth[there]
    shared: list[list[SharedTag]] = [[] for _ in range(wished.people)]
    for row, tag, via, wish_strength, given_strength, share in zip(
        wished.person[at].tolist(),
        wished.tags[at].tolist(),
        wished.via[at].tolist(),
        wished.strength[at].tolist(),
        given.strength[there].tolist(),
        (portion * met).tolist(),
        strict=True,
    ):
        users, led = int(counts.users[tag]), None if via == OWN else via
        shared[row].append(SharedTag(tag, users, wish_strength, given_strength, share, led))
    unmet: list[list[int]] = [[] for _ in range(wished.people)]
    left = wished.via == OWN
    left[at] = False
    for row, tag in zip(wished.person[left].tolist(), wished.tags[left].tolist(), strict=True):
        unmet[row].append(tag)
    signal: Floats = np.zeros(wished.people)
    np.add.at(signal, wished.person[at], met)
    return _Meeting(
        signal=signal,
        shared=[tuple(sorted(tags, key=_largest_first)) for tags in shared],
        unmet=[tuple(tags) for tags in unmet],
    )


def _largest_first(tag: SharedTag) -> tuple[float, int, int]:
    return -tag.share, tag.users, tag.tag


def _facts(mentees: Mentees, mentors: Mentors) -> list[dict[str, Any]]:
    """What Explanation tells beside scores and tags, by the names of its fields, pair by pair."""
    zoned = (mentees.offset != UNKNOWN_ZONE) & (mentors.offset != UNKNOWN_ZONE)
    laddered = signals.on_ladder(mentees.stage) & signals.on_ladder(mentors.stage)
    placed = (mentees.institution != UNKNOWN) & (mentors.institution != UNKNOWN)
    minutes = signals.minutes_in_common(mentees.offset, mentors.offset)
    columns: dict[str, list[Any]] = {
        "kinds": _common_bits(mentees.kinds, mentors.kinds),
        "goals": _common_bits(mentees.goals, mentors.goals),
        "values": _common_bits(mentees.values, mentors.values),
        "languages": _common_bits(mentees.languages, mentors.languages),
        "stage_gap": _where_known(mentors.stage - mentees.stage, laddered),
        "stage_wanted": (mentors.wanted_stages != 0).tolist(),
        "hours_in_common": _where_known(minutes / 60, zoned),
        "hours_ahead": _where_known((mentors.offset - mentees.offset) / 60, zoned),
        "other_institution": _where_known(mentees.institution != mentors.institution, placed),
        "unsaid": _unsaid(mentees, mentors, zoned, placed),
    }
    for name in ("free_seats", "load", "asked", "answered", "prompt", "accepted"):
        columns[name] = getattr(mentors, name).tolist()
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def _common_bits(mentees: Masks, mentors: Masks) -> list[tuple[int, ...]]:
    return [bits(mask) for mask in (mentees & mentors).tolist()]


def _where_known(values: npt.NDArray[Any], known: Flags) -> list[Any]:
    return [value if sure else None for value, sure in zip(values.tolist(), known, strict=True)]


def _unsaid(
    mentees: Mentees, mentors: Mentors, zoned: Flags, placed: Flags
) -> list[frozenset[str]]:
    said = {
        "hashtags": (mentees.seeks.counts > 0) & (mentors.offers.counts > 0),
        "wanted": (mentors.wants.counts > 0) & (mentees.is_.counts > 0),
        "kinds": (mentees.kinds != 0) & (mentors.kinds != 0),
        "goals": (mentees.goals != 0) & (mentors.goals != 0),
        "values": (mentees.values != 0) & (mentors.values != 0),
        "stage": (mentees.stage != UNKNOWN) & (mentors.stage != UNKNOWN),
        "hours": zoned,
        "language": (mentees.languages != 0) & (mentors.languages != 0),
        "elsewhere": placed,
        "answers": mentors.asked > 0,
    }
    return [
        frozenset(name for name, known in said.items() if not known[row])
        for row in range(len(mentees))
    ]
