"""Somebody who looks, and five whom she may find."""

from collections.abc import Iterator

import pytest
from django.test import Client

from profiles.choices import Status
from profiles.models import User
from tests.factories import MemberFactory, MentorFactory
from tests.permissions.world import BACKEND

from .asking import many_from


@pytest.fixture
def ana() -> User:
    return MemberFactory.create(
        name="Ana Duarte",
        institution="Riverside Clinic",
        time_zone="America/New_York",
        languages=["en", "es"],
        seeks=["HemePath"],
    )


@pytest.fixture
def browser(ana: User) -> Client:
    client = Client()
    client.force_login(ana, backend=BACKEND)
    return client


@pytest.fixture
def people() -> dict[str, User]:
    """Five mentors who differ in what one can search by."""
    make = MentorFactory.create
    return {
        "nadia": make(
            name="Nadia Aziz", headline="Marrow transplants", offers=["HemePath", "MDS"],
            stage="mid_faculty", languages=["en", "fr"], time_zone="Europe/Paris",
        ),
        "omar": make(
            name="Omar Haddad", bio="Slides with Nadia.", offers=["HemePath"], stage="fellow",
            languages=["en", "es"], time_zone="America/New_York", institution="riverside clinic",
        ),
        "mei": make(
            name="Mei Tanaka", about=["MDS"], stage="mid_faculty", time_zone="Asia/Tokyo",
            offers_kinds=["coaching"], status=Status.PAUSED,
        ),
        "pat": make(name="Pat Lindqvist", offers=["HemePath"], seats=1, seats_taken=1),
        "zoe": make(name="Zo\u00eb M\u00fcller", stage="fellow", status=Status.WAITING),
    }  # fmt: skip


@pytest.fixture(params=["few", "many"])
def regime(request: pytest.FixtureRequest) -> Iterator[str]:
    """Both ways of finding people: read at once, and along the index."""
    if request.param == "few":
        yield request.param
        return
    with many_from(3):
        yield request.param
