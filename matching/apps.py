"""matching: suggestions for everybody."""

from django.apps import AppConfig


class MatchingConfig(AppConfig):
    name = "matching"

    def ready(self) -> None:
        """Whoever finishes the welcome finds the first suggestions at once."""
        from profiles import registry

        from . import actions

        registry.when_welcomed(actions.first_suggestions)
