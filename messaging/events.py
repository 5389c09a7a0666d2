"""What a line of the group's own says."""

from django.utils.translation import gettext as _

from .models import Event, Message


def words_of(message: Message, *, name: str, mine: bool) -> str:
    """The sentence of an event; its `sender` is whom it is about."""
    told = {
        Event.MADE: (_("You made this group"), _("%(name)s made this group")),
        Event.NAMED: (_("You gave the group its name"), _("%(name)s gave the group its name")),
        Event.JOINED: (_("You joined"), _("%(name)s joined")),
        Event.LEFT: (_("You left"), _("%(name)s left")),
        # Whether somebody went or was asked to go is nobody else's business.
        Event.REMOVED: (_("You left"), _("%(name)s left")),
    }
    own, theirs = told[Event(message.event)]
    return own if mine else theirs % {"name": name}
