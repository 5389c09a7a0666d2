"""The story of a campaign's hashtag, and who looks after it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from profiles.querysets import TagStewardQuerySet

from .hashtag import Hashtag

STORY_LENGTH = 2000


class TagStory(models.Model):
    """Where a hashtag comes from and what it is for; `began_on` and `ended_on` where known."""

    hashtag = models.OneToOneField(Hashtag, on_delete=models.CASCADE, related_name="long_story")
    text = models.TextField(max_length=STORY_LENGTH)
    began_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    changed_at = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name_plural = "tag stories"
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="tag_story_not_empty"),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True)
                | Q(began_on__isnull=True)
                | Q(ended_on__gte=F("began_on")),
                name="tag_story_ends_after_it_began",
            ),
        ]

    def __str__(self) -> str:
        return f"story {self.pk}"


class TagSteward(models.Model):
    """`user` looks after `hashtag`: asked by a moderator, steward once `accepted_at` is set.

    Until then nobody but the person asked and moderators meet the row.
    """

    hashtag = models.ForeignKey(Hashtag, on_delete=models.CASCADE, related_name="stewards")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="stewardships"
    )
    asked_at = models.DateTimeField(default=timezone.now)
    accepted_at = models.DateTimeField(null=True, blank=True)

    objects = TagStewardQuerySet.as_manager()

    class Meta:
        ordering = ["accepted_at", "id"]
        constraints = [models.UniqueConstraint(fields=["hashtag", "user"], name="tag_steward_once")]

    def __str__(self) -> str:
        return f"steward {self.pk}"
