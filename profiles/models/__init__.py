"""People and their words, as rows."""

from .advice import SkippedAdvice
from .availability import Availability
from .hashtag import Hashtag, HashtagTie, QuietTag, RelatedTag
from .institution import (
    Institution,
    InstitutionAlias,
    InstitutionDomain,
    InstitutionVerdict,
    NameKeyField,
)
from .listing import Listing
from .profile import Acquaintance, Grant, Profile
from .proof import DomainAsk, PendingProof, Proof
from .tag_following import TagFollow, TagHiding
from .tag_story import TagSteward, TagStory
from .user import User

__all__ = [
    "Acquaintance",
    "Availability",
    "DomainAsk",
    "Grant",
    "Hashtag",
    "HashtagTie",
    "Institution",
    "InstitutionAlias",
    "InstitutionDomain",
    "InstitutionVerdict",
    "Listing",
    "NameKeyField",
    "PendingProof",
    "Profile",
    "Proof",
    "QuietTag",
    "RelatedTag",
    "SkippedAdvice",
    "TagFollow",
    "TagHiding",
    "TagSteward",
    "TagStory",
    "User",
]
