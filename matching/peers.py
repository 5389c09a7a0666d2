"""People like the viewer: found when she looks, among those who want to be found by such people.

The engine's own search, asked with a field of peers: what a person stands under is what she seeks
and what the other has, and nearness on the ladder of stages takes the place of a mentor's lead.
Both sides are the same people, so nobody's places, answers or institution enter.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import numpy as np
from django.db.models import F
from django.utils import timezone

from messaging.models import Conversation
from profiles.choices import LANGUAGES, STANDING, Direction, Goal, Value
from profiles.models import Profile, User

from . import engine, statistics
from .arrays import Ints, Masks, Rows, columns_of
from .coding import GOALS, STAGES, TONGUES, WORTHS, bits_of, masks, place_of
from .facts import MOST_TAGS
from .models import PeerDismissal
from .snapshot import SEED, People, Snapshot, Who, excluded_pairs, people_of

PEERS_SHOWN = 10
LOOKED_AT = 40  # whoever shares nothing that could be told is left out of these
# Nearness of stages stands where the engine knows kinds; see `_near`.
PEER_WEIGHTS = engine.Weights(
    hashtags=50.0,
    wanted=0.0,
    community=0.0,
    kinds=16.0,
    goals=6.0,
    values=16.0,
    stage=0.0,
    hours=4.0,
    language=8.0,
    elsewhere=0.0,
    room=0.0,
    answers=0.0,
)


@dataclass(frozen=True)
class Peer:
    """Somebody like the viewer: the account, and what the two share, as codes and ids.

    tags        [[hashtag id, mentors who use it], …], the weightiest first
    goals, values, languages    codes both have
    signals     how strong each signal is, 0 to 100; `kinds` is how near the stages are
    """

    user_id: int
    facts: dict[str, Any]


def peers_of(viewer: User) -> list[Peer]:
    """Up to LOOKED_AT people, most alike first, in a fixed number of queries; none for somebody
    who is not open to peers herself."""
    now = timezone.now()
    counted = statistics.known()
    snapshot = gather_peers(viewer, now, counted.tags)
    at = np.flatnonzero(snapshot.mentees == viewer.pk)
    if not at.size:
        return []
    known = counted.for_tags(snapshot.tags)
    found = engine.suggest(snapshot.pool, known, mentees=at, k=LOOKED_AT, weights=PEER_WEIGHTS)
    told = engine.explain_pairs(
        snapshot.pool, known, found.mentee, found.mentor, weights=PEER_WEIGHTS
    )
    return [Peer(int(snapshot.mentors[one.mentor]), _facts(one, snapshot)) for one in told]


def gather_peers(viewer: User, now: datetime, tags: Ints) -> Snapshot:
    """Those open to peers whom the viewer may see, herself among them, on both sides; three
    queries. Whom she must not meet is excluded, and so is whom she writes with already.

    tags  hashtag ids that get an index whether somebody uses them or not
    """
    rows = Profile.objects.visible_to(viewer).open_to_peers()
    numbers, texts = columns_of(
        rows,
        numbers={
            "id": F("user_id"),
            "goals": bits_of(GOALS, "goals"),
            "values": bits_of(WORTHS, "values"),
            "languages": bits_of(TONGUES, "languages"),
            "stage": place_of(STAGES, "stage"),
        },
        texts={"institution": F("institution"), "zone": F("time_zone")},
    )
    people = people_of(numbers, texts, rows, Who(), now)
    used = np.unique(np.concatenate([tags, people.ties.tag]))
    her = Who(listed=(viewer.pk,))
    apart = excluded_pairs(her, people.ids, people.ids, now, and_these=_known_to(viewer))
    pool = engine.Pool(int(used.size), _seeking(people, used), _found(people, used), apart)
    return Snapshot(pool, people.ids, people.ids, used)


def _known_to(viewer: User) -> list[Rows]:
    """Whom she set aside, and with whom something was written; her own account comes first."""
    talks = Conversation.objects.filter(last_number__gt=0)
    return [
        PeerDismissal.objects.filter(holder=viewer).values_list("holder_id", "peer_id"),
        talks.filter(low=viewer).values_list("low_id", "high_id"),
        talks.filter(high=viewer).values_list("high_id", "low_id"),
    ]


def _seeking(people: People, tags: Ints) -> engine.Mentees:
    blank = engine.Mentees.blank(person=people.ids, key=engine.person_keys(people.ids, SEED))
    return replace(blank, seeks=_stands_under(people, tags), **_said(people))


def _found(people: People, tags: Ints) -> engine.Mentors:
    blank = engine.Mentors.blank(person=people.ids, key=engine.person_keys(people.ids, SEED))
    return replace(blank, offers=_stands_under(people, tags), **_said(people))


def _stands_under(people: People, tags: Ints) -> engine.Ties:
    return people.ties.of(len(people), tags, *(Direction(code) for code in STANDING))


def _said(people: People) -> dict[str, Any]:
    told = people.columns
    return {
        "kinds": _near(told["stage"]),
        "goals": masks(told["goals"]),
        "values": masks(told["values"]),
        "languages": masks(told["languages"]),
        "offset": told["offset"],
    }


def _near(stages: Ints) -> Masks:
    """Each stage with the ones beside it, as bits: the same stage shares all three, a neighbor
    two, the next but one a single one. A stage beside the ladder is near to itself alone."""
    rungs = (stages >= 0) & (stages < engine.OFF_LADDER)
    width = np.where(rungs, 0b111, np.where(stages >= engine.OFF_LADDER, 0b1, 0))
    return np.left_shift(width, np.maximum(stages, 0)).astype(np.uint64)


def _facts(told: engine.Explanation, snapshot: Snapshot) -> dict[str, Any]:
    return {
        "tags": [[int(snapshot.tags[tag.tag]), tag.users] for tag in told.shared_tags[:MOST_TAGS]],
        "goals": [Goal.values[bit] for bit in told.goals],
        "values": [Value.values[bit] for bit in told.values],
        "languages": [LANGUAGES[bit][0] for bit in told.languages],
        "signals": {name: round(100 * value) for name, value in told.signals.items() if value},
    }
