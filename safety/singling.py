"""Whether the reason that somebody will read tells who reported them, or when.

A reason names the conduct and the rule. The name of a reporter, a day on which a report came, or a
run of words that only one other person has read would tell what nobody may learn.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta, timezone
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from .models import Case, Report
from .registry import UnknownThing, reportable

RUN = 5  # so many words in a row are a quotation
SHORTEST_NAME = 3
DAY_FORMATS = (
    *("j F", "F j", "j M", "M j", "jS F", "jS M", r"jS \o\f F", "j. F", "l"),
    *("Y-m-d", "Y/m/d", "d.m.", "j.n.", "m/d", "n/j", "d/m", "j/n", "d-m-Y", "m-d-Y"),
)
WORD = re.compile(r"[^\W_]+")


def why_it_singles_out(reason: str, case: Case) -> str:
    """A sentence about what in `reason` would tell too much; "" when nothing does."""
    reports = list(case.reports.select_related("reporter"))
    if any(_is_named(name, reason) for report in reports for name in _names(report)):
        return _(
            "The reason names somebody who reported. The person reads it: please say what they "
            "did, not to whom."
        )
    days = {day for report in reports for day in _days(report.sent_at)}
    told = {date_format(day, form) for day in days for form in DAY_FORMATS}
    if any(re.search(rf"(?<!\d){re.escape(day)}(?!\d)", reason) for day in told):
        return _("The reason names the day of a report. Please leave the day out.")
    kept = {run for report in reports for text in _confided(report) for run in _runs(text)}
    if kept & set(_runs(reason)):
        return _(
            "The reason quotes what only few people have read, which tells who reported it. "
            "Please say it in words of your own."
        )
    return ""


def _days(sent_at: datetime) -> Iterator[date]:
    """Every day that it was somewhere when a report was sent: who reads the reason may live east or
    west of who wrote it."""
    for hours in (-12, 0, 14):
        yield sent_at.astimezone(timezone(timedelta(hours=hours))).date()


def _names(report: Report) -> Iterator[str]:
    if report.reporter is None:
        return
    yield str(report.reporter).lstrip("@")
    full = getattr(report.reporter, "get_full_name", None)
    for word in WORD.findall(full() if full else ""):
        if _is_long(word):
            yield from (word, word.upper())


def _is_long(word: str) -> bool:
    return len(word) >= SHORTEST_NAME


def _is_named(name: str, reason: str) -> bool:
    return bool(name) and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", reason) is not None


def _confided(report: Report) -> Iterator[str]:
    """What stands in a report that not every member can read."""
    yield report.words
    yield from _texts(report.context)
    try:
        is_open = reportable(report.kind).is_open
    except UnknownThing:
        is_open = False
    if not is_open:
        yield from _texts(report.snapshot)


def _texts(kept: Any) -> Iterator[str]:
    if isinstance(kept, str):
        yield kept
    elif isinstance(kept, dict):
        for part in kept.values():
            yield from _texts(part)
    elif isinstance(kept, list):
        for part in kept:
            yield from _texts(part)


def _runs(text: str) -> Iterable[tuple[str, ...]]:
    words = [word.casefold() for word in WORD.findall(text)]
    return (tuple(words[start : start + RUN]) for start in range(len(words) - RUN + 1))
