"""Availability: seats never below those taken; a pause holds at once and ends by itself."""

from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from profiles import actions, registry
from profiles.choices import Status
from profiles.models import Availability, Profile, User
from tests.factories import MemberFactory, MentorFactory
from tests.words import HOSTILE, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def nadia() -> User:
    """A mentor with two places, one of them taken."""
    return MentorFactory.create(name="Nadia Aziz", seats=2, seats_taken=1, offers=["HemePath"])


@pytest.fixture
def hers(nadia: User, sign_in) -> Client:
    """Her browser."""
    return sign_in(nadia)


def form(**fields: Any) -> dict[str, Any]:
    return {"status": "open", "seats": "2", "offers_kinds": ["mentorship"]} | fields


def row(user: User) -> Availability:
    return Availability.objects.get(user=user)


def test_the_screen_says_how_many_places_are_taken(hers: Client) -> None:
    assert "1 of 2 places is taken now." in hers.get("/availability/").content.decode()


def test_everything_on_the_screen_is_saved(hers: Client, nadia: User) -> None:
    before = Profile.objects.get(user=nadia)
    response = send(
        hers,
        "/availability/",
        **form(
            status="waiting",
            seats="4",
            offers_kinds=["talk", "coaching"],
            offers_hours="3",
            wants_stages=["resident", "fellow"],
            only_outside="on",
        ),
    )

    assert response.status_code == 302
    assert (row(nadia).status, row(nadia).seats) == ("waiting", 4)
    profile = Profile.objects.get(user=nadia)
    assert profile.offers_kinds == ["talk", "coaching"]
    assert (profile.offers_hours, profile.only_outside) == (3, True)
    assert profile.wants_stages == ["resident", "fellow"]
    assert profile.changed_at > before.changed_at
    assert profile.version > before.version


def test_seats_never_go_below_those_taken(hers: Client, nadia: User) -> None:
    response = send(hers, "/availability/", **form(seats="0"))

    assert response.status_code == 400
    assert "1 of your places is taken now" in unescape(response.content.decode())
    assert row(nadia).seats == 2
    assert send(hers, "/availability/", **form(seats="1")).status_code == 302


def test_a_pause_holds_at_once(hers: Client, nadia: User) -> None:
    assert Profile.objects.open().filter(user=nadia).exists()
    day = timezone.localdate() + timedelta(days=30)
    send(hers, "/availability/", **form(status="paused", paused_until=day.isoformat()))

    assert not Profile.objects.open().filter(user=nadia).exists()
    assert row(nadia).paused_until == day


@pytest.mark.parametrize(
    "day", ["2020-01-01", "today", "9999-12-31", "2026-02-30", "tomorrow", "\x00", "1" * 4000]
)
def test_a_pause_ends_on_a_day_to_come(hers: Client, nadia: User, day: str) -> None:
    day = timezone.localdate().isoformat() if day == "today" else day
    response = send(hers, "/availability/", **form(status="paused", paused_until=day))

    assert response.status_code == 400
    assert row(nadia).status == "open"


def test_opening_again_forgets_the_day(hers: Client, nadia: User) -> None:
    day = (timezone.localdate() + timedelta(days=30)).isoformat()
    send(hers, "/availability/", **form(status="paused", paused_until=day))
    assert send(hers, "/availability/", **form(paused_until=day)).status_code == 302

    assert (row(nadia).status, row(nadia).paused_until) == ("open", None)


def test_a_pause_without_a_day_lasts(hers: Client, nadia: User) -> None:
    send(hers, "/availability/", **form(status="paused"))
    actions.end_pauses()

    assert row(nadia).status == "paused"


def test_whoever_opens_becomes_a_mentor(sign_in) -> None:
    ana = MemberFactory.create()
    assert send(sign_in(ana), "/availability/", **form(seats="1")).status_code == 302

    assert Profile.objects.get(user=ana).is_mentor
    assert Profile.objects.open().filter(user=ana).exists()


def test_not_offering_makes_nobody_a_mentor(sign_in) -> None:
    ana = MemberFactory.create()
    send(sign_in(ana), "/availability/", **form(status="not_offering"))

    assert not Profile.objects.get(user=ana).is_mentor


def test_saving_what_is_saved_does_not_wake_matching(hers: Client, nadia: User) -> None:
    sent = form(offers_kinds=["mentorship", "talk"])
    before = Profile.objects.get(user=nadia).changed_at
    assert send(hers, "/availability/", **sent).status_code == 302

    assert Profile.objects.get(user=nadia).changed_at == before


def test_taken_seats_cannot_be_set(hers: Client, nadia: User) -> None:
    send(hers, "/availability/", **form(seats_taken="0", accepted="99", answer_days="1"))

    assert (row(nadia).seats_taken, row(nadia).accepted) == (1, 0)


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_breaks_the_form(hers: Client, text: str) -> None:
    response = send(hers, "/availability/", **dict.fromkeys(form(offers_hours=""), text))

    assert response.status_code == 400
    assert b"<script>alert" not in response.content


@pytest.mark.parametrize("seats", ["-1", "21", "1.5", "1e1", "9" * 400, "", "two"])
def test_seats_are_a_small_whole_number(hers: Client, nadia: User, seats: str) -> None:
    assert send(hers, "/availability/", **form(seats=seats)).status_code == 400
    assert row(nadia).seats == 2


def test_the_screen_is_for_members(client: Client) -> None:
    assert client.get("/availability/").status_code == 302


def test_a_pause_ends_on_its_day_where_the_mentor_lives(monkeypatch) -> None:
    reopened: list[User] = []
    monkeypatch.setattr(registry, "_when_reopened", [reopened.append])
    now = datetime(2026, 1, 12, 3, 0, tzinfo=UTC)
    monkeypatch.setattr(timezone, "now", lambda: now)
    day = now.date()
    zones = {"Europe/Berlin": "open", "America/Chicago": "paused", "Pacific/Auckland": "open"}
    people = {
        zone: MentorFactory.create(time_zone=zone, status=Status.PAUSED, paused_until=day)
        for zone in zones
    }

    assert actions.end_pauses() == 2
    assert {zone: row(user).status for zone, user in people.items()} == zones
    assert row(people["Europe/Berlin"]).paused_until is None


def test_an_ended_pause_tells_matching_of_that_person_only(
    monkeypatch, django_capture_on_commit_callbacks
) -> None:
    reopened: list[User] = []
    monkeypatch.setattr(registry, "_when_reopened", [reopened.append])
    long_ago = timezone.now() - timedelta(days=9)
    back = MentorFactory.create(
        status=Status.PAUSED, paused_until=timezone.localdate() - timedelta(days=2)
    )
    other = MentorFactory.create()
    Profile.objects.update(changed_at=long_ago)
    with django_capture_on_commit_callbacks(execute=True):
        assert actions.end_pauses() == 1

    assert Profile.objects.get(user=back).changed_at > long_ago
    assert Profile.objects.get(user=other).changed_at == long_ago
    assert reopened == [back]
    assert actions.end_pauses() == 0


def test_the_database_itself_refuses_too_few_seats(nadia: User) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT conname FROM pg_constraint WHERE conname = 'seats_never_exceeded'")
        assert cursor.fetchone()
