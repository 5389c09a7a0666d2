"""matching: suggestions for everybody."""

from django.apps import AppConfig


class MatchingConfig(AppConfig):
    name = "matching"

    def ready(self) -> None:
        """Whoever finishes the welcome finds the first suggestions at once; cards say who is on the
        shortlist."""
        from profiles import registry

        from . import actions
        from .cards import shortlisted_of

        registry.when_welcomed(actions.first_suggestions)
        registry.shortlists_are_known_by(shortlisted_of)
