"""Who is shown to whom: candidates become rows, so that no mentor is shown to too many."""

from dataclasses import asdict
from typing import Any

import numpy as np
from django.db.models import Count, F

from . import engine
from .arrays import Ints, columns_of
from .models import Suggestion
from .parcels import Found
from .snapshot import SEED, Who, mentee_count

KEPT = 12  # rows of a mentee: those shown (settings.SUGGESTIONS_SHOWN), and two to move up
CANDIDATES = 40


def show(
    candidates: Found, mentor_ids: Ints, mentors: engine.Mentors
) -> tuple[Found, dict[str, Any]]:
    """The rows of everybody, out of everybody's candidates, and how evenly they are spread.

    The spread is `engine.Spread` by its fields' names, with the `multiple` of free seats and the
    `ceiling` that no mentor's rows exceed.
    """
    free = np.where(mentors.open, mentors.free_seats, 0)
    limits = engine.limits(free, KEPT * np.unique(candidates.mentee).size)
    caps = engine.caps(free, limits.multiple, ceiling=limits.ceiling)
    exposure = _exposed(candidates, mentor_ids, caps)
    return _found(exposure, candidates, mentor_ids), asdict(exposure.spread) | asdict(limits)


def show_beside(candidates: Found, mentor_ids: Ints, mentors: engine.Mentors, *, who: Who) -> Found:
    """The rows of a few, beside the rows that everybody else has now; two queries.

    who  those whose candidates these are
    """
    asked = Suggestion.objects.filter(mentor__in=np.unique(candidates.mentor).tolist())
    seen = asked.exclude(who.are("mentee")).values("mentor").annotate(people=Count("id"))
    counts, _texts = columns_of(seen, numbers={"mentor": F("mentor"), "people": F("people")})
    shown_to = np.zeros(mentor_ids.size, dtype=np.int64)
    shown_to[np.searchsorted(mentor_ids, counts["mentor"])] = counts["people"]
    free = np.where(mentors.open, mentors.free_seats, 0)
    limits = engine.limits(free, KEPT * mentee_count())
    caps = engine.caps(free, limits.multiple, shown_to=shown_to, ceiling=limits.ceiling)
    return _found(_exposed(candidates, mentor_ids, caps), candidates, mentor_ids)


def _exposed(candidates: Found, mentor_ids: Ints, caps: Ints) -> engine.Exposure:
    mentee = np.unique(candidates.mentee, return_inverse=True)[1]
    ties = engine.tie_order(
        engine.person_keys(candidates.mentee, SEED), engine.person_keys(candidates.mentor, SEED)
    )
    rows = engine.Suggestions(
        mentee.astype(np.int64),
        np.searchsorted(mentor_ids, candidates.mentor),
        candidates.score,
        candidates.rank,
    )
    return engine.expose(rows, caps=caps, ties=ties, k=KEPT)


def _found(exposure: engine.Exposure, candidates: Found, mentor_ids: Ints) -> Found:
    shown, who = exposure.shown, np.unique(candidates.mentee)
    return Found(who[shown.mentee], mentor_ids[shown.mentor], shown.score, shown.rank)
