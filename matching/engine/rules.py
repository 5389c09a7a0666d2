"""Hard rules: what keeps two people apart whatever their score."""

from collections.abc import Callable
from enum import StrEnum

import numpy as np

from matching.engine.grid import Flags, Ints
from matching.engine.pool import UNKNOWN, Mentees, Mentors, Pool


class Rule(StrEnum):
    """Why a pair is ruled out. EXCLUDED says only that the caller listed the pair."""

    SELF = "self"
    EXCLUDED = "excluded"
    CLOSED = "closed"
    FULL = "full"
    STAGE = "stage"
    INSTITUTION = "institution"


def _same_person(mentees: Mentees, mentors: Mentors) -> Flags:
    return np.equal(mentees.person[:, None], mentors.person)


def _closed(mentees: Mentees, mentors: Mentors) -> Flags:
    return ~mentors.open[None, :]


def _full(mentees: Mentees, mentors: Mentors) -> Flags:
    return (mentors.free_seats <= 0)[None, :]


def _stage_not_wanted(mentees: Mentees, mentors: Mentors) -> Flags:
    """An unknown stage is among no wanted ones: whoever names stages means only those."""
    bits = np.left_shift(np.uint64(1), np.maximum(mentees.stage, 0).astype(np.uint64))
    own = np.where(mentees.stage == UNKNOWN, np.uint64(0), bits)[:, None]
    wanted = mentors.wanted_stages
    named: Flags = wanted != 0
    outside: Flags = (own & wanted) == 0
    return named & outside


def _own_institution(mentees: Mentees, mentors: Mentors) -> Flags:
    """Only a known common institution counts: two unknown ones are not the same."""
    here = mentees.institution[:, None]
    same: Flags = (here == mentors.institution) & (here != UNKNOWN)
    return mentors.only_elsewhere & same


CHECKS: tuple[tuple[Rule, Callable[[Mentees, Mentors], Flags]], ...] = (
    (Rule.SELF, _same_person),
    (Rule.CLOSED, _closed),
    (Rule.FULL, _full),
    (Rule.STAGE, _stage_not_wanted),
    (Rule.INSTITUTION, _own_institution),
)


def eligible(mentees: Mentees, mentors: Mentors) -> Flags:
    """Pairs that no rule keeps apart, the caller's list left aside: bool[mentees, mentors]."""
    kept = np.ones((len(mentees), len(mentors)), dtype=np.bool_)
    for _, applies in CHECKS:
        kept &= ~applies(mentees, mentors)
    return kept


def eligible_block(pool: Pool, rows: Ints, mentees: Mentees, mentors: Mentors) -> Flags:
    """Pairs of `rows` (mentee indices; `mentees` holds them) with all mentors that may meet."""
    kept = eligible(mentees, mentors)
    position, mentor = pool.excluded.among(rows)
    kept[position, mentor] = False
    return kept


def rules_between(pool: Pool, mentee: int, mentor: int) -> tuple[Rule, ...]:
    """Every rule that keeps these two apart, in the order of `Rule`; empty for an eligible pair."""
    one, other = pool.mentees.take(np.array([mentee])), pool.mentors.take(np.array([mentor]))
    found = {rule for rule, applies in CHECKS if bool(applies(one, other)[0, 0])}
    if mentor in pool.excluded.among(np.array([mentee]))[1]:
        found.add(Rule.EXCLUDED)
    return tuple(rule for rule in Rule if rule in found)
