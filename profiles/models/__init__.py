"""People and their words, as rows."""

from .advice import SkippedAdvice
from .availability import Availability
from .hashtag import Hashtag, HashtagTie, QuietTag
from .profile import Grant, Profile
from .user import User

__all__ = [
    "Availability",
    "Grant",
    "Hashtag",
    "HashtagTie",
    "Profile",
    "QuietTag",
    "SkippedAdvice",
    "User",
]
