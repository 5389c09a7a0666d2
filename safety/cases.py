"""How a case comes about: somebody reports a thing, or Kindred holds one by itself; and how a
report is taken back."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from . import audit
from .choices import REPORTED_AS, SEVERITY, CaseState, Category, Severity
from .errors import Refused
from .models import Case, Report, ReportedPhoto
from .models.cases import WORDS_LENGTH
from .ratelimits import hit
from .registry import Piece, Thing, heralds, reportable

DAY = 24 * 60 * 60


@transaction.atomic
def open_report(
    *,
    by: AbstractBaseUser,
    kind: str,
    public_id: str,
    category: str,
    words: str = "",
    with_pieces: Collection[str] = (),
    seen: Thing | None = None,
) -> Report:
    """Report a thing that `by` sees, with the thing as it is and the pieces beside it that she
    chose; the same thing again while it is undecided goes with the same report. `seen` is the thing
    as it was when she opened the form, whatever became of it since.

    `words` are clean. Raises NotThere when she sees no such thing, Refused for something of her
    own and for more words than a report holds, and RateLimited beyond MAX_REPORTS_A_DAY.
    """
    thing = seen or thing_seen_by(by, kind, public_id)
    if thing.subject is not None and thing.subject.pk == by.pk:
        raise Refused(_("This is your own. You can change or remove it yourself."))
    if category not in REPORTED_AS:
        raise Refused(_("Please choose what is wrong. Nothing was sent."))
    case = _case_about(thing.subject, kind, thing.id, category)
    sent = [piece for piece in thing.pieces if piece.key in with_pieces]
    there = Report.objects.filter(case=case, reporter=by.pk, kind=kind, thing=thing.id).first()
    if there is not None:
        return _add(there, case, by=by, thing=thing, sent=sent, category=category, words=words)
    _count(by)
    report = Report.objects.create(
        case=case,
        reporter_id=by.pk,
        kind=kind,
        thing=thing.id,
        category=category,
        words=words,
        snapshot=dict(thing.data),
        context=[dict(piece.data) for piece in sent],
        people=sorted({*thing.people, *(pk for piece in sent for pk in piece.people)}),
    )
    picture = thing.photo() if thing.photo is not None else b""
    if picture:
        ReportedPhoto.objects.create(report=report, picture=picture)
    audit.record("report", by=by, subject=thing.subject, about=report, case=case.pk)
    _has_grown(case)
    if SEVERITY[category] == Severity.URGENT:
        for herald in heralds():
            herald.opened(case)
    return report


def _add(
    report: Report,
    case: Case,
    *,
    by: AbstractBaseUser,
    thing: Thing,
    sent: Sequence[Piece],
    category: str,
    words: str,
) -> Report:
    """What she sends of the same thing later: more words, more of what stands around it, the thing
    itself where it has changed, and what is wrong unless that was worse before. Nothing new is
    nothing. Raises Refused where the words are too many together, and RateLimited."""
    is_new = words and words not in report.words
    said = "\n\n".join(filter(None, (report.words, words))) if is_new else report.words
    if len(said) > WORDS_LENGTH:
        raise Refused(
            _(
                "With what you wrote before, a report holds %(most)d characters. What you sent "
                "stays with moderators; this was not added yet: please shorten it."
            )
            % {"most": WORDS_LENGTH}
        )
    known = [report.snapshot, *report.context]
    more = [dict(data) for data in (thing.data, *(piece.data for piece in sent))]
    added = [data for data in more if data not in known]
    was = report.category
    if SEVERITY[category] >= SEVERITY[was]:
        report.category = category
    if (said, report.category) == (report.words, was) and not added:
        return report
    _count(by)
    report.words, report.context = said, [*report.context, *added]
    people = {pk for piece in sent for pk in piece.people}
    report.people = sorted({*report.people, *thing.people, *people})
    report.save(update_fields=["words", "context", "category", "people"])
    audit.record("add_to_report", by=by, subject=thing.subject, about=report, case=case.pk)
    _has_grown(case)
    if SEVERITY[was] < SEVERITY[report.category] == Severity.URGENT:
        for herald in heralds():
            herald.opened(case)
    return report


def _count(by: AbstractBaseUser) -> None:
    hit(
        scope="report",
        who=by.pk,
        limit=settings.MAX_REPORTS_A_DAY,
        seconds=DAY,
        sentence=_(
            "You have sent %(limit)d reports today, which is the most in one day. They are all "
            "read. You can block somebody at any time; please report the rest tomorrow."
        )
        % {"limit": settings.MAX_REPORTS_A_DAY},
    )


@transaction.atomic
def take_back(*, by: AbstractBaseUser, public_id: uuid.UUID) -> Report:
    """Take one's own report back while it can be: within REPORT_TAKE_BACK_MINUTES, and before a
    moderator takes the case. The case goes with the last report in it, and is else as urgent as
    what is left. Returns the report that was; it still counts among those of the day.

    Raises Report.DoesNotExist for somebody else's and for one that is gone, and Refused.
    """
    report, case = _hold_own(by, public_id)
    if can_be_taken_back(report, case) is None:
        raise Refused(
            _(
                "A report can be taken back within %(minutes)d minutes, and until a moderator "
                "begins to read it. This one stays with them; nothing was changed."
            )
            % {"minutes": settings.REPORT_TAKE_BACK_MINUTES}
        )
    audit.record("take_back_report", by=by, subject=case.subject, about=report, case=case.pk)
    Report.objects.filter(pk=report.pk).delete()
    left = list(case.reports.all())
    if left:
        _as_urgent_as(case, left)
    for herald in heralds():
        herald.taken_back(case, gone=not left)
    if not left:
        case.delete()
    return report


def can_be_taken_back(report: Report, case: Case) -> datetime | None:
    """Until when its reporter may take it back; None once she no longer may."""
    until = report.sent_at + timedelta(minutes=settings.REPORT_TAKE_BACK_MINUTES)
    return until if case.state == CaseState.OPEN and timezone.now() < until else None


@transaction.atomic
def hold(
    *,
    subject: AbstractBaseUser,
    kind: str,
    public_id: str,
    snapshot: Mapping[str, Any],
    people: Collection[int] = (),
    category: str = Category.REPEATED,
) -> Report:
    """Have moderators look at something before it goes on its way; the same thing again is the
    same. The kind's `settle` is told what they decided.

    `snapshot` is what the kind's `show` words; `people` are those who stand in it beside `subject`,
    for instance to whom it goes.
    """
    case = _case_about(subject, kind, public_id, category)
    held, created = Report.objects.get_or_create(
        case=case,
        kind=kind,
        thing=public_id,
        is_held=True,
        defaults={"category": category, "snapshot": dict(snapshot), "people": sorted(people)},
    )
    if created:
        audit.record("hold", by=None, subject=subject, about=held, case=case.pk)
        _has_grown(case)
    return held


class NotThere(LookupError):
    """The viewer sees no such thing, or it never was."""


def thing_seen_by(viewer: AbstractBaseUser, kind: str, public_id: str) -> Thing:
    """What she may report, as it is now. Raises NotThere."""
    try:
        thing = reportable(kind).find(viewer, public_id)
    except LookupError:
        thing = None
    if thing is None:
        raise NotThere(kind)
    return thing


def _case_about(subject: AbstractBaseUser | None, kind: str, public_id: str, category: str) -> Case:
    """The undecided case about this person or thing, made if there is none; locked, and as urgent
    as what is new in it."""
    about = f"person:{subject.pk}" if subject is not None else f"{kind}:{public_id}"
    with connection.cursor() as cursor:
        # Two reports of one person at once are one case: the second waits for the first.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"case {about}"])
    severity, now = SEVERITY[category], timezone.now()
    due_at = _due(category, now)
    case = Case.objects.select_for_update().undecided().filter(about=about).first()
    if case is None:
        return Case.objects.create(
            about=about,
            subject_id=subject.pk if subject is not None else None,
            category=category,
            severity=severity,
            opened_at=now,
            due_at=due_at,
        )
    if severity > case.severity:
        case.category, case.severity = category, severity
    case.due_at = min(case.due_at, due_at)
    case.save(update_fields=["category", "severity", "due_at"])
    return case


def _due(category: str, sent_at: datetime) -> datetime:
    """When what was sent then has to be decided."""
    return sent_at + timedelta(hours=settings.MODERATION_HOURS[SEVERITY[category]])


def _hold_own(by: AbstractBaseUser, public_id: uuid.UUID) -> tuple[Report, Case]:
    """One's own report with its case, which is held until the end of the transaction. Moderators
    hold it in the same way, so whoever comes second finds what the first has done."""
    report = Report.objects.visible_to(by).get(public_id=public_id)
    held = Case.objects.select_for_update(of=("self",)).select_related("subject")
    case = held.filter(pk=report.case_id).first()
    if case is None or not Report.objects.filter(pk=report.pk).exists():
        raise Report.DoesNotExist
    return report, case


def _as_urgent_as(case: Case, left: Sequence[Report]) -> None:
    """A case is what its reports make it: as bad as the worst, due as soon as the first of them."""
    worst = max(left, key=lambda one: SEVERITY[one.category])
    case.category, case.severity = worst.category, SEVERITY[worst.category]
    case.opened_at = min(one.sent_at for one in left)
    case.due_at = min(_due(one.category, one.sent_at) for one in left)
    case.save(update_fields=["category", "severity", "opened_at", "due_at"])


def _has_grown(case: Case) -> None:
    """Another report came: whoever reads the case, or was told of it, may turn out to stand in it.
    Then somebody else has to read it."""
    for herald in heralds():
        herald.grown(case)
    if case.moderator is None:
        return
    if Case.objects.without_part_of(case.moderator).filter(pk=case.pk).exists():
        return
    audit.record("give_back_case", by=None, subject=case.moderator, about=case)
    case.state, case.moderator = CaseState.OPEN, None
    case.save(update_fields=["state", "moderator"])
