"""Hashtags, what ties a person to one, and the quiet ones that nobody else ever meets."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from profiles.choices import Direction, Evidence, TagKind
from profiles.querysets import HashtagQuerySet, HashtagTieQuerySet

STORY_LINE = 300


class Hashtag(models.Model):
    """A hashtag that Kindred knows; one for every key, and aliases point at the one they mean."""

    key = models.CharField(max_length=255, unique=True)
    name = models.CharField(max_length=255)
    kind = models.CharField(max_length=12, choices=TagKind, default=TagKind.TOPIC)
    alias_of = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.CASCADE, related_name="aliases"
    )
    story = models.CharField(max_length=STORY_LINE, blank=True)
    reviewed = models.BooleanField(default=False)
    held = models.BooleanField(
        default=False, help_text="Held for review: suggested to nobody, listed nowhere."
    )
    created_at = models.DateTimeField(auto_now_add=True)
    curated_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="When a moderator last decided its words: a file that is imported leaves it be.",
    )

    objects = HashtagQuerySet.as_manager()

    class Meta:
        ordering = ["key"]
        constraints = [
            models.CheckConstraint(
                condition=Q(alias_of__isnull=True) | ~Q(alias_of=F("id")),
                name="hashtag_no_alias_of_itself",
            ),
            models.CheckConstraint(condition=~Q(key=""), name="hashtag_key_not_empty"),
        ]

    def __str__(self) -> str:
        return f"#{self.name}"

    def get_absolute_url(self) -> str:
        return reverse("profiles:tag", args=[self.name])


class HashtagTie(models.Model):
    """What ties a person to a hashtag: in which direction, resting on what evidence.

    Every tie is public to whoever may see the person. What is not is a QuietTag.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="hashtag_ties"
    )
    hashtag = models.ForeignKey(Hashtag, on_delete=models.CASCADE, related_name="ties")
    direction = models.CharField(max_length=8, choices=Direction)
    evidence = models.CharField(max_length=8, choices=Evidence)
    position = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = HashtagTieQuerySet.as_manager()

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "hashtag", "direction", "evidence"], name="hashtag_tie_once"
            )
        ]
        indexes = [models.Index(fields=["hashtag", "direction"], name="tie_by_hashtag")]

    def __str__(self) -> str:
        return f"tie {self.pk}"


class RelatedTag(models.Model):
    """`other` stands beside `hashtag` on profiles more often than chance would put it there.

    A fact that the app above writes when it has counted, with the version of the count. `strength`
    is a share: the strengths of one hashtag's relatives come to at most 1 together.
    """

    hashtag = models.ForeignKey(Hashtag, on_delete=models.CASCADE, related_name="relatives")
    other = models.ForeignKey(Hashtag, on_delete=models.CASCADE, related_name="relative_of")
    strength = models.FloatField()
    version = models.CharField(max_length=60)

    class Meta:
        ordering = ["-strength", "other_id"]
        constraints = [
            models.UniqueConstraint(fields=["hashtag", "other"], name="related_tag_once"),
            models.CheckConstraint(condition=~Q(hashtag=F("other")), name="related_tag_not_itself"),
            models.CheckConstraint(
                condition=Q(strength__gt=0) & Q(strength__lte=1), name="related_tag_strength"
            ),
        ]

    def __str__(self) -> str:
        return f"related tag {self.pk}"


class QuietTag(models.Model):
    """An identity or experience that its holder shows to nobody.

    On purpose no foreign key to Hashtag: the shared vocabulary, its counts and its pages cannot
    know that this row exists. Only `profiles.actions.quiet` reads and writes it.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="quiet_tags"
    )
    key = models.CharField(max_length=255)
    name = models.CharField(max_length=255)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="quiet_tag_once")]

    def __str__(self) -> str:
        return f"quiet tag {self.pk}"
