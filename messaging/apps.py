"""messaging: private conversations."""

from django.apps import AppConfig


class MessagingConfig(AppConfig):
    name = "messaging"

    def ready(self) -> None:
        """Say what news this app tells."""
        from .news import register_kinds

        register_kinds()
