"""What speaks for a suggestion, worked out when it is read: from what both say at this moment and
the night's frozen counts. Codes and numbers by their lasting names, no sentences.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from django.utils import timezone

from profiles.choices import LANGUAGES, Goal, Kind, Value

from . import engine, statistics
from .engine.rules import rules_between
from .snapshot import Snapshot, Who, mentee_side, mentor_side, offering, seeking

MOST_TAGS = 6


@dataclass(frozen=True)
class Meeting:
    """A few people as arrays, with the night's counts for them."""

    snapshot: Snapshot
    statistics: engine.TagStatistics


def facts_between(mentee: int, mentors: Sequence[int]) -> dict[int, dict[str, Any]]:
    """Facts by mentor, for accounts that may meet; in a fixed number of queries.

    Whom a rule of the mentor's keeps away by now (a stage he names, his institution, no place) is
    left out.
    """
    met = meeting(mentee, mentors)
    pool = met.snapshot.pool
    rows = np.repeat(np.arange(len(pool.mentees)), len(pool.mentors))
    columns = np.tile(np.arange(len(pool.mentors)), len(pool.mentees))
    free = np.array([not rules for rules in rules_between(pool, rows, columns)], dtype=np.bool_)
    told = engine.explain_pairs(pool, met.statistics, rows[free], columns[free])
    return {int(met.snapshot.mentors[one.mentor]): facts_of(one, met.snapshot) for one in told}


@dataclass(frozen=True)
class Fit:
    """How two people fit: what speaks for it, and what would have to change."""

    facts: dict[str, Any]
    told: engine.WhyNot


def fit_between(mentee: int, mentor: int) -> Fit | None:
    """How these two fit, as their pages tell it; in a fixed number of queries.

    The two stand alone: nobody's private list, and no other person, enters. Whether he may be
    asked now is `relationships.permissions.why_not_ask`'s to say, and a waiting list may be: so he
    counts as open to her. None where one of them does not seek, or does not offer.
    """
    met = meeting(mentee, [mentor])
    pool, snapshot = met.snapshot.pool, met.snapshot
    if not len(pool.mentees) or not len(pool.mentors):
        return None
    he = replace(
        pool.mentors,
        open=np.ones(1, dtype=np.bool_),
        free_seats=np.maximum(pool.mentors.free_seats, 1),
        wanted_stages=np.zeros(1, dtype=np.uint64),
        only_elsewhere=np.zeros(1, dtype=np.bool_),
    )
    told = engine.why_not(replace(pool, mentors=he), met.statistics, 0, 0)
    return None if told.explanation is None else Fit(facts_of(told.explanation, snapshot), told)


def meeting(mentee: int, mentors: Sequence[int]) -> Meeting:
    """One mentee and some mentors, by account; whoever asks has passed the gate with them."""
    now = timezone.now()
    counted = statistics.known()
    seekers = seeking(Who(listed=(mentee,)), now)
    offerers = offering(Who(listed=tuple(mentors)), now)
    tags = np.unique(np.concatenate([counted.tags, seekers.ties.tag, offerers.ties.tag]))
    pool = engine.Pool(
        int(tags.size),
        mentee_side(seekers, tags),
        mentor_side(offerers, tags),
        engine.Pairs.none(),
    )
    return Meeting(Snapshot(pool, seekers.ids, offerers.ids, tags), counted.for_tags(tags))


def facts_of(told: engine.Explanation, snapshot: Snapshot) -> dict[str, Any]:
    """An explanation as a JSON object: pool indices become ids, bits become codes.

    tags        [[hashtag id, mentors who use it], …], the weightiest first
    kinds, goals, values, languages    codes both sides have
    stage       True when the mentor named her stage among those he wants
    hours, ahead    hours a day in common, and how far his clock is ahead; null when unknown
    elsewhere   True when they work in different houses, null when unknown
    signals     how strong each signal is, 0 to 100; those at nothing are left out
    """
    return {
        "tags": [[int(snapshot.tags[tag.tag]), tag.users] for tag in told.shared_tags[:MOST_TAGS]],
        "kinds": [Kind.values[bit] for bit in told.kinds],
        "goals": [Goal.values[bit] for bit in told.goals],
        "values": [Value.values[bit] for bit in told.values],
        "languages": [LANGUAGES[bit][0] for bit in told.languages],
        "stage": told.stage_wanted,
        "hours": told.hours_in_common,
        "ahead": told.hours_ahead,
        "elsewhere": told.other_institution,
        "signals": {name: round(100 * value) for name, value in told.signals.items() if value},
    }
