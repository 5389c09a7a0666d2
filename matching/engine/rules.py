"""Hard rules: what keeps two people apart whatever their score."""

from enum import StrEnum
from typing import Protocol

import numpy as np

from matching.engine.grid import Flags, Ints
from matching.engine.pool import UNKNOWN, Mentees, Mentors, Pool, facing


class Rule(StrEnum):
    """Why a pair is ruled out. EXCLUDED says only that the caller listed the pair."""

    SELF = "self"
    EXCLUDED = "excluded"
    CLOSED = "closed"
    FULL = "full"
    STAGE = "stage"
    INSTITUTION = "institution"


class Check(Protocol):
    """Where a rule applies: bool, each mentee with every mentor, or row by row if pairwise."""

    def __call__(self, mentees: Mentees, mentors: Mentors, *, pairwise: bool) -> Flags: ...


def _same_person(mentees: Mentees, mentors: Mentors, *, pairwise: bool) -> Flags:
    return np.equal(facing(mentees.person, pairwise), mentors.person)


def _closed(mentees: Mentees, mentors: Mentors, *, pairwise: bool) -> Flags:
    return ~mentors.open


def _full(mentees: Mentees, mentors: Mentors, *, pairwise: bool) -> Flags:
    return mentors.free_seats <= 0


def _stage_not_wanted(mentees: Mentees, mentors: Mentors, *, pairwise: bool) -> Flags:
    """An unknown stage is among no wanted ones: whoever names stages means only those."""
    bits = np.left_shift(np.uint64(1), np.maximum(mentees.stage, 0).astype(np.uint64))
    own = facing(np.where(mentees.stage == UNKNOWN, np.uint64(0), bits), pairwise)
    named: Flags = mentors.wanted_stages != 0
    outside: Flags = (own & mentors.wanted_stages) == 0
    return named & outside


def _own_institution(mentees: Mentees, mentors: Mentors, *, pairwise: bool) -> Flags:
    """Only a known common institution counts: two unknown ones are not the same."""
    here = facing(mentees.institution, pairwise)
    same: Flags = (here == mentors.institution) & (here != UNKNOWN)
    return mentors.only_elsewhere & same


CHECKS: tuple[tuple[Rule, Check], ...] = (
    (Rule.SELF, _same_person),
    (Rule.CLOSED, _closed),
    (Rule.FULL, _full),
    (Rule.STAGE, _stage_not_wanted),
    (Rule.INSTITUTION, _own_institution),
)


def eligible(pool: Pool, rows: Ints, mentees: Mentees, columns: Ints, mentors: Mentors) -> Flags:
    """Which pairs no rule keeps apart: bool[rows, columns].

    rows, columns     int64, indices of mentees, and of mentors in ascending order
    mentees, mentors  the people at those indices
    """
    kept = np.ones((rows.size, columns.size), dtype=np.bool_)
    for _, applies in CHECKS:
        kept &= ~applies(mentees, mentors, pairwise=False)
    position, mentor = pool.excluded.among(rows)
    here = np.isin(mentor, columns)
    kept[position[here], np.searchsorted(columns, mentor[here])] = False
    return kept


def rules_between(pool: Pool, mentee: Ints, mentor: Ints) -> list[tuple[Rule, ...]]:
    """For each pair, given as two parallel int64 arrays of indices, every rule that keeps it apart.

    In the order of `Rule`; empty for an eligible pair.
    """
    mentees, mentors = pool.mentees.take(mentee), pool.mentors.take(mentor)
    applies = {rule: check(mentees, mentors, pairwise=True) for rule, check in CHECKS}
    applies[Rule.EXCLUDED] = pool.excluded.holds(mentee, mentor)
    return [tuple(rule for rule in Rule if applies[rule][row]) for row in range(mentee.size)]
