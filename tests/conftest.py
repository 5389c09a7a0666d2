"""Fixtures every test may ask for: a few people, and signing in as one of them."""

from collections.abc import Callable

import pytest
from django.test import Client

from profiles.models import User

from .factories import MemberFactory, MentorFactory, ModeratorFactory

SignIn = Callable[[User], Client]


@pytest.fixture
def sign_in() -> SignIn:
    """`sign_in(user)` gives a client that is signed in as that person."""

    def signed_in(user: User) -> Client:
        client = Client()
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return signed_in


@pytest.fixture
def member(db: None) -> User:
    """Ana, a resident who looks for a mentor in #HemePath."""
    return MemberFactory.create(name="Ana Duarte", seeks=["HemePath"])


@pytest.fixture
def mentor(db: None) -> User:
    """Nadia, who has two places open under #HemePath."""
    return MentorFactory.create(name="Nadia Aziz", offers=["HemePath"])


@pytest.fixture
def moderator(db: None) -> User:
    """Sam, who moderates."""
    return ModeratorFactory.create(name="Sam Whitlock")
