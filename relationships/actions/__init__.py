"""Every change from asking to closing."""

from .answering import accept, decline
from .asking import ask, withdraw
from .ending import end, end_between
from .recounting import recount

__all__ = ["accept", "ask", "decline", "end", "end_between", "recount", "withdraw"]
