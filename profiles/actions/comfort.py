"""Who sees a person, who may write, and when news is mailed."""

from django.db import transaction

from profiles.choices import Audience, Contact, MailDigest, MailNews
from profiles.models import Profile, User
from safety import audit

from .tying import touch


@transaction.atomic
def set_comfort(
    *,
    by: User,
    audience: Audience,
    contact: Contact,
    mail_news: MailNews,
    mail_digest: MailDigest,
    meets_peers: bool | None = None,
) -> bool:
    """Say what one is comfortable with; it holds from the next page on. True when it changed.

    Without `meets_peers` that one stays as it is.
    """
    wished: dict[str, object] = {
        "audience": audience,
        "contact": contact,
        "mail_news": mail_news,
        "mail_digest": mail_digest,
    }
    if meets_peers is not None:
        wished["meets_peers"] = meets_peers
    profile = Profile.objects.select_for_update().get(user=by)
    changed = {name: value for name, value in wished.items() if getattr(profile, name) != value}
    if not changed:
        return False
    Profile.objects.filter(pk=profile.pk).update(**changed)
    if "audience" in changed:
        touch(by)
    audit.record(
        "set_comfort",
        by=by,
        subject=by,
        audience=str(audience),
        contact=str(contact),
        mail_news=str(mail_news),
        mail_digest=str(mail_digest),
        meets_peers=profile.meets_peers if meets_peers is None else meets_peers,
    )
    return True


@transaction.atomic
def meet_peers(*, by: User, wished: bool) -> bool:
    """Be found by people like oneself, and find them; or no longer. True when it changed."""
    rows = Profile.objects.filter(user=by).exclude(meets_peers=wished)
    if not rows.update(meets_peers=wished):
        return False
    audit.record("meet_peers", by=by, subject=by, wished=wished)
    return True
