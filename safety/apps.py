"""safety: the floor that every other app stands on."""

from django.apps import AppConfig


class SafetyConfig(AppConfig):
    name = "safety"
