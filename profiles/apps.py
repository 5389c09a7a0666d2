"""profiles: people and their words."""

from django.apps import AppConfig


class ProfilesConfig(AppConfig):
    name = "profiles"

    def ready(self) -> None:
        """Say what can be reported and taken along, and who follows what is decided."""
        from safety import registry

        from .actions import stand_as_decided
        from .exporting import about
        from .reporting import acquainted_with, register_things

        registry.when_standing_changes(stand_as_decided)
        registry.are_acquainted(acquainted_with)
        registry.an_export_holds("about", about)
        register_things()
