"""What profiles refuses, each in a sentence for the person."""

from django.utils.translation import gettext_lazy as _

from safety.errors import Refused

TO_THE_PROOF = ("profiles:proof", _("Proof of who I am"))


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


class CannotConfirm(Refused):
    """What would be confirmed says nothing about a person, or belongs to another account."""

    way = TO_THE_PROOF


class UnknownDomain(CannotConfirm):
    """No institution has the domain yet; staff may look whether one should."""


class LinkIsOver(Refused):
    """A link of a mail that opens nothing for this person."""

    way = TO_THE_PROOF


class NotConfirmedYet(Refused):
    """A mentor without a proof would have written first."""

    way = TO_THE_PROOF


class SameInstitution(Refused):
    """An institution cannot become another name of itself."""


class GoneMeanwhile(Refused):
    """An institution that somebody else has merged in between."""


class BadMerge(Refused):
    """Two hashtags that must stay apart."""


class WordTaken(Refused):
    """A word that is a hashtag of its own, or means another one."""


class NameTaken(Refused):
    """The name is another institution's."""


class DomainTaken(Refused):
    """The mail domain is another institution's."""


class Circle(Refused):
    """An institution would stand above itself."""


class StillUsed(Refused):
    """An institution that something else rests on by now."""
