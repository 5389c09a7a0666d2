"""Readable words for suggestions."""

from typing import TYPE_CHECKING

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q

from profiles.models import Profile
from profiles.querysets import Viewer
from relationships.models import MentorshipRequest, Relationship
from safety.models import EvaluatorMark

if TYPE_CHECKING:
    from .models import Suggestion, SuggestionRun

    SuggestionBase = models.QuerySet[Suggestion]
    RunBase = models.QuerySet[SuggestionRun]
else:
    SuggestionBase = RunBase = models.QuerySet


class SuggestionQuerySet(SuggestionBase):
    """Suggestions."""

    def visible_to(self, viewer: Viewer) -> "SuggestionQuerySet":
        """The viewer's own, joined with the gate and every exclusion as they are at this moment:
        a block, a pause, a full house, an evaluator mark, a request or a "not for me" holds at
        once, whatever the stored rows say."""
        if not viewer.is_authenticated:
            return self.none()
        seen = Profile.objects.visible_to(viewer).open().values("user")
        return self.filter(
            ~Exists(
                EvaluatorMark.objects.filter(
                    Q(holder=viewer.pk, evaluator=OuterRef("mentor_id"))
                    | Q(evaluator=viewer.pk, holder=OuterRef("mentor_id"))
                )
            ),
            ~Exists(
                Relationship.objects.active().filter(
                    Q(mentee=viewer.pk, mentor=OuterRef("mentor_id"))
                    | Q(mentor=viewer.pk, mentee=OuterRef("mentor_id"))
                )
            ),
            ~Exists(
                MentorshipRequest.objects.open().filter(
                    Q(mentee=viewer.pk, mentor=OuterRef("mentor_id"))
                    | Q(mentor=viewer.pk, mentee=OuterRef("mentor_id"))
                )
            ),
            ~Exists(
                apps.get_model("matching", "Verdict").objects.filter(
                    mentee=viewer.pk, mentor=OuterRef("mentor_id"), said="dismissed"
                )
            ),
            mentee=viewer.pk,
            mentor__in=seen,
        )


class SuggestionRunQuerySet(RunBase):
    """Nightly runs."""

    def unfinished(self) -> "SuggestionRunQuerySet":
        """The one that is under way, if there is one."""
        return self.filter(state__in=("deciding", "applying"))
