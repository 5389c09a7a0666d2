"""Every change in messaging.

A message, or a signal, is its own record of who did what and when, so it has no audit row beside
it.
"""

from ._delivery import MENTION, MESSAGE_REQUEST, NEW_MESSAGE
from ._news import follow_standing
from .answering import accept_request, block_stranger, decline_request, look_through_requests
from .boundaries import end_between
from .forgetting import forget
from .grouping import (
    GROUP_INVITATION,
    GroupFull,
    InvitationOver,
    block_inviter,
    decline_invitation,
    invite,
    join,
    leave,
    make_group,
    most_people,
    name_group,
    remove,
    take_back_invitation,
)
from .holding import settle
from .keeping import keep_draft, mute, set_messaging, tell_typing, unmute
from .opening import NotReceiving, open_conversation, start
from .reading import mark_read
from .rewriting import ChangedMeanwhile, delete_message, edit_message
from .sending import send
from .signaling import SIGNAL, give_signal, take_back_signal

__all__ = [
    "GROUP_INVITATION",
    "MENTION",
    "MESSAGE_REQUEST",
    "NEW_MESSAGE",
    "SIGNAL",
    "ChangedMeanwhile",
    "GroupFull",
    "InvitationOver",
    "NotReceiving",
    "accept_request",
    "block_inviter",
    "block_stranger",
    "decline_invitation",
    "decline_request",
    "delete_message",
    "edit_message",
    "end_between",
    "follow_standing",
    "forget",
    "give_signal",
    "invite",
    "join",
    "keep_draft",
    "leave",
    "look_through_requests",
    "make_group",
    "mark_read",
    "most_people",
    "mute",
    "name_group",
    "open_conversation",
    "remove",
    "send",
    "set_messaging",
    "settle",
    "start",
    "take_back_invitation",
    "take_back_signal",
    "tell_typing",
    "unmute",
]
