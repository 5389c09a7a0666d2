"""profiles: people and their words."""

from django.apps import AppConfig


class ProfilesConfig(AppConfig):
    name = "profiles"

    def ready(self) -> None:
        """Say what can be reported here, and who follows what moderators decide."""
        from safety import registry

        from .actions import stand_as_decided
        from .reporting import acquainted_with, register_things

        registry.when_standing_changes(stand_as_decided)
        registry.are_acquainted(acquainted_with)
        register_things()
