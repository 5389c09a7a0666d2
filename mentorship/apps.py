"""The project as an app: commands, the demo, and the pages that combine every other app."""

from django.apps import AppConfig


class MentorshipConfig(AppConfig):
    name = "mentorship"
