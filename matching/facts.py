"""What is kept of an explanation: codes and numbers by their lasting names, no sentences."""

from typing import Any

from profiles.choices import LANGUAGES, Goal, Kind, Value

from . import engine
from .snapshot import Snapshot

MOST_TAGS = 6


def facts_of(told: engine.Explanation, snapshot: Snapshot) -> dict[str, Any]:
    """An explanation as a JSON object: pool indices become ids, bits become codes.

    tags        [[hashtag id, mentors who use it], …], the weightiest first
    kinds, goals, values, languages    codes both sides have
    stage       True when the mentor named her stage among those he wants
    hours, ahead    hours a day in common, and how far his clock is ahead; null when unknown
    elsewhere   True when they work at different institutions, null when unknown
    signals     how strong each signal is, 0 to 100; those at nothing are left out
    """
    return {
        "tags": [[int(snapshot.tags[tag.tag]), tag.users] for tag in told.shared_tags[:MOST_TAGS]],
        "kinds": [Kind.values[bit] for bit in told.kinds],
        "goals": [Goal.values[bit] for bit in told.goals],
        "values": [Value.values[bit] for bit in told.values],
        "languages": [LANGUAGES[bit][0] for bit in told.languages],
        "stage": told.stage_wanted,
        "hours": told.hours_in_common,
        "ahead": told.hours_ahead,
        "elsewhere": told.other_institution,
        "signals": {name: round(100 * value) for name, value in told.signals.items() if value},
    }
