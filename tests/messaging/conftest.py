"""What most tests of messaging begin with."""

import pytest

from messaging.models import Conversation
from profiles.models import User

from .arrange import conversation_of


@pytest.fixture
def talk(member: User, mentor: User) -> Conversation:
    """A conversation of two who said yes to each other."""
    return conversation_of(member, mentor)
