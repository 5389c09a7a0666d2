"""What a person says of herself, and who may read it."""

import zoneinfo
from functools import cached_property

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from profiles.choices import (
    Audience,
    CommunityWish,
    Contact,
    Goal,
    Kind,
    MailNews,
    Stage,
    Value,
)
from profiles.querysets import ProfileQuerySet

from .institution import Institution, NameKeyField

BIO_LENGTH = 600
ANSWER_LENGTH = 300


def codes(choices: type[models.TextChoices], size: int) -> ArrayField:
    """A column for up to `size` codes out of one of the short lists."""
    code = models.CharField(max_length=24, choices=choices.choices)
    return ArrayField(code, size=size, default=list, blank=True)


class Profile(models.Model):
    """One for every account. `changed_at` moves whenever something that matching reads changed."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="profile"
    )
    name = models.CharField(_("name"), max_length=80)
    pronouns = models.CharField(_("pronouns"), max_length=40, blank=True)
    headline = models.CharField(_("headline"), max_length=120, blank=True)
    bio = models.CharField(_("bio"), max_length=BIO_LENGTH, blank=True)
    photo = models.CharField(max_length=80, blank=True)  # a generated name under MEDIA_ROOT/photos
    stage = models.CharField(_("stage"), max_length=24, choices=Stage, blank=True)
    specialty = models.CharField(_("specialty"), max_length=80, blank=True)
    # Her own words, and the institution they are understood to mean (profiles/institutions.py).
    institution = models.CharField(_("institution"), max_length=120, blank=True)
    institution_key = NameKeyField(of="institution")
    workplace = models.ForeignKey(
        Institution, null=True, blank=True, on_delete=models.SET_NULL, related_name="people"
    )
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC")
    languages = ArrayField(models.CharField(max_length=8), size=6, default=list, blank=True)
    links = ArrayField(models.CharField(max_length=200), size=3, default=list, blank=True)
    values = codes(Value, 3)

    is_mentee = models.BooleanField(default=False)
    goals = codes(Goal, 3)
    seeks_kinds = codes(Kind, 4)
    seeks_hours = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MaxValueValidator(40)]
    )
    seeks_outside = models.BooleanField(default=False)
    community_wish = models.CharField(
        max_length=12, choices=CommunityWish, default=CommunityWish.NICE
    )

    is_mentor = models.BooleanField(default=False)
    offers_kinds = codes(Kind, 4)
    offers_hours = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MaxValueValidator(40)]
    )
    offers_goals = codes(Goal, 12)
    wants_stages = codes(Stage, 10)
    only_outside = models.BooleanField(default=False)
    answer_asked = models.CharField(max_length=ANSWER_LENGTH, blank=True)
    answer_work = models.CharField(max_length=ANSWER_LENGTH, blank=True)
    answer_passed_on = models.CharField(max_length=ANSWER_LENGTH, blank=True)

    audience = models.CharField(max_length=12, choices=Audience, default=Audience.MEMBERS)
    contact = models.CharField(max_length=12, choices=Contact, default=Contact.CONNECTED)
    mail_news = models.CharField(max_length=12, choices=MailNews, default=MailNews.ESSENTIAL)
    meets_peers = models.BooleanField(default=False)
    # No numbers in the frame of the pages, and mail once a week at most.
    quiet_mode = models.BooleanField(default=False, db_default=False)

    welcome_step = models.PositiveSmallIntegerField(default=1)
    welcomed_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField(default=timezone.now, db_index=True)
    version = models.PositiveIntegerField(default=1)

    objects = ProfileQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(values__len__lte=3) & Q(goals__len__lte=3), name="at_most_three"
            )
        ]
        indexes = [
            models.Index(fields=["institution_key"], name="profile_by_institution_key"),
        ]

    def __str__(self) -> str:
        return self.name or str(self.user_id)

    def get_absolute_url(self) -> str:
        return reverse("profiles:person", args=[self.user.public_id])

    @cached_property
    def zone(self) -> zoneinfo.ZoneInfo:
        """The person's time zone; UTC when the stored name is no longer one."""
        try:
            return zoneinfo.ZoneInfo(self.time_zone)
        except (zoneinfo.ZoneInfoNotFoundError, ValueError):
            return zoneinfo.ZoneInfo("UTC")

    @property
    def is_welcomed(self) -> bool:
        """True once the person finished, or left, the welcome."""
        return self.welcomed_at is not None

    @property
    def is_open_to_peers(self) -> bool:
        """True while people like her may find her and write to her first."""
        return (
            self.meets_peers
            and self.audience == Audience.MEMBERS
            and self.contact != Contact.NOBODY
        )

    def answers(self) -> list[tuple[str, str]]:
        """The short questions a mentor answered, with the answers."""
        asked = [
            (str(_("What do you like to be asked?")), self.answer_asked),
            (str(_("How do you work with a mentee?")), self.answer_work),
            (str(_("What did a mentor do for you that you pass on?")), self.answer_passed_on),
        ]
        return [(question, answer) for question, answer in asked if answer]


class Grant(models.Model):
    """A fact written by the apps above: `viewer` may see `owner`, because of `source`.

    `source` names the row that gives the right ("request:17"); when that ends, so does the grant.
    """

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="grants_given"
    )
    viewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="grants_held"
    )
    source = models.CharField(max_length=60)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "viewer", "source"], name="grant_once"),
            models.CheckConstraint(condition=~Q(owner=F("viewer")), name="grant_not_oneself"),
        ]

    def __str__(self) -> str:
        return f"grant {self.pk}"


class Acquaintance(models.Model):
    """A fact written when `owner` is limited: `viewer` knew them before, and goes on seeing them.

    It says nothing while nobody limits the owner, and nothing against "nobody until I ask".
    """

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="acquaintances"
    )
    viewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["viewer", "owner"], name="acquaintance_once"),
        ]

    def __str__(self) -> str:
        return f"acquaintance {self.pk}"
