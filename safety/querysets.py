"""Readable words for the rows of safety."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.apps import apps
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

if TYPE_CHECKING:
    from .models import Appeal, Case, Decision, Report, ReportedPhoto

    CaseBase = models.QuerySet[Case]
    ReportBase = models.QuerySet[Report]
    ReportedPhotoBase = models.QuerySet[ReportedPhoto]
    DecisionBase = models.QuerySet[Decision]
    AppealBase = models.QuerySet[Appeal]
else:
    CaseBase = ReportBase = ReportedPhotoBase = models.QuerySet
    DecisionBase = AppealBase = models.QuerySet

Viewer = AbstractBaseUser | AnonymousUser
# What a person is told of, may appeal, and is kept by. Taking a thing away is about nobody.
ABOUT_A_PERSON = ("warn", "limit", "suspend")


def moderates(viewer: Viewer) -> bool:
    """Whether the viewer is a moderator in good standing."""
    return bool(
        viewer.is_authenticated
        and getattr(viewer, "is_staff", False)
        and not getattr(viewer, "suspended_at", None)
        and not getattr(viewer, "limited_at", None)
    )


class BlockQuerySet(models.QuerySet["models.Model"]):
    """Blocks."""

    def between(self, one: AbstractBaseUser, other: AbstractBaseUser) -> "BlockQuerySet":
        """The blocks, either way, between two people."""
        return self.filter(
            models.Q(blocker=one.pk, blocked=other.pk) | models.Q(blocker=other.pk, blocked=one.pk)
        )


class EvaluatorMarkQuerySet(models.QuerySet["models.Model"]):
    """Marks "grades, supervises or selects me"."""

    def between(self, one: AbstractBaseUser, other: AbstractBaseUser) -> "EvaluatorMarkQuerySet":
        """The marks, either way, between two people."""
        return self.filter(
            models.Q(holder=one.pk, evaluator=other.pk)
            | models.Q(holder=other.pk, evaluator=one.pk)
        )


class CaseQuerySet(CaseBase):
    """Cases."""

    def visible_to(self, viewer: Viewer) -> "CaseQuerySet":
        """For moderators: all in which they have no part. One that is about them, that they
        reported to, or in whose words they stand is not there for them."""
        return self.without_part_of(viewer) if moderates(viewer) else self.none()

    def without_part_of(self, person: Viewer) -> "CaseQuerySet":
        """Those that are not about them, nor reported by them, and in whose words they do not
        stand."""
        reports = apps.get_model("safety", "Report").objects
        part = reports.filter(
            Q(reporter=person.pk) | Q(people__contains=[person.pk]), case=OuterRef("pk")
        )
        return self.filter(~Exists(part)).exclude(subject=person.pk)

    def undecided(self) -> "CaseQuerySet":
        """Those that wait, read by somebody or not."""
        return self.exclude(state="decided")

    def overdue(self, *, at: datetime) -> "CaseQuerySet":
        """Undecided ones whose deadline has gone by."""
        return self.undecided().filter(due_at__lt=at)

    def soonest_first(self) -> "CaseQuerySet":
        """The order in which they are to be decided."""
        return self.order_by("due_at", "-severity", "pk")


class ReportQuerySet(ReportBase):
    """Reports."""

    def visible_to(self, viewer: Viewer) -> "ReportQuerySet":
        """One's own."""
        if not viewer.is_authenticated:
            return self.none()
        return self.filter(reporter=viewer.pk)

    def with_photos(self) -> "ReportQuerySet":
        """Each with whether a photo was kept, but not the picture itself."""
        return self.select_related("photo").defer("photo__picture")


class ReportedPhotoQuerySet(ReportedPhotoBase):
    """Photos of what was reported."""

    def visible_to(self, viewer: Viewer) -> "ReportedPhotoQuerySet":
        """Those of cases that the viewer may read; not one's own reports: a reporter keeps no
        photo of somebody who may have changed it since, or blocked her."""
        cases = apps.get_model("safety", "Case").objects.visible_to(viewer)
        return self.filter(report__case__in=cases)


class DecisionQuerySet(DecisionBase):
    """Decisions."""

    def visible_to(self, viewer: Viewer) -> "DecisionQuerySet":
        """Those about oneself that one is told of."""
        if not viewer.is_authenticated:
            return self.none()
        return self.filter(subject=viewer.pk, outcome__in=ABOUT_A_PERSON)

    def in_force(self, *, at: datetime | None = None) -> "DecisionQuerySet":
        """Those that no appeal took back and whose term is not over."""
        return self.filter(
            Q(ends_at__isnull=True) | Q(ends_at__gt=at or timezone.now()), lifted_at__isnull=True
        )


class AppealQuerySet(AppealBase):
    """Appeals."""

    def visible_to(self, viewer: Viewer) -> "AppealQuerySet":
        """For moderators: those against what somebody else decided, in cases they may see."""
        if not moderates(viewer):
            return self.none()
        cases = apps.get_model("safety", "Case").objects.without_part_of(viewer)
        return self.filter(decision__case__in=cases).exclude(decision__by=viewer.pk)

    def waiting(self) -> "AppealQuerySet":
        """Those without an answer."""
        return self.filter(state="waiting")
