"""Who sees a person, who may write, and when news is mailed."""

from django.db import transaction

from profiles.choices import Audience, Contact, MailNews
from profiles.models import Profile, User
from safety import audit

from .tying import touch


@transaction.atomic
def set_comfort(*, by: User, audience: Audience, contact: Contact, mail_news: MailNews) -> bool:
    """Say what one is comfortable with; it holds from the next page on. True when it changed."""
    wished = {"audience": audience, "contact": contact, "mail_news": mail_news}
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
    )
    return True
