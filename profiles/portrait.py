"""What a person's page shows: the card, everything else they said publicly, and what comes next.

Never among it: e-mail, times of signing in, quiet tags, marks and blocks of others.
"""

from typing import Any

from . import permissions
from .cards import Reader, card_of, labels, tags_of
from .choices import LANGUAGES, Direction, Goal, Kind, Stage, Value
from .institutions import house_in_common
from .models import Profile, User

LANGUAGE_NAMES = dict(LANGUAGES)


def portrait(profile: Profile, *, viewer: User) -> dict[str, Any]:
    """The context of person.html; the profile has passed the gate and comes from `.for_cards()`.

    Three queries beyond the profile's own: the viewer's profile and hashtags, her mark. Three more
    at most for somebody she could ask: whether they work in one house.
    """
    reader = Reader.of(viewer)
    card = card_of(profile, reader=reader)
    own = card["is_viewer"]
    shared = frozenset() if own else reader.tag_ids
    marked = not own and permissions.is_marked(viewer, profile)
    can_ask = permissions.may_ask(viewer, profile, marked=marked)
    can_write = permissions.may_write(viewer, profile)
    return {
        "profile": profile,
        "card": card,
        "own": own,
        "all_tags": [tie.hashtag for tie in profile.user.hashtag_ties.all()],
        "tags": {
            direction.value: tags_of(profile, shared_with=shared, directions=[direction])
            for direction in Direction
        },
        "offers": _offers(profile) if profile.is_mentor else None,
        "seeks": _seeks(profile) if profile.is_mentee else None,
        "languages": [LANGUAGE_NAMES.get(code, code) for code in profile.languages],
        "values": labels(Value, profile.values),
        "marked": marked,
        "can_ask": can_ask,
        "house": house_in_common(viewer.profile, profile) if can_ask else "",
        "can_write": can_write,
        "may_write_first": can_write and permissions.may_write_first(viewer, profile.user_id),
    }


def _offers(profile: Profile) -> dict[str, Any]:
    return {
        "kinds": labels(Kind, profile.offers_kinds),
        "goals": labels(Goal, profile.offers_goals),
        "hours": profile.offers_hours,
        "stages": labels(Stage, profile.wants_stages),
        "only_outside": profile.only_outside,
    }


def _seeks(profile: Profile) -> dict[str, Any]:
    return {
        "kinds": labels(Kind, profile.seeks_kinds),
        "goals": labels(Goal, profile.goals),
        "hours": profile.seeks_hours,
        "outside": profile.seeks_outside,
    }
