"""matching: suggestions for everybody."""

from importlib import import_module

from django.apps import AppConfig


class MatchingConfig(AppConfig):
    name = "matching"

    def ready(self) -> None:
        """Whoever finishes the welcome finds the first suggestions at once."""
        registry = import_module("profiles.registry")
        actions = import_module("matching.actions")
        registry.when_welcomed(actions.first_suggestions)
