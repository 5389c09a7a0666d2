"""The project as an app: commands, the demo, and the pages that combine every other app."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class MentorshipConfig(AppConfig):
    name = "mentorship"


class AdministrationConfig(AdminConfig):
    default_site = "mentorship.administration.Administration"
