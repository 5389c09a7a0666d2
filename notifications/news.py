"""What notifications tells of itself: that mail came back, and what is new under hashtags."""

from collections.abc import Mapping, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from profiles.models import User

from . import followed
from .actions import MAIL_STOPPED
from .kinds import Kind, Told, register
from .models import Notification
from .preferences import has_bounced, settings_of


def tell_stopped(reader: User, rows: Sequence[Notification]) -> Mapping[int, Told]:
    """That mail to one's address came back; said while it holds. One query."""
    if not has_bounced(reader, settings_of(reader)):
        return {}
    told = Told(
        sentence=_("Mail to you came back, so no news is mailed: see how to start it again"),
        url=reverse("notifications:settings"),
        mailed=False,
    )
    return {row.pk: told for row in rows}


def register_kinds() -> None:
    """Make them known."""
    followed.register_kind()
    register(Kind(MAIL_STOPPED, gettext_lazy("Mail came back"), tell_stopped, mailed=False))
