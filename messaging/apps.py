"""messaging: private conversations."""

from django.apps import AppConfig


class MessagingConfig(AppConfig):
    name = "messaging"

    def ready(self) -> None:
        """Say what a block ends here, and what news this app tells."""
        from safety import registry

        from .actions import end_between
        from .news import register_kinds

        registry.a_block_ends(end_between)
        register_kinds()
