"""What profiles refuses, each in a sentence for the person."""

from safety.errors import Refused


class NotAHashtag(Refused):
    """A word that no hashtag can be made of."""


class Changed(Refused):
    """The profile was changed elsewhere since the form was opened; nothing was saved."""


class HandleTaken(Refused):
    """The handle, or one that looks like it, belongs to somebody."""


class TooFewSeats(Refused):
    """Fewer places than are taken now."""


class UnreadablePhoto(Refused):
    """A file that is no picture Kindred takes."""


class StillQuiet(Refused):
    """A hashtag its holder keeps quiet would have become public by the way."""


class BadVocabulary(Refused):
    """The hashtag file cannot be read; the sentence names the line."""


class BadInstitutions(Refused):
    """The file of institutions cannot be read; the sentence names the line."""
