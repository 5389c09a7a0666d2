"""What a mentor said to a piece of advice about her card: not now."""

from django.conf import settings
from django.db import models


class SkippedAdvice(models.Model):
    """`user` skipped the piece of advice with this `code`; known to her alone.

    `matter` stands for what the card said at that moment. Once it says something else, the advice
    may come back.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="skipped_advice"
    )
    code = models.CharField(max_length=40)
    matter = models.CharField(max_length=64)
    skipped_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name_plural = "skipped advice"
        constraints = [models.UniqueConstraint(fields=["user", "code"], name="advice_skipped_once")]

    def __str__(self) -> str:
        return f"skipped advice {self.pk}"
