"""Cohorts from a file, and the check of one that was written down."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

import numpy as np

from matching.engine.certify import certify, certify_lists
from matching.engine.cohort import FULL_FIT, Assignment, Method, assign, assign_lists
from matching.engine.door import proofs
from matching.engine.door.cases import Case, Name, read_case
from matching.engine.door.errors import BadFile
from matching.engine.door.lists import ListsCase, is_lists, read_lists
from matching.engine.door.person import shown
from matching.engine.explain import explain_pairs
from matching.engine.pool import Pairs
from matching.engine.rules import rules_between

UNITS = 2**48  # a score is a whole multiple of one unit
SAYS = ("score", "shares")


class Asked(NamedTuple):
    """What beside the file decides a cohort."""

    method: Method = "stable-mentees"
    balance: float = 0.0
    day: date | None = None
    seed: int = 0


def read_any(written: Any, *, day: date | None, seed: int) -> Case | ListsCase:
    """A file of either shape. Raises BadFile."""
    return read_lists(written) if is_lists(written) else read_case(written, day=day, seed=seed)


def cohort(case: Case | ListsCase, asked: Asked) -> dict[str, Any]:
    """A cohort as JSON: pairs with score and shares, who is unmatched, and the certificate."""
    if isinstance(case, ListsCase):
        made = assign_lists(case.lists, method=asked.method, balance=asked.balance, seed=asked.seed)
    else:
        made = assign(
            case.pool,
            case.statistics,
            method=asked.method,
            balance=asked.balance,
            terms=case.terms(asked.seed),
        )
    mentee, mentor = made.pairs.mentee, made.pairs.mentor
    pairs = [
        {"mentee": case.mentees[one], "mentor": case.mentors[other], **told}
        for one, other, told in zip(
            mentee.tolist(), mentor.tolist(), numbers(case, made.pairs), strict=True
        )
    ]
    names = _texts(case.mentees), _texts(case.mentors)
    terms: dict[str, int | str] = {"seed": asked.seed}
    if isinstance(case, Case):
        terms["date"] = case.day.isoformat()
    return {
        "pairs": pairs,
        "unmatched": [case.mentees[one] for one in made.unmatched.tolist()],
        "certificate": proofs.written(made.certificate, *names) | terms,
    }


def numbers(case: Case | ListsCase, pairs: Pairs) -> list[dict[str, Any]]:
    """Score and shares of acceptable pairs."""
    if isinstance(case, ListsCase):
        both = zip(pairs.mentee.tolist(), pairs.mentor.tolist(), strict=True)
        shares = [case.shares(*pair) or {} for pair in both]
        return [{"score": sum(parts.values()), "shares": parts} for parts in shares]
    told = explain_pairs(case.pool, case.statistics, pairs.mentee, pairs.mentor)
    return [{"score": pair.score, "shares": dict(pair.shares)} for pair in told]


def problems(written: Any, result: Any) -> list[str]:
    """What is wrong with a result for a file; an empty list means that it is proved.

    Raises BadFile for a file or a result that cannot be read.
    """
    if not isinstance(result, dict):
        raise BadFile("result", "must be an object with pairs, unmatched and certificate")
    certificate = result.get("certificate")
    if not isinstance(certificate, dict):
        raise BadFile("certificate", "is missing or is no object")
    plain = dict(certificate)
    day, seed = _day(plain.pop("date", None)), plain.pop("seed", 0)
    if isinstance(seed, bool) or not isinstance(seed, int):
        raise BadFile("certificate, seed", f"must be a whole number, not {shown(seed)}")
    case = read_any(written, day=day, seed=seed)
    told, pairs, wrong = _pairs(case, result)
    if wrong:
        return wrong
    assignment = Assignment(
        pairs=pairs,
        fits=np.array([_fit(pair) for pair in told], dtype=np.int64),
        unmatched=np.setdiff1d(np.arange(len(case.mentees)), pairs.mentee),
        certificate=proofs.read(plain, _texts(case.mentees), _texts(case.mentors)),
    )
    wrong = _unmatched(case, result, assignment) + _numbers(case, told, pairs)
    if isinstance(case, ListsCase):
        return wrong + certify_lists(case.lists, assignment, seed=seed)
    return wrong + certify(case.pool, case.statistics, assignment, terms=case.terms(seed))


def _pairs(case: Case | ListsCase, result: dict[str, Any]) -> tuple[list[Any], Pairs, list[str]]:
    """The pairs in order of mentees, as they are written and as indices, and what is wrong."""
    rows = result.get("pairs")
    if not isinstance(rows, list):
        raise BadFile("pairs", "is missing or is no list")
    at = [{name: n for n, name in enumerate(_texts(side))} for side in (case.mentees, case.mentors)]
    found, wrong = [], []
    for number, row in enumerate(rows, start=1):
        if not isinstance(row, dict) or not all(field in row for field in ("mentee", "mentor")):
            raise BadFile(f"pair {number}", "must be an object with mentee and mentor")
        names = str(row["mentee"]), str(row["mentor"])
        for side, name, known in zip(("mentee", "mentor"), names, at, strict=True):
            if name not in known:
                wrong.append(f"Pair {number}: there is no {side} {shown(name)}.")
        if not wrong:
            found.append((at[0][names[0]], at[1][names[1]], number, row))
    found.sort(key=lambda pair: pair[:3])
    mentee = np.array([pair[0] for pair in found], dtype=np.int64)
    mentor = np.array([pair[1] for pair in found], dtype=np.int64)
    wrong += [
        f"Mentee {shown(case.mentees[one])} stands in more than one pair."
        for one in np.flatnonzero(np.bincount(mentee) > 1).tolist()
    ]
    return [pair[3] for pair in found], Pairs(mentee, mentor), wrong


def _numbers(case: Case | ListsCase, told: Sequence[Any], pairs: Pairs) -> list[str]:
    """Pairs that may not be, and scores and shares that are not those of the pair."""
    apart = _apart(case, pairs)
    kept = Pairs(pairs.mentee[~apart], pairs.mentor[~apart])
    wrong = [
        f"{_named(case, pairs, row)} may not be together." for row in np.flatnonzero(apart).tolist()
    ]
    kept_rows = np.flatnonzero(~apart).tolist()
    for row, right in zip(kept_rows, numbers(case, kept), strict=True):
        wrong += [
            f"{_named(case, pairs, row)}: {field} is {shown(told[row].get(field))}, and should be "
            f"{shown(right[field])}."
            for field in SAYS
            if told[row].get(field) != right[field]
        ]
    return wrong


def _apart(case: Case | ListsCase, pairs: Pairs) -> Any:
    if isinstance(case, ListsCase):
        both = zip(pairs.mentee.tolist(), pairs.mentor.tolist(), strict=True)
        apart = [case.shares(*pair) is None for pair in both]
    else:
        apart = [bool(rules) for rules in rules_between(case.pool, pairs.mentee, pairs.mentor)]
    return np.array(apart, dtype=np.bool_)


def _unmatched(case: Case | ListsCase, result: dict[str, Any], assignment: Assignment) -> list[str]:
    said = result.get("unmatched")
    right = [case.mentees[one] for one in assignment.unmatched.tolist()]
    if isinstance(said, list) and sorted(map(str, said)) == sorted(map(str, right)):
        return []
    return [f"Unmatched should be {shown(right)}."]


def _named(case: Case | ListsCase, pairs: Pairs, row: int) -> str:
    one, other = case.mentees[pairs.mentee[row]], case.mentors[pairs.mentor[row]]
    return f"Mentee {shown(one)} and mentor {shown(other)}"


def _fit(pair: dict[str, Any]) -> int:
    """The score of a written pair as the certificate counts it, rounded down; -1 for none."""
    score = pair.get("score")
    if isinstance(score, bool) or not isinstance(score, int | float) or not 0 <= score <= 1:
        return -1
    fit: int = int(score * UNITS) * FULL_FIT // UNITS
    return fit


def _texts(names: Sequence[Name]) -> list[str]:
    return [str(name) for name in names]


def _day(value: Any) -> date | None:
    try:
        return None if value is None else date.fromisoformat(value)
    except (TypeError, ValueError):
        raise BadFile("certificate, date", f"must be a day, not {shown(value)}") from None
