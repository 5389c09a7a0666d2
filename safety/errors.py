"""The few named refusals that cross an app's border; each carries a sentence for the person."""

from typing import Any


class Refused(Exception):
    """Something a person asked for was not done; nothing was changed.

    `sentence` says what happened, what was kept and what to do next; `status` is the HTTP code.
    `way` names the page where it can be done, if there is one, and what its link says.
    """

    status = 409
    way: tuple[str, Any] | None = None

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class RateLimited(Refused):
    """Too much at once; `retry_after` is in seconds."""

    status = 429

    def __init__(self, sentence: str, retry_after: int) -> None:
        super().__init__(sentence)
        self.retry_after = retry_after


class InFlight(Refused):
    """The same form is being worked on at this moment."""
