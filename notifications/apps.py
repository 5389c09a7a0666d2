"""notifications: one row for each thing a person should know, and one sender for every mail."""

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "notifications"

    def ready(self) -> None:
        """Say who carries the mails of profiles and tells its news, what news this app tells
        itself, and the bell's number."""
        from profiles.registry import mails_go_by, merges_are_told_by, stewards_are_told_by

        from .actions import queue_mail
        from .counts import register_count, unread, unread_news
        from .hashtags import register_hashtag_kinds, tell_of_merge, tell_steward
        from .news import register_kinds

        mails_go_by(queue_mail)
        stewards_are_told_by(tell_steward)
        merges_are_told_by(tell_of_merge)
        register_kinds()
        register_hashtag_kinds()
        register_count("news", unread_news, waits=unread)
