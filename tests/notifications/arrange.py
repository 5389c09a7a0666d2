"""What news would say in a mail of its own, now."""

from notifications.models import Mail, Notification
from notifications.wording import word


def word_notification(notification: Notification) -> tuple[str, str, str] | None:
    """Subject, text and HTML; None when nothing may be said."""
    mail, _created = Mail.objects.get_or_create(
        notification=notification,
        defaults={"key": f"n:{notification.pk}", "reader": notification.recipient},
    )
    words = word(mail)
    return (words.subject, words.text, words.html) if words else None
