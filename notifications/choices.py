"""Codes of notifications."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class How(TextChoices):
    """When news of a kind is mailed."""

    AT_ONCE = "at_once", _("At once")
    DAILY = "daily", _("Once a day")
    WEEKLY = "weekly", _("Once a week")
    NEVER = "never", _("Never")


FOLLOWED_HASHTAGS = "followed_hashtags"  # the kind whose links were made before there were others
