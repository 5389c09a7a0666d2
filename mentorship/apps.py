"""The project as an app: commands, the demo, and the pages that combine every other app."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class MentorshipConfig(AppConfig):
    name = "mentorship"

    def ready(self) -> None:
        """Say what is told of reports and decisions, and how many wait for a moderator."""
        from notifications.counts import register_count

        from .moderation.cases import waiting_for
        from .moderation.news import register_news

        register_count("cases", waiting_for)
        register_news()


class AdministrationConfig(AdminConfig):
    default_site = "mentorship.administration.Administration"
