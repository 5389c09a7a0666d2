"""What reports, cases and decisions are called, to each who may read of them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from profiles.text import excerpt
from safety.choices import SEVERITY, AppealState, CaseState, Outcome
from safety.models import Decision, Report
from safety.registry import Called, Lines, UnknownThing, reportable

DAY = 24
QUOTED = 90  # characters of a thing that tell it from others

# As moderators choose it.
DECISIONS = {
    Outcome.NONE: gettext_lazy("No action"),
    Outcome.WARN: gettext_lazy("Warn: they read the reason, and nothing else changes"),
    Outcome.LIMIT: gettext_lazy("Limit: only those already connected see them"),
    Outcome.SUSPEND: gettext_lazy("Suspend: they can read why, appeal, and leave"),
    Outcome.REMOVE: gettext_lazy("Take it away: listed nowhere, suggested to nobody"),
}
# As the person it is about reads it.
HEADINGS = {
    Outcome.WARN: gettext_lazy("You were warned"),
    Outcome.LIMIT: gettext_lazy("Your account is limited"),
    Outcome.SUSPEND: gettext_lazy("Your account is suspended"),
}
MEANINGS = {
    Outcome.WARN: gettext_lazy("Nothing else changes. If it happens again, more may follow."),
    Outcome.LIMIT: gettext_lazy(
        "People who know you here already see you and can write with you, and you with them. "
        "Nobody else finds you, and you cannot ask or write to anybody new."
    ),
    Outcome.SUSPEND: gettext_lazy(
        "You cannot use Kindred. Nothing of yours was deleted; other people do not see you, and "
        "nobody is told why."
    ),
}


def term(hours: int) -> str:
    """So many hours in words: "24 hours", "7 days"."""
    if hours % DAY or hours == DAY:
        return ngettext("%(n)d hour", "%(n)d hours", hours) % {"n": hours}
    return ngettext("%(n)d day", "%(n)d days", hours // DAY) % {"n": hours // DAY}


@dataclass(frozen=True)
class Status:
    """Where a report stands, as its reporter reads it; `look` is that of a badge."""

    label: str
    look: str
    sentence: str


def status_of(report: Report) -> Status:
    """What a reporter is told: nothing of the other's, and nothing of other reports."""
    if report.case.state == CaseState.READ:
        return Status(_("Being read"), "warn", _("A moderator reads it now."))
    if report.case.state == CaseState.OPEN:
        hours = settings.MODERATION_HOURS[SEVERITY[report.category]]
        if report.sent_at + timedelta(hours=hours) < timezone.now():
            return Status(
                _("Received"),
                "",
                _(
                    "We have it. It takes longer than the %(term)s that we promise; moderators are "
                    "reminded of it."
                )
                % {"term": term(hours)},
            )
        return Status(
            _("Received"),
            "",
            _("We have it, and decide within %(term)s.") % {"term": term(hours)},
        )
    if report.case.decision.outcome == Outcome.NONE:
        return Status(
            _("Decided"),
            "open",
            _(
                "A moderator read it and found nothing that has to change. Thank you for telling "
                "us; you can still block, and report again if it goes on."
            ),
        )
    return Status(
        _("Decided"),
        "open",
        _(
            "A moderator read it, and we acted on it. What we did stays between us and whom it is "
            "about. Thank you for telling us."
        ),
    )


def kind_of(report: Report) -> str:
    """What kind of thing was reported."""
    try:
        return str(reportable(report.kind).label)
    except UnknownThing:
        return _("Something that is no longer part of Kindred")


def called(report: Report) -> Called:
    """What tells a report from others of the same kind, as its reporter saw the thing; the kind
    alone where nothing of it is kept any more."""
    try:
        call = reportable(report.kind).called
    except UnknownThing:
        call = None
    name, words = call(report.snapshot) if call else ("", "")
    return name or kind_of(report), excerpt(" ".join(words.split()), QUOTED)


@dataclass(frozen=True)
class Shown:
    """One report as moderators read it: the thing as it was, and what the reporter sent along.

    `photo` is the address of the photo as it was; the reporter reads `photo_in_words` instead.
    """

    report: Report
    kind: str
    category: str
    lines: Lines
    context: list[Lines]
    photo: str = ""


def photo_in_words() -> tuple[str, str]:
    """What a reporter reads of a photo that goes along, or went."""
    return _("Photo"), _("A copy goes along, which only moderators see.")


def shown(report: Report) -> Shown:
    """In the words of the app whose thing it is; the report comes `with_photos`."""
    try:
        show = reportable(report.kind).show
    except UnknownThing:
        return Shown(report, kind_of(report), report.get_category_display(), [], [])
    return Shown(
        report,
        kind_of(report),
        report.get_category_display(),
        show(report.snapshot),
        [show(piece) for piece in report.context],
        reverse("moderation:photo", args=[report.photo.public_id])
        if hasattr(report, "photo")
        else "",
    )


@dataclass(frozen=True)
class Stands:
    """One decision as the person it is about reads it."""

    decision: Decision
    heading: str
    meaning: str
    is_over: bool
    appeal_until: datetime
    can_appeal: bool


def stands(decision: Decision, *, now: datetime) -> Stands:
    """What was decided, until when, and whether it can still be appealed."""
    over = decision.ends_at is not None and decision.ends_at <= now
    until = decision.made_at + timedelta(days=settings.APPEAL_DAYS)
    appeal = getattr(decision, "appeal", None)
    return Stands(
        decision=decision,
        heading=str(HEADINGS[Outcome(decision.outcome)]),
        meaning=str(MEANINGS[Outcome(decision.outcome)]),
        is_over=over or decision.lifted_at is not None,
        appeal_until=until,
        can_appeal=appeal is None and decision.lifted_at is None and now < until,
    )


def answer_in_words(state: str) -> str:
    """What became of an appeal, as who sent it reads it."""
    return {
        AppealState.WAITING: _("Your appeal waits for a moderator who did not decide this."),
        AppealState.KEPT: _("Another moderator read your appeal: the decision stands."),
        AppealState.LIFTED: _("Another moderator read your appeal: the decision was taken back."),
    }[AppealState(state)]
