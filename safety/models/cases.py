"""Reports, the cases that gather them, what was decided, and the one appeal.

A case: open -> being read (by one moderator) -> decided; being read -> open when it is put back, or
when its moderator turns out to have a part in it. A decision holds until its term, or until an
appeal takes it back. An appeal: waiting -> the decision stands, or it is taken back; somebody other
than who decided reads it.
"""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from safety.choices import AppealState, CaseState, Category, Outcome, Severity
from safety.querysets import (
    AppealQuerySet,
    CaseQuerySet,
    DecisionQuerySet,
    ReportedPhotoQuerySet,
    ReportQuerySet,
)

WORDS_LENGTH = 1000
REASON_LENGTH = 600
APPEAL_LENGTH = 2000

CASE_MOVES: dict[str, frozenset[str]] = {
    CaseState.OPEN: frozenset({CaseState.READ}),
    CaseState.READ: frozenset({CaseState.OPEN, CaseState.DECIDED}),
    CaseState.DECIDED: frozenset(),
}
APPEAL_MOVES: dict[str, frozenset[str]] = {
    AppealState.WAITING: frozenset({AppealState.KEPT, AppealState.LIFTED}),
    AppealState.KEPT: frozenset(),
    AppealState.LIFTED: frozenset(),
}


class Case(models.Model):
    """What is reported about one person, or about one thing that is nobody's.

    `about` names the two alike ("person:17", "tag:hemepath"), so that there is one case at a time;
    `category`, `severity` and `due_at` are those of the worst report in it.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    about = models.CharField(max_length=300)
    subject = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="cases"
    )
    category = models.CharField(max_length=20, choices=Category)
    severity = models.PositiveSmallIntegerField(choices=Severity)
    state = models.CharField(max_length=8, choices=CaseState, default=CaseState.OPEN)
    moderator = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="cases_read"
    )
    opened_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField()
    raised_at = models.DateTimeField(null=True)  # when all moderators were told that it is late
    decided_at = models.DateTimeField(null=True)

    objects = CaseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["about"],
                condition=~Q(state=CaseState.DECIDED),
                name="one_undecided_case_about_one",
            ),
            models.CheckConstraint(
                condition=Q(state=CaseState.DECIDED, decided_at__isnull=False)
                | (~Q(state=CaseState.DECIDED) & Q(decided_at__isnull=True)),
                name="case_decided_when_it_says_so",
            ),
            models.CheckConstraint(
                condition=~Q(state=CaseState.OPEN) | Q(moderator__isnull=True),
                name="case_open_is_nobodys",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"], condition=~Q(state=CaseState.DECIDED), name="case_by_deadline"
            )
        ]

    def __str__(self) -> str:
        return f"case {self.pk} {self.state}"


class Report(models.Model):
    """What one person reported, or what Kindred held by itself (`reporter` empty).

    `snapshot` is the thing as it was, in the words of the app that it belongs to, and `context`
    what stood around it and the reporter chose to send. `people` are the accounts that stand in
    either, beside the reporter: none of them reads the case.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="reports")
    reporter = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="reports_made"
    )
    kind = models.CharField(max_length=20)
    thing = models.CharField(max_length=255)
    category = models.CharField(max_length=20, choices=Category)
    words = models.CharField(max_length=WORDS_LENGTH, blank=True)
    snapshot = models.JSONField(default=dict)
    context = models.JSONField(default=list)
    people = ArrayField(models.BigIntegerField(), default=list)
    is_held = models.BooleanField(default=False)
    sent_at = models.DateTimeField(default=timezone.now)

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering = ["sent_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "reporter", "kind", "thing"], name="report_once_in_a_case"
            ),
            models.UniqueConstraint(
                fields=["case", "kind", "thing"],
                condition=Q(is_held=True),
                name="thing_held_once_in_a_case",
            ),
            models.CheckConstraint(
                condition=Q(is_held=False) | Q(reporter__isnull=True),
                name="what_is_held_nobody_reported",
            ),
        ]
        indexes = [
            models.Index(fields=["reporter", "-sent_at"], name="report_by_reporter"),
        ]

    def __str__(self) -> str:
        return f"report {self.pk}"


class ReportedPhoto(models.Model):
    """The photo of what was reported, as it was: a copy, whatever becomes of the photo itself.

    It stands in the database, so that it comes with its report, is restored with it, and goes with
    it: no file can be left behind, and none has an address that the case does not guard.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    report = models.OneToOneField(Report, on_delete=models.CASCADE, related_name="photo")
    picture = models.BinaryField()

    objects = ReportedPhotoQuerySet.as_manager()

    def __str__(self) -> str:
        return f"photo of report {self.report_id}"


class Decision(models.Model):
    """What a case came to. `reason` is read by the person it is about; `ends_at` is empty for what
    has no end, and for what needs none; `lifted_at` is set when an appeal took it back."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="decision")
    subject = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="decisions"
    )
    outcome = models.CharField(max_length=8, choices=Outcome)
    reason = models.CharField(max_length=REASON_LENGTH, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    ends_at = models.DateTimeField(null=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    lifted_at = models.DateTimeField(null=True)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__in=[Outcome.LIMIT, Outcome.SUSPEND]) | Q(ends_at__isnull=True),
                name="only_what_lasts_has_an_end",
            ),
            models.CheckConstraint(
                condition=~Q(outcome__in=[Outcome.WARN, Outcome.LIMIT, Outcome.SUSPEND])
                | ~Q(reason=""),
                name="who_is_decided_about_reads_why",
            ),
        ]

    def __str__(self) -> str:
        return f"decision {self.pk} {self.outcome}"


class Appeal(models.Model):
    """The one appeal of the person a decision is about."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    decision = models.OneToOneField(Decision, on_delete=models.CASCADE, related_name="appeal")
    words = models.CharField(max_length=APPEAL_LENGTH)
    state = models.CharField(max_length=8, choices=AppealState, default=AppealState.WAITING)
    answer = models.CharField(max_length=REASON_LENGTH, blank=True)
    reader = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    sent_at = models.DateTimeField(default=timezone.now)
    answered_at = models.DateTimeField(null=True)

    objects = AppealQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state=AppealState.WAITING, answered_at__isnull=True)
                | (~Q(state=AppealState.WAITING) & Q(answered_at__isnull=False)),
                name="appeal_answered_when_it_says_so",
            )
        ]

    def __str__(self) -> str:
        return f"appeal {self.pk} {self.state}"
