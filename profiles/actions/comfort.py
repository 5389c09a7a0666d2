"""Who sees a person, who may write, the plan for mails, and quiet mode."""

from typing import Any

from django.db import transaction

from profiles.choices import Audience, Contact, MailNews
from profiles.models import Profile, User
from safety import audit

from .tying import touch


@transaction.atomic
def set_comfort(
    *,
    by: User,
    audience: Audience,
    contact: Contact,
    mail_news: MailNews | None = None,
    meets_peers: bool | None = None,
) -> bool:
    """Say what one is comfortable with; it holds from the next page on. True when it changed.

    What is None stays as it is.
    """
    wished: dict[str, object] = {
        "audience": audience,
        "contact": contact,
        "mail_news": mail_news,
        "meets_peers": meets_peers,
    }
    wished = {name: value for name, value in wished.items() if value is not None}
    profile = Profile.objects.select_for_update().get(user=by)
    changed = {name: value for name, value in wished.items() if getattr(profile, name) != value}
    if not changed:
        return False
    Profile.objects.filter(pk=profile.pk).update(**changed)
    if "audience" in changed:
        touch(by)
    facts: dict[str, Any] = {
        name: value if isinstance(value, bool) else str(value) for name, value in wished.items()
    }
    audit.record("set_comfort", by=by, subject=by, **facts)
    return True


@transaction.atomic
def meet_peers(*, by: User, wished: bool) -> bool:
    """Be found by people like oneself, and find them; or no longer. True when it changed."""
    rows = Profile.objects.filter(user=by).exclude(meets_peers=wished)
    if not rows.update(meets_peers=wished):
        return False
    audit.record("meet_peers", by=by, subject=by, wished=wished)
    return True


@transaction.atomic
def set_quiet_mode(*, by: User, wished: bool) -> bool:
    """No numbers on the pages and mail once a week at most; or as before. True when it changed."""
    rows = Profile.objects.filter(user=by).exclude(quiet_mode=wished)
    if not rows.update(quiet_mode=wished):
        return False
    audit.record("set_quiet_mode", by=by, subject=by, wished=wished)
    return True
