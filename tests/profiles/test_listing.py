"""What the directory looks through is kept by the database, whatever changes it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from profiles.choices import Direction, Status
from profiles.models import Availability, HashtagTie, Listing, Profile, User
from tests.factories import MemberFactory, MentorFactory, make_hashtag, tie
from tests.races import race

pytestmark = pytest.mark.django_db


def row(user: User) -> Any:
    """What is kept of somebody, but the words."""
    return Listing.objects.values("listed", "open", "ring", "zone", "marks").get(user=user)


@pytest.fixture
def nadia() -> User:
    return MentorFactory.create(
        name="Nadia O\u2019Brién",
        stage="fellow",
        time_zone="Europe/Paris",
        languages=["fr", "en"],
        offers=["HemePath"],
    )


def test_a_mentor_is_listed_with_what_she_is_searched_by(nadia: User) -> None:
    tag = make_hashtag("HemePath")
    assert row(nadia) == {
        "listed": True,
        "open": True,
        "ring": nadia.public_id,
        "zone": "Europe/Paris",
        "marks": [
            *("stage:fellow", "name:brien", "name:nadia", "name:o"),
            *("kind:mentorship", "kind:talk", "language:fr", "language:en", f"tag:{tag.pk}"),
        ],
    }


def test_whoever_offers_nothing_is_not_listed() -> None:
    assert not row(MemberFactory.create())["listed"]


CHANGES: dict[str, Callable[[User], object]] = {
    "paused": lambda user: Availability.objects.filter(user=user).update(status=Status.PAUSED),
    "full": lambda user: Availability.objects.filter(user=user).update(seats_taken=2),
    "not offering": lambda user: Availability.objects.update(status=Status.NOT_OFFERING),
    "no row": lambda user: Availability.objects.filter(user=user).delete(),
    "suspended": lambda user: User.objects.update(suspended_at=timezone.now()),
    "closed": lambda user: User.objects.filter(pk=user.pk).update(is_active=False),
    "no mentor": lambda user: Profile.objects.filter(user=user).update(is_mentor=False),
    "in the welcome": lambda user: Profile.objects.filter(user=user).update(welcomed_at=None),
}


@pytest.mark.parametrize("change", CHANGES)
def test_every_change_is_followed(nadia: User, change: str) -> None:
    CHANGES[change](nadia)
    assert row(nadia)["open"] is False or row(nadia)["listed"] is False
    assert row(nadia)["listed"] == (change in ("paused", "full"))


def test_hashtags_come_and_go(nadia: User) -> None:
    seeks = make_hashtag("MedEd")
    tie(nadia, Direction.SEEKS, "MedEd")
    assert f"tag:{seeks.pk}" not in row(nadia)["marks"]
    HashtagTie.objects.filter(hashtag=seeks).update(direction=Direction.IS)
    assert f"tag:{seeks.pk}" in row(nadia)["marks"]
    other = MentorFactory.create()
    HashtagTie.objects.filter(hashtag=seeks).update(user=other)
    assert f"tag:{seeks.pk}" not in row(nadia)["marks"]
    assert f"tag:{seeks.pk}" in row(other)["marks"]
    HashtagTie.objects.filter(hashtag=seeks).delete()
    assert f"tag:{seeks.pk}" not in row(other)["marks"]


def test_whoever_goes_leaves_no_row(nadia: User) -> None:
    pk = nadia.pk
    nadia.delete()
    assert not Listing.objects.filter(pk=pk).exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_changes_at_once_neither_is_lost() -> None:
    nadia = MentorFactory.create(stage="fellow")

    def pause() -> None:
        with transaction.atomic():
            Availability.objects.filter(user=nadia).update(status=Status.PAUSED)
            linger()

    def rise() -> None:
        with transaction.atomic():
            Profile.objects.filter(user=nadia).update(stage="senior_faculty")
            linger()

    race([pause, rise])
    kept = row(nadia)
    assert not kept["open"]
    assert "stage:senior_faculty" in kept["marks"]


def linger() -> None:
    """Hold the transaction open until the other one waits."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(0.3)")
