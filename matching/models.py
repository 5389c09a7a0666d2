"""What matching keeps: suggestions, what a person said to one, and how far a night has come.

A run's moves:    deciding -> applying -> done; from either, given_up
A chunk's moves:  due -> decided -> applied
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q, Value

from .querysets import SuggestionQuerySet, SuggestionRunQuerySet


class Suggestion(models.Model):
    """`mentor` is suggested to `mentee`. Every reader joins it with the gate again."""

    mentee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="suggestions",
        db_index=False,  # the unique pair below begins with it
    )
    mentor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="suggested_to"
    )
    score = models.FloatField()
    rank = models.PositiveSmallIntegerField()
    made_at = models.DateTimeField()

    objects = SuggestionQuerySet.as_manager()

    class Meta:
        ordering = ["mentee", "rank"]
        constraints = [
            models.UniqueConstraint(fields=["mentee", "mentor"], name="suggestion_once"),
            models.CheckConstraint(condition=~Q(mentee=F("mentor")), name="suggestion_not_oneself"),
        ]

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


class PeerDismissal(models.Model):
    """`holder` does not want to meet `peer` among people like her; silent, can be undone."""

    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="peer_dismissals"
    )
    peer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    said_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["holder", "peer"], name="peer_dismissed_once"),
            models.CheckConstraint(condition=~Q(holder=F("peer")), name="peer_not_oneself"),
        ]

    def __str__(self) -> str:
        return f"peer dismissal {self.pk}"


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

    `counts` is written and read by `matching.statistics` alone.
    """

    version = models.CharField(max_length=40, unique=True)
    counts = models.JSONField()
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-made_at", "-id"]
        verbose_name_plural = "frozen statistics"

    def __str__(self) -> str:
        return self.version


class RunState(models.TextChoices):
    """Where a nightly run stands."""

    DECIDING = "deciding"
    APPLYING = "applying"
    DONE = "done"
    GIVEN_UP = "given_up"


class SuggestionRun(models.Model):
    """One night: everybody's suggestions, made from what people said at `began_at`.

    `report` is what `matching.night` says of it: seconds, rows, and how exposure was spread.
    """

    began_at = models.DateTimeField()
    statistics = models.CharField(max_length=40)
    state = models.CharField(max_length=10, choices=RunState, default=RunState.DECIDING)
    report = models.JSONField(default=dict)
    ended_at = models.DateTimeField(null=True)

    objects = SuggestionRunQuerySet.as_manager()

    class Meta:
        ordering = ["-began_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                Value(1),
                condition=Q(state__in=(RunState.DECIDING, RunState.APPLYING)),
                name="one_night_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"run {self.pk} {self.state}"


class ChunkState(models.TextChoices):
    """Where one chunk of a run stands."""

    DUE = "due"
    DECIDED = "decided"
    APPLIED = "applied"


class RunChunk(models.Model):
    """The mentees of a run whose account ids lie from `first` to `last`.

    `found` holds their candidates, later those to be shown, as `matching.parcels` packs them.
    """

    run = models.ForeignKey(SuggestionRun, on_delete=models.CASCADE, related_name="chunks")
    number = models.PositiveIntegerField()
    first = models.BigIntegerField()
    last = models.BigIntegerField()
    state = models.CharField(max_length=8, choices=ChunkState, default=ChunkState.DUE)
    found = models.BinaryField(default=b"")
    report = models.JSONField(default=dict)

    class Meta:
        ordering = ["run", "number"]
        constraints = [models.UniqueConstraint(fields=["run", "number"], name="chunk_once")]

    def __str__(self) -> str:
        return f"chunk {self.number} of run {self.run_id}"
