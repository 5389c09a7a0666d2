"""notifications: one row for each thing a person should know, and one sender for every mail."""

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "notifications"

    def ready(self) -> None:
        """Say who carries the mails of profiles, and what news this app tells itself."""
        from profiles.registry import mails_go_by

        from .actions import queue_mail
        from .digest import register_kind

        mails_go_by(queue_mail)
        register_kind()
