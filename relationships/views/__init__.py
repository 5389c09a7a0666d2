"""The pages from asking to closing."""

from .answering import accept, answer, decline
from .asking import ask, withdraw
from .lists import mine, requests
from .pages import end, places, relationship, request_page

__all__ = [
    "accept",
    "answer",
    "ask",
    "decline",
    "end",
    "mine",
    "places",
    "relationship",
    "request_page",
    "requests",
    "withdraw",
]
