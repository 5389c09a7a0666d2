"""What moderators do with a case, and the one appeal against it."""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from . import audit
from .choices import LASTING, AppealState, CaseState, Outcome
from .errors import Refused
from .models import Appeal, AuditEntry, Case, Decision, Report, ReportedPhoto
from .models.cases import APPEAL_MOVES, CASE_MOVES
from .querysets import ABOUT_A_PERSON, CaseQuerySet, moderates
from .registry import UnknownThing, heralds, reportable, standing_changed
from .singling import why_it_singles_out

ERASED = "erase"  # what stands on record of somebody who deleted her account


class WrongMove(Refused):
    """The case or the appeal is no longer where the page thought it was."""


class NotSo(Refused):
    """What was asked for is no decision for this case."""

    status = 400


@transaction.atomic
def take(*, by: AbstractBaseUser, case: Case) -> Case:
    """Read a case from now on; also one that somebody else read and did not decide.

    Raises Case.DoesNotExist for whoever has a part in it, and WrongMove.
    """
    fresh = _held(case, by)
    if fresh.state == CaseState.DECIDED:
        raise WrongMove(_("This case has been decided in the meantime. Nothing was changed."))
    if fresh.moderator_id != by.pk:
        fresh.state, fresh.moderator_id = CaseState.READ, by.pk
        fresh.save(update_fields=["state", "moderator"])
        audit.record("take_case", by=by, subject=fresh.subject, about=fresh)
    return fresh


@transaction.atomic
def put_back(*, by: AbstractBaseUser, case: Case) -> Case:
    """Leave a case one reads to the others. Raises Case.DoesNotExist and WrongMove."""
    fresh = _read_by(by, case)
    _move(fresh, CaseState.OPEN)
    fresh.moderator = None
    fresh.save(update_fields=["state", "moderator"])
    audit.record("put_back_case", by=by, subject=fresh.subject, about=fresh)
    return fresh


def note_reading(*, by: AbstractBaseUser, case: Case) -> None:
    """A moderator has opened a case: what stands in it is not read unnoticed."""
    audit.record("read_case", by=by, subject=case.subject, about=case)


@transaction.atomic
def decide(
    *,
    by: AbstractBaseUser,
    case: Case,
    outcome: Outcome,
    reason: str = "",
    hours: int | None = None,
) -> Decision:
    """Decide a case that one reads. What lasts holds for `hours`, or without end.

    `reason` is clean; the person it is about reads it. Raises Case.DoesNotExist, WrongMove, and
    NotSo with a sentence where the reason is missing or would tell who reported.
    """
    fresh = _read_by(by, case)
    _check(fresh, outcome, reason, hours)
    _move(fresh, CaseState.DECIDED)
    fresh.decided_at = now = timezone.now()
    fresh.save(update_fields=["state", "decided_at"])
    decision = Decision.objects.create(
        case=fresh,
        subject=fresh.subject,
        outcome=outcome,
        reason=reason if outcome in ABOUT_A_PERSON else "",
        made_at=now,
        ends_at=now + timedelta(hours=hours) if hours and outcome in LASTING else None,
        by_id=by.pk,
    )
    audit.record(f"decide_{outcome}", by=by, subject=fresh.subject, about=fresh, hours=hours or 0)
    _follow(decision, by=by)
    for herald in heralds():
        herald.decided(decision)
    gone = AuditEntry.objects.filter(action=ERASED, subject__isnull=False, subject=fresh.subject)
    if gone.exists():
        forget_reports(Case.objects.filter(pk=fresh.pk))
    return decision


def forget_reports(cases: CaseQuerySet) -> None:
    """Wipe what was reported in these cases, and what was said of it; that there was something, and
    what was decided, stays."""
    Report.objects.filter(case__in=cases).update(words="", context=[], snapshot={})
    ReportedPhoto.objects.filter(report__case__in=cases).delete()


@transaction.atomic
def appeal(*, by: AbstractBaseUser, decision: Decision, words: str) -> Appeal:
    """Ask another moderator to look again, once, within APPEAL_DAYS; again is the same appeal.

    Raises Decision.DoesNotExist for somebody else's, and WrongMove when it is too late.
    """
    fresh = Decision.objects.select_for_update().get(
        pk=decision.pk, subject=by.pk, outcome__in=ABOUT_A_PERSON
    )
    there = Appeal.objects.filter(decision=fresh).first()
    if there is not None:
        return there
    if not can_appeal(fresh):
        raise WrongMove(
            _("An appeal can be sent within %(days)d days of a decision. Nothing was sent.")
            % {"days": settings.APPEAL_DAYS}
        )
    made = Appeal.objects.create(decision=fresh, words=words)
    audit.record("appeal", by=by, subject=fresh.subject, about=made, case=fresh.case_id)
    return made


