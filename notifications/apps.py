"""notifications: one row for each thing a person should know, and one sender for every mail."""

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "notifications"
