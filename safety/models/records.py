"""What was done: the audit trail, keys that are spent, and counts of tries."""

from django.conf import settings
from django.db import models


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
