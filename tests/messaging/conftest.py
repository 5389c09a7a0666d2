"""What most tests of messaging begin with."""

import pytest

from messaging.models import Conversation
from profiles.models import User

from .arrange import conversation_of, friend_of


@pytest.fixture
def talk(member: User, mentor: User) -> Conversation:
    """A conversation of two who said yes to each other."""
    return conversation_of(member, mentor)


@pytest.fixture
def ana(member: User) -> User:
    return member


@pytest.fixture
def ben(ana: User) -> User:
    return friend_of(ana, "Ben Osei")


@pytest.fixture
def cem(ana: User) -> User:
    return friend_of(ana, "Cem Aydin")
