"""Every change to a person and their words."""

from .availability import Places, end_pauses, set_availability
from .joining import join
from .tying import find_or_make_hashtag, find_or_make_hashtags, set_ties, tie_bio, untie
from .vocabulary import import_vocabulary, make_alias, read_vocabulary

__all__ = [
    "Places",
    "end_pauses",
    "find_or_make_hashtag",
    "find_or_make_hashtags",
    "import_vocabulary",
    "join",
    "make_alias",
    "read_vocabulary",
    "set_availability",
    "set_ties",
    "tie_bio",
    "untie",
]
