"""The site administration: one door, for superusers with a second factor, and no secrets inside."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from mentorship.administration import KEPT_OUT
from profiles.models import QuietTag, User
from tests.conftest import SignIn
from tests.factories import ModeratorFactory

pytestmark = pytest.mark.django_db
INDEX = f"/{settings.ADMIN_PATH}"


@pytest.fixture
def superuser() -> User:
    return ModeratorFactory.create(name="Ruth Oyelaran", is_superuser=True)


def test_somebody_signed_out_is_led_to_the_one_sign_in(client: Client) -> None:
    for path in (INDEX, f"{INDEX}login/", f"{INDEX}auth/group/", f"{INDEX}nothing/"):
        answer = client.get(path)
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/accounts/login/?next=")


def test_a_password_sent_to_its_own_sign_in_is_not_even_looked_at(client: Client) -> None:
    answer = client.post(f"{INDEX}login/", {"username": "ruth", "password": "guess"})
    assert answer.headers["Location"].startswith("/accounts/login/?next=")


def test_for_moderators_it_is_not_there(sign_in: SignIn, moderator: User) -> None:
    assert sign_in(moderator).get(INDEX).status_code == 404


def test_a_superuser_needs_a_second_factor(sign_in: SignIn, superuser: User) -> None:
    client = sign_in(superuser)
    assert client.get(INDEX).status_code == 200
    Authenticator.objects.all().delete()
    answer = client.get(INDEX, follow=True)
    assert answer.redirect_chain == [(reverse("mfa_index"), 302)]
    assert "second factor" in answer.content.decode()


def test_the_right_ends_with_the_role_in_the_same_session(sign_in: SignIn, superuser: User) -> None:
    client = sign_in(superuser)
    assert client.get(INDEX).status_code == 200
    User.objects.filter(pk=superuser.pk).update(is_superuser=False)
    assert client.get(INDEX).status_code == 404


def test_passwords_are_changed_where_everybody_changes_theirs(
    sign_in: SignIn, superuser: User
) -> None:
    answer = sign_in(superuser).get(f"{INDEX}password_change/")
    assert answer.headers["Location"] == reverse("account_change_password")


def test_what_would_let_one_act_as_somebody_else_is_not_shown() -> None:
    shown = set(admin.site._registry)
    assert not shown & {Authenticator, UserSession, QuietTag}
    assert not [model for model in shown if model._meta.label_lower.startswith(KEPT_OUT)]
