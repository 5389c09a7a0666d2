"""profiles: people and their words."""

from django.apps import AppConfig


class ProfilesConfig(AppConfig):
    name = "profiles"