def can_appeal(decision: Decision) -> bool:
    """While the days last and nobody has taken it back."""
    until = decision.made_at + timedelta(days=settings.APPEAL_DAYS)
    return decision.lifted_at is None and timezone.now() < until


@transaction.atomic
def answer_appeal(*, by: AbstractBaseUser, appeal: Appeal, lift: bool, answer: str) -> Appeal:
    """Keep the decision, or take it back. Raises Appeal.DoesNotExist for whoever made it or has a
    part in it, WrongMove, and NotSo where the answer would tell who reported."""
    fresh = (
        Appeal.objects.select_for_update(of=("self",))
        .select_related("decision__case", "decision__subject")
        .exclude(decision__by=by.pk)
        .get(pk=appeal.pk, decision__case__in=_open_to(by))
    )
    state = AppealState.LIFTED if lift else AppealState.KEPT
    if state not in APPEAL_MOVES[fresh.state]:
        raise WrongMove(_("This appeal has been answered in the meantime. Nothing was changed."))
    if not answer:
        raise NotSo(_("Please write an answer: the person reads it."))
    if sentence := why_it_singles_out(answer, fresh.decision.case):
        raise NotSo(sentence)
    now = timezone.now()
    fresh.state, fresh.answer, fresh.reader_id, fresh.answered_at = state, answer, by.pk, now
    fresh.save(update_fields=["state", "answer", "reader", "answered_at"])
    decision = fresh.decision
    audit.record(f"appeal_{state}", by=by, subject=decision.subject, about=fresh)
    if lift:
        decision.lifted_at = now
        decision.save(update_fields=["lifted_at"])
        if decision.subject is not None and decision.outcome in LASTING:
            standing_changed(decision.subject)
    for herald in heralds():
        herald.answered(fresh)
    return fresh


@transaction.atomic
def raise_overdue() -> int:
    """Tell all moderators once of each case whose deadline has gone by; returns how many."""
    now = timezone.now()
    late = Case.objects.select_for_update(skip_locked=True).overdue(at=now)
    cases = list(late.filter(raised_at__isnull=True).order_by("pk"))
    for case in cases:
        case.raised_at = now
        case.save(update_fields=["raised_at"])
        audit.record("raise_case", by=None, subject=case.subject, about=case)
        for herald in heralds():
            herald.late(case)
    return len(cases)


def outcomes_for(case: Case) -> tuple[Outcome, ...]:
    """What a case can come to."""
    if case.subject_id is not None:
        return (Outcome.NONE, Outcome.WARN, Outcome.LIMIT, Outcome.SUSPEND)
    return (Outcome.NONE, Outcome.REMOVE)


def _held(case: Case, by: AbstractBaseUser) -> Case:
    rows = Case.objects.select_for_update(of=("self",)).select_related("subject")
    return rows.get(pk=case.pk, pk__in=_open_to(by))


def _open_to(by: AbstractBaseUser) -> CaseQuerySet:
    """The cases that this moderator may decide."""
    return Case.objects.without_part_of(by) if moderates(by) else Case.objects.none()


def _read_by(by: AbstractBaseUser, case: Case) -> Case:
    fresh = _held(case, by)
    if fresh.state == CaseState.DECIDED:
        raise WrongMove(_("This case has been decided in the meantime. Nothing was changed."))
    if fresh.moderator_id != by.pk:
        raise WrongMove(_("Somebody else reads this case now. Nothing was changed."))
    return fresh


def _move(case: Case, state: CaseState) -> None:
    if state not in CASE_MOVES[case.state]:
        raise WrongMove(_("This case is elsewhere by now. Nothing was changed."))
    case.state = state


def _check(case: Case, outcome: Outcome, reason: str, hours: int | None) -> None:
    if outcome not in outcomes_for(case):
        raise NotSo(_("That is no decision for this case. Nothing was changed."))
    if hours is not None and hours not in settings.SUSPENSION_HOURS:
        raise NotSo(_("Please choose one of the terms. Nothing was changed."))
    if outcome not in ABOUT_A_PERSON:
        return
    if not reason:
        raise NotSo(_("Please write the reason: the person reads it."))
    if sentence := why_it_singles_out(reason, case):
        raise NotSo(sentence)


def _follow(decision: Decision, *, by: AbstractBaseUser) -> None:
    """What a decision does at once: to the person, to what was held, to a thing that goes."""
    released = decision.outcome == Outcome.NONE
    for report in decision.case.reports.all():
        try:
            kind = reportable(report.kind)
        except UnknownThing:
            continue
        if report.is_held and kind.settle is not None:
            kind.settle(thing=report.thing, released=released, by=by)
        if decision.outcome == Outcome.REMOVE and kind.remove is not None:
            kind.remove(thing=report.thing, by=by)
    if decision.subject is not None and decision.outcome in LASTING:
        standing_changed(decision.subject)
