"""Every change in messaging.

A message is its own record of who did what and when, so it has no audit row beside it.
"""

from .keeping import keep_draft, mute, set_messaging, tell_typing, unmute
from .reading import mark_read
from .rewriting import ChangedMeanwhile, delete_message, edit_message
from .sending import NEW_MESSAGE, NotReceiving, open_conversation, send, start

__all__ = [
    "NEW_MESSAGE",
    "ChangedMeanwhile",
    "NotReceiving",
    "delete_message",
    "edit_message",
    "keep_draft",
    "mark_read",
    "mute",
    "open_conversation",
    "send",
    "set_messaging",
    "start",
    "tell_typing",
    "unmute",
]
