"""What matching keeps: suggestions, and what a person said to one."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from .querysets import SuggestionQuerySet


class Suggestion(models.Model):
    """`mentor` is suggested to `mentee`. Every reader joins it with the gate again."""

    mentee = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="suggestions"
    )
    mentor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="suggested_to"
    )
    score = models.FloatField()
    rank = models.PositiveSmallIntegerField()
    facts = models.JSONField(default=dict)  # what `matching.reasons` words; codes and numbers
    made_at = models.DateTimeField()

    objects = SuggestionQuerySet.as_manager()

    class Meta:
        ordering = ["mentee", "rank"]
        constraints = [
            models.UniqueConstraint(fields=["mentee", "mentor"], name="suggestion_once"),
            models.CheckConstraint(condition=~Q(mentee=F("mentor")), name="suggestion_not_oneself"),
        ]
        indexes = [models.Index(fields=["mentee", "rank"], name="suggestion_by_rank")]

    def __str__(self) -> str:
        return f"suggestion {self.pk}"


class SaidOf(models.TextChoices):
    """What a mentee said to a suggestion; known to her alone."""

    SHORTLISTED = "shortlisted"
    DISMISSED = "dismissed"


class Verdict(models.Model):
    """A mentee's silent word on a person: shortlisted, or "not for me"; it can be undone."""

    mentee = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="verdicts"
    )
    mentor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    said = models.CharField(max_length=12, choices=SaidOf)
    said_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mentee", "mentor"], name="verdict_once")]

    def __str__(self) -> str:
        return f"verdict {self.pk}"


class MatchState(models.Model):
    """Up to which of a person's changes the suggestions follow."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="match_state"
    )
    followed_to = models.DateTimeField()

    def __str__(self) -> str:
        return f"match state {self.pk}"


class FrozenStatistics(models.Model):
    """One night's tag statistics, as every score until the next night reads them.

    `offers` and `about` are {"people": n, "average": a, "users": {hashtag id: people}}.
    """

    version = models.CharField(max_length=40, unique=True)
    offers = models.JSONField()
    about = models.JSONField()
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-made_at", "-id"]
        verbose_name_plural = "frozen statistics"

    def __str__(self) -> str:
        return self.version
