"""messaging: private conversations."""

from django.apps import AppConfig


class MessagingConfig(AppConfig):
    name = "messaging"

    def ready(self) -> None:
        """Say what a block ends here, what can be reported, and what news this app tells."""
        from profiles.registry import stands_on_a_page
        from safety import registry

        from .actions import end_between, follow_standing
        from .exporting import signals, written
        from .news import register_kinds
        from .reporting import acquainted_with, register_things
        from .signals import signals_between

        registry.a_block_ends(end_between)
        registry.when_standing_changes(follow_standing)
        registry.an_export_holds("messages", written)
        registry.an_export_holds("signals", signals)
        registry.are_acquainted(acquainted_with)
        stands_on_a_page("signals", signals_between)
        register_things()
        register_kinds()
