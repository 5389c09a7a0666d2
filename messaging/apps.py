"""messaging: private conversations."""

from django.apps import AppConfig


class MessagingConfig(AppConfig):
    name = "messaging"

    def ready(self) -> None:
        """Say what a block ends here, what can be reported, and what news this app tells."""
        from safety import registry

        from .actions import end_between, follow_standing
        from .exporting import written
        from .news import register_kinds
        from .reporting import acquainted_with, register_things

        registry.a_block_ends(end_between)
        registry.when_standing_changes(follow_standing)
        registry.an_export_holds("messages", written)
        registry.are_acquainted(acquainted_with)
        register_things()
        register_kinds()
