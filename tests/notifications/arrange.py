"""Kinds of news that only tests know, what people chose, and what a mail would say now."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any
from unittest import mock

from django.utils import timezone

from notifications.choices import How
from notifications.kinds import Kind, Told, _kinds, register
from notifications.models import Mail, NewsSettings, Notification
from notifications.wording import word
from profiles.models import User


def word_notification(notification: Notification) -> tuple[str, str, str] | None:
    """Subject, text and HTML; None when nothing may be said."""
    mail, _created = Mail.objects.get_or_create(
        notification=notification,
        defaults={"key": f"n:{notification.pk}", "reader": notification.recipient},
    )
    words = word(mail)
    return (words.subject, words.text, words.html) if words else None


def five_kinds() -> list[str]:
    """Names of kinds of news that only tests know; registered by `known_kinds`."""
    return [f"test_{letter}" for letter in "abcde"]


@contextmanager
def known_kinds(how: How = How.AT_ONCE) -> Iterator[list[str]]:
    """Five kinds of news that lead home, mailed as said."""

    def tell(_reader: User, rows: Any) -> dict[int, Told]:
        return {row.pk: Told(sentence=f"Event {row.key}", url="/home/") for row in rows}

    for name in five_kinds():
        register(Kind(name, f"Kind {name[-1]}", tell, how=how))
    try:
        yield five_kinds()
    finally:
        for name in five_kinds():
            del _kinds[name]


def choose(user: User, **fields: Any) -> None:
    """What a person chose about mails."""
    NewsSettings.objects.update_or_create(user=user, defaults=fields)


def moment(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of November 2026 in UTC; the 26th is a Thursday."""
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


def at(when: datetime) -> Any:
    """It is then."""
    return mock.patch.object(timezone, "now", return_value=when)
