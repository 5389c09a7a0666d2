"""Cohorts: everybody matched at once, and the proof that it could not be done better.

Ask with `assign` for a pool or `assign_lists` for ranked lists; `matching.engine.certify` checks
the answer. docs/matching.md explains the methods and what each certificate proves.
"""

from matching.engine.cohort.answer import (
    FULL_FIT,
    METHODS,
    Assignment,
    Certificate,
    Cover,
    Method,
    Prices,
)
from matching.engine.cohort.assign import assign, assign_lists
from matching.engine.cohort.lists import PreferenceLists
from matching.engine.cohort.terms import Ranked, Terms

__all__ = [
    "FULL_FIT",
    "METHODS",
    "Assignment",
    "Certificate",
    "Cover",
    "Method",
    "PreferenceLists",
    "Prices",
    "Ranked",
    "Terms",
    "assign",
    "assign_lists",
]
