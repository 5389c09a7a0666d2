"""What a mail of news says: asked of the gate at the moment it goes.

A block, a suspension, a withdrawn thing or a changed choice stops what it would have told.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings as site
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from profiles.choices import Status
from profiles.models import Availability, User
from profiles.pausing import pause_path

from .kinds import Kind, Section, Told, kind_named
from .models import Mail, Notification
from .preferences import settings_of
from .stopping import DIGEST, stop_path
from .waiting import of_mail, standing, tellable, tellable_of_many

MOST_LINES = 12  # of one section; the rest is counted


@dataclass(frozen=True)
class Words:
    """A mail: its subject, its text, the same as HTML, and the address that ends such mails."""

    subject: str
    text: str
    html: str
    stop: str = ""


@dataclass(frozen=True)
class Line:
    """One piece of news in a mail that gathers several."""

    told: Told
    url: str
    since: datetime
    actions: list[tuple[str, str]]


@dataclass(frozen=True)
class Part:
    """A section of such a mail, and how many lines of it did not fit."""

    title: str | Promise
    lines: list[Line]
    more: int


def word(mail: Mail) -> Words | None:
    """The words of a mail of news, or None when nothing of it may be said or is news still."""
    reader = mail.reader
    if reader is None or not reader.is_active or reader.is_suspended:
        return None
    settings = settings_of(reader)
    rows = {row.pk: row for row in of_mail(mail, reader, settings)}
    if mail.is_digest:
        rows |= {row.pk: row for row in standing(reader, settings, now=timezone.now())}
    told = (tellable_of_many if mail.is_digest else tellable)(reader, list(rows.values()))
    kept = sorted((rows[pk] for pk in told), key=lambda row: (row.created_at, row.pk))
    if not kept:
        return None
    with timezone.override(reader.profile.zone):
        if len(kept) == 1 and not mail.is_digest:
            return _one(reader, kept[0], told[kept[0].pk])
        return _several(reader, kept, told, is_digest=mail.is_digest)


def _one(reader: User, row: Notification, told: Told) -> Words:
    kind = kind_named(row.kind)
    stop = site.SITE_URL + stop_path(reader, [kind.name])
    context = _frame(reader, stops=[(kind.label, stop)]) | {
        "told": told,
        "actions": _absolute(told),
        "link": site.SITE_URL + row.get_absolute_url(),
        "why": _("You get this because you chose to be mailed of: %(kind)s.")
        % {"kind": kind.label},
    }
    return _rendered("notification", told.sentence, context, stop)


def _several(
    reader: User, rows: Sequence[Notification], told: dict[int, Told], *, is_digest: bool
) -> Words:
    kinds = {row.kind: kind_named(row.kind) for row in rows}
    parts = _parts(rows, kinds, told)
    first = parts[0].lines[0].told.sentence
    others = len(rows) - 1
    calm = reader.profile.quiet_mode
    subject = first
    if others and calm:
        subject = _("%(first)s, and more") % {"first": first}
    elif others:
        subject = ngettext(
            "%(first)s, and %(others)d more", "%(first)s, and %(others)d more", others
        ) % {"first": first, "others": others}
    stops = [
        (kind.label, site.SITE_URL + stop_path(reader, [kind.name])) for kind in kinds.values()
    ]
    stop = site.SITE_URL + stop_path(reader, [DIGEST] if is_digest else kinds)
    context = _frame(reader, stops=stops) | {
        "subject": subject,
        "is_digest": is_digest,
        "count": len(rows),
        "is_calm": calm,
        "parts": parts,
        "pause_url": _pause_url(reader),
        "news_url": site.SITE_URL + reverse("notifications:inbox"),
        "stop_url": stop if is_digest else "",
        "why": _("Kindred gathers your news in one mail, as you chose."),
    }
    return _rendered("gathered", subject, context, stop)


def _parts(
    rows: Sequence[Notification], kinds: dict[str, Kind], told: dict[int, Told]
) -> list[Part]:
    by_section: dict[Section, list[Line]] = {}
    for row in rows:
        words = told[row.pk]
        line = Line(words, site.SITE_URL + row.get_absolute_url(), row.created_at, _absolute(words))
        by_section.setdefault(kinds[row.kind].section, []).append(line)
    return [
        Part(section.title, lines[:MOST_LINES], max(0, len(lines) - MOST_LINES))
        for section, lines in sorted(by_section.items(), key=lambda item: item[0].order)
    ]


def _frame(reader: User, *, stops: list[tuple[str | Promise, str]]) -> dict[str, object]:
    return {
        "recipient": reader,
        "site_url": site.SITE_URL,
        "stops": stops,
        "settings_url": site.SITE_URL + reverse("notifications:settings"),
    }


def _absolute(told: Told) -> list[tuple[str, str]]:
    return [(label, site.SITE_URL + path) for label, path in told.actions]


def _pause_url(reader: User) -> str:
    """Where a mentor who is open says "not for a while"."""
    open_now = Availability.objects.filter(user=reader, status=Status.OPEN)
    return site.SITE_URL + pause_path(reader) if open_now.exists() else ""


def _rendered(name: str, subject: str, context: dict[str, object], stop: str) -> Words:
    text = render_to_string(f"emails/{name}.txt", context)
    html = render_to_string(f"emails/{name}.html", context)
    # Templates call all they render safe for HTML; adding to it takes that off the plain text.
    return Words(str(subject), text + "", html, stop)
