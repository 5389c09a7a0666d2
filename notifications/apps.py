"""notifications: one row for each thing a person should know, and one sender for every mail."""

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "notifications"

    def ready(self) -> None:
        """Say who carries the mails of profiles, what news this app tells itself, and the bell's
        number."""
        from profiles.registry import mails_go_by

        from .actions import queue_mail
        from .counts import register_count, unread_news
        from .news import register_kinds

        mails_go_by(queue_mail)
        register_kinds()
        register_count("news", unread_news)
