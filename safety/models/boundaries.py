"""Who wants nothing to do with whom, and who grades, supervises or selects whom."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from safety.querysets import BlockQuerySet, EvaluatorMarkQuerySet


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
