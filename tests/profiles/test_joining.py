"""Joining gives a handle, a profile and an availability; handles are one of a kind."""

import pytest

from profiles import actions
from profiles.handles import is_reserved
from profiles.models import Availability, Profile, User

pytestmark = pytest.mark.django_db


def newcomer(email: str) -> User:
    return User.objects.create_user(email)


def test_join_makes_handle_profile_and_availability() -> None:
    profile = actions.join(user=newcomer("ana@example.org"), name="Ana Duarte")

    user = User.objects.get(email="ana@example.org")
    assert user.handle == "ana_duarte"
    assert (profile.name, profile.is_welcomed, profile.welcome_step) == ("Ana Duarte", False, 1)
    assert Availability.objects.get(user=user).status == "not_offering"


def test_join_takes_an_account_that_is_not_saved_yet() -> None:
    actions.join(user=User(email="new@example.org"), name="Bo Lindqvist")

    assert User.objects.get(email="new@example.org").handle == "bo_lindqvist"


def test_joining_twice_is_joining_once() -> None:
    user = newcomer("ana@example.org")
    first = actions.join(user=user, name="Ana Duarte")
    second = actions.join(user=user, name="Somebody Else")

    assert first.pk == second.pk
    assert Profile.objects.get(user=user).name == "Ana Duarte"


def test_fifteen_people_of_one_name_get_fifteen_handles_that_do_not_look_alike() -> None:
    for number in range(15):
        actions.join(user=newcomer(f"person{number}@example.org"), name="Ana Duarte")

    assert User.objects.values("handle_skeleton").distinct().count() == 15


@pytest.mark.parametrize("name", ["Admin", "Support", "李", "Ö", "", "everyone", "x" * 80])
def test_every_name_yields_a_legal_handle_that_is_not_reserved(name: str) -> None:
    user = newcomer("odd@example.org")
    actions.join(user=user, name=name)

    user.refresh_from_db()
    assert 3 <= len(user.handle) <= 30
    assert not is_reserved(user.handle)


def test_a_superuser_made_on_the_command_line_can_open_every_page(sign_in) -> None:
    boss = User.objects.create_superuser("boss@example.org", "a long enough passphrase")
    client = sign_in(boss)
    assert client.get("/requests/").status_code == 200
    assert client.get("/home/").url == "/welcome/1/"
