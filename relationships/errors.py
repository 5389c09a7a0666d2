"""What relationships refuse, each in a sentence for the person; nothing was changed."""

from safety.errors import Refused


class NotToBeAsked(Refused):
    """This person cannot be asked, by this one, at this moment."""


class TooManyOpenAsks(Refused):
    """As many asks are open as one may have at a time."""

    status = 400


class NoSeatLeft(Refused):
    """Every place of the mentor is taken."""


class WrongStep(Refused):
    """The request or relationship no longer stands where this step begins."""
