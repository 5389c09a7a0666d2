"""What people had chosen about the digest of hashtags, kept as their choice for that kind of news.

"News by mail at once" and "never" stay what they were: the plan on the profile says so.
"""

from typing import Any

from django.db import migrations
from django.db.models import OuterRef, Q, Subquery

FOLLOWED = "followed_hashtags"
AT_ONCE = 1000


def keep(apps: Any, _editor: Any) -> None:
    """A row for each person whose digest is not what her plan gives."""
    profiles = apps.get_model("profiles", "Profile").objects
    settings = apps.get_model("notifications", "NewsSettings")
    chosen = profiles.exclude(mail_digest="weekly") | profiles.filter(mail_news="never")
    said = chosen.exclude(Q(mail_news="never") & Q(mail_digest="never"))
    rows = said.values_list("user_id", "mail_digest")
    settings.objects.bulk_create(
        (settings(user_id=user, choices={FOLLOWED: digest}) for user, digest in rows.iterator()),
        batch_size=AT_ONCE,
    )
    mails = apps.get_model("notifications", "Mail").objects.filter(state__in=["due", "claimed"])
    recipient = apps.get_model("notifications", "Notification").objects.filter(
        pk=OuterRef("notification_id")
    )
    mails.filter(notification__isnull=False).update(
        reader=Subquery(recipient.values("recipient_id")[:1])
    )


def give_back(apps: Any, _editor: Any) -> None:
    """The nearest that there was before to what somebody wants now."""
    profiles = apps.get_model("profiles", "Profile").objects
    profiles.filter(mail_news="never").update(mail_digest="never")
    for row in apps.get_model("notifications", "NewsSettings").objects.iterator():
        if row.choices.get(FOLLOWED) in {"daily", "weekly", "never"}:
            profiles.filter(user_id=row.user_id).update(mail_digest=row.choices[FOLLOWED])
    profiles.filter(mail_news="essential").update(mail_news="at_once")
    profiles.filter(mail_news="weekly").update(mail_news="never")
    mails = apps.get_model("notifications", "Mail").objects
    mails.filter(notification__isnull=True, is_digest=True).delete()
    mails.filter(state__in=["held", "carried"]).update(state="dropped")


class Migration(migrations.Migration):
    dependencies = [
        ("notifications", "0004_choices_caps_and_digests"),
        ("profiles", "0016_mail_plans_and_quiet_mode"),
    ]

    operations = [migrations.RunPython(keep, give_back)]
