"""What somebody follows, how far she has read, and whom she hides: known to nobody but her."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from profiles.querysets import TagFollowQuerySet, TagHidingQuerySet

from .hashtag import Hashtag


class TagFollow(models.Model):
    """`user` wants to know who opens under `hashtag`.

    `read_at` is the read marker: where she last began to look at the page. `before_at` is the
    marker before that one, so that the page can be looked at again, and `told_at` is how far mail
    has told her.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="tag_follows"
    )
    hashtag = models.ForeignKey(Hashtag, on_delete=models.CASCADE, related_name="follows")
    created_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(default=timezone.now)
    before_at = models.DateTimeField(default=timezone.now)
    told_at = models.DateTimeField(default=timezone.now)

    objects = TagFollowQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [models.UniqueConstraint(fields=["user", "hashtag"], name="tag_follow_once")]

    def __str__(self) -> str:
        return f"tag follow {self.pk}"


class TagHiding(models.Model):
    """`user` does not wish to meet `person` under `hashtag`; everywhere else nothing is changed."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="tag_hidings"
    )
    hashtag = models.ForeignKey(Hashtag, on_delete=models.CASCADE, related_name="hidings")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="hidden_under"
    )
    created_at = models.DateTimeField(default=timezone.now)

    objects = TagHidingQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["user", "hashtag", "person"], name="tag_hiding_once"),
            models.CheckConstraint(condition=~Q(user=F("person")), name="tag_hiding_not_oneself"),
        ]

    def __str__(self) -> str:
        return f"tag hiding {self.pk}"
