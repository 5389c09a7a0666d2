"""Readable words for the rows of safety."""

from typing import TYPE_CHECKING

from django.db import models

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser


class BlockQuerySet(models.QuerySet["models.Model"]):
    """Blocks."""

    def between(self, one: "AbstractBaseUser", other: "AbstractBaseUser") -> "BlockQuerySet":
        """The blocks, either way, between two people."""
        return self.filter(
            models.Q(blocker=one.pk, blocked=other.pk) | models.Q(blocker=other.pk, blocked=one.pk)
        )


class EvaluatorMarkQuerySet(models.QuerySet["models.Model"]):
    """Marks "grades, supervises or selects me"."""

    def between(
        self, one: "AbstractBaseUser", other: "AbstractBaseUser"
    ) -> "EvaluatorMarkQuerySet":
        """The marks, either way, between two people."""
        return self.filter(
            models.Q(holder=one.pk, evaluator=other.pk)
            | models.Q(holder=other.pk, evaluator=one.pk)
        )
