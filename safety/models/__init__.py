"""What keeps people safe: blocks, evaluator marks, cases, the audit trail, counters and spent keys.

People are known here only as AUTH_USER_MODEL, so that every other app can stand on this one.
"""

from .boundaries import Block, EvaluatorMark
from .cases import Appeal, Case, Decision, Report, ReportedPhoto
from .records import AuditEntry, RateCounter, SpentKey

__all__ = [
    "Appeal",
    "AuditEntry",
    "Block",
    "Case",
    "Decision",
    "EvaluatorMark",
    "RateCounter",
    "Report",
    "ReportedPhoto",
    "SpentKey",
]
