"""What keeps people safe: blocks, evaluator marks, the audit trail, counters and spent keys.

People are known here only as AUTH_USER_MODEL, so that every other app can stand on this one.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from .querysets import BlockQuerySet, EvaluatorMarkQuerySet


class Block(models.Model):
    """`blocker` wants nothing more to do with `blocked`; it holds both ways and nobody is told."""

    blocker = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="blocks_made"
    )
    blocked = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="blocks_met"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = BlockQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["blocker", "blocked"], name="block_once"),
            models.CheckConstraint(condition=~Q(blocker=F("blocked")), name="block_not_oneself"),
        ]

    def __str__(self) -> str:
        return f"block {self.pk}"


class EvaluatorMark(models.Model):
    """`holder` says that `evaluator` grades, supervises or selects them: never to be matched."""

    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="evaluator_marks"
    )
    evaluator = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="marked_as_evaluator"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = EvaluatorMarkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["holder", "evaluator"], name="evaluator_mark_once"),
            models.CheckConstraint(
                condition=~Q(holder=F("evaluator")), name="evaluator_not_oneself"
            ),
        ]

    def __str__(self) -> str:
        return f"evaluator mark {self.pk}"


class AuditEntry(models.Model):
    """Who did what to whom, when. Facts are ids and codes, never a text that somebody wrote."""

    action = models.CharField(max_length=60)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    subject = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    about = models.CharField(max_length=120, blank=True)
    facts = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        indexes = [models.Index(fields=["subject", "created_at"], name="audit_by_subject")]

    def __str__(self) -> str:
        return f"{self.action} {self.about}"


class SpentKey(models.Model):
    """An idempotency key that has done its work, and the address of the answer it gave."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    key = models.UUIDField()
    action = models.CharField(max_length=60)
    answer = models.JSONField()
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="spent_key_once")]

    def __str__(self) -> str:
        return f"{self.action} {self.key}"


class RateCounter(models.Model):
    """How often `who` did `scope` in the window that starts at `window` (epoch seconds)."""

    scope = models.CharField(max_length=60)
    who = models.CharField(max_length=120)
    window = models.BigIntegerField()
    count = models.PositiveIntegerField(default=0)
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["scope", "who", "window"], name="rate_counter_once")
        ]

    def __str__(self) -> str:
        return f"{self.scope} {self.count}"
