"""Every change in messaging.

A message is its own record of who did what and when, so it has no audit row beside it.
"""

from .reading import mark_read
from .sending import NEW_MESSAGE, NotReceiving, open_conversation, send, start

__all__ = [
    "NEW_MESSAGE",
    "NotReceiving",
    "mark_read",
    "open_conversation",
    "send",
    "start",
]
