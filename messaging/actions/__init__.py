"""Every change in messaging.

A message is its own record of who did what and when, so it has no audit row beside it.
"""

from ._delivery import MESSAGE_REQUEST, NEW_MESSAGE
from .answering import accept_request, block_stranger, decline_request, look_through_requests
from .boundaries import end_between
from .keeping import keep_draft, mute, set_messaging, tell_typing, unmute
from .opening import NotReceiving, open_conversation, start
from .reading import mark_read
from .rewriting import ChangedMeanwhile, delete_message, edit_message
from .sending import send

__all__ = [
    "MESSAGE_REQUEST",
    "NEW_MESSAGE",
    "ChangedMeanwhile",
    "NotReceiving",
    "accept_request",
    "block_stranger",
    "decline_request",
    "delete_message",
    "edit_message",
    "end_between",
    "keep_draft",
    "look_through_requests",
    "mark_read",
    "mute",
    "open_conversation",
    "send",
    "set_messaging",
    "start",
    "tell_typing",
    "unmute",
]
