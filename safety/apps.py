"""safety: the floor that every other app stands on."""

from django.apps import AppConfig


class SafetyConfig(AppConfig):
    name = "safety"

    def ready(self) -> None:
        """Say what of hers somebody takes along."""
        from . import registry
        from .exporting import reports_and_decisions

        registry.an_export_holds("reports", reports_and_decisions)
