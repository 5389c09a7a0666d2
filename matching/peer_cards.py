"""Cards of people like the viewer, and why she meets them: in the words of mentors' cards."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from profiles.cards import Reader, card_of
from profiles.choices import STANDING, Goal, Stage, Value
from profiles.models import Profile, User
from profiles.proofs import is_confirmed

from .coding import LADDER
from .models import PeerDismissal
from .peers import PEERS_SHOWN, peers_of
from .reasons import Reason, lower_listed, named, spoken_by_both, tied


def peer_cards(viewer: User) -> list[dict[str, Any]]:
    """Up to PEERS_SHOWN cards, most alike first, in a fixed number of queries.

    To the person's card come `reasons`, `write_url` and `may_write`, which is false for a mentor
    who has not shown who she is; whether somebody mentors is beside the matter here, so no places
    stand on it.
    """
    found = peers_of(viewer)
    if not found:
        return []
    mine = Profile.objects.for_cards().get(user=viewer.pk)
    # The people have passed the gate, and every exclusion, when they were found.
    rows = Profile.objects.for_cards().filter(user__in=[peer.user_id for peer in found])
    profiles = {profile.user_id: profile for profile in rows}
    reader = Reader.of(viewer)
    may_write = not viewer.profile.is_mentor or is_confirmed(viewer)
    cards = []
    for peer in found:
        profile = profiles.get(peer.user_id)
        why = [] if profile is None else peer_reasons(peer.facts, mine=mine, theirs=profile)
        if profile is None or not why:
            continue
        cards.append(
            {
                **card_of(profile, reader=reader),
                "availability": None,
                "reasons": why,
                "may_write": may_write,
                "write_url": reverse("messaging:start", args=[profile.user.public_id]),
            }
        )
    return cards[:PEERS_SHOWN]


def set_aside_by(viewer: User) -> list[Profile]:
    """Those among people like her whom the viewer set aside and may still see."""
    said = PeerDismissal.objects.filter(holder=viewer.pk).values("peer")
    people = Profile.objects.visible_to(viewer).filter(user__in=said)
    return list(people.select_related("user").order_by("name"))


def peer_reasons(facts: dict[str, Any], *, mine: Profile, theirs: Profile) -> list[Reason]:
    """What the two share at this moment; nothing when it is no more than a stage or a language.

    Both profiles come with their ties fetched (`for_cards`).
    """
    signals: dict[str, int] = facts.get("signals", {})
    shared = [
        _hashtags(facts, signals, mine, theirs),
        _values(signals, mine, theirs),
        _goals(signals, mine, theirs),
    ]
    lines = [line for line in shared if line is not None]
    if not lines:
        return []
    more = [_stage(signals, mine, theirs), spoken_by_both(signals, mine, theirs)]
    return lines + [line for line in more if line is not None]


def _hashtags(
    facts: dict[str, Any], signals: dict[str, int], mine: Profile, theirs: Profile
) -> Reason | None:
    own, others = tied(mine, STANDING), tied(theirs, STANDING)
    order = [tag for tag, _users in facts.get("tags", [])]
    both = [tag for tag in order if tag in own and tag in others]
    both += sorted(tag for tag in own if tag in others and tag not in order)
    if not both:
        return None
    tags = tuple(others[tag] for tag in both)
    return Reason(_("Hashtags"), named(tags), signals.get("hashtags", 0), tags)


def _values(signals: dict[str, int], mine: Profile, theirs: Profile) -> Reason | None:
    both = [code for code in Value.values if code in mine.values and code in theirs.values]
    if not both:
        return None
    return Reason(_("You both value"), lower_listed(Value, both), signals.get("values", 0))


def _goals(signals: dict[str, int], mine: Profile, theirs: Profile) -> Reason | None:
    both = [code for code in Goal.values if code in mine.goals and code in theirs.goals]
    if not both:
        return None
    return Reason(_("You both want"), lower_listed(Goal, both), signals.get("goals", 0))


def _stage(signals: dict[str, int], mine: Profile, theirs: Profile) -> Reason | None:
    if not mine.stage or not theirs.stage:
        return None
    stage = str(Stage(theirs.stage).label)
    if mine.stage == theirs.stage:
        words = _("the same as yours: %(stage)s") % {"stage": stage.lower()}
    elif mine.stage not in LADDER or theirs.stage not in LADDER:
        return None
    else:
        steps = LADDER.index(Stage(theirs.stage)) - LADDER.index(Stage(mine.stage))
        if abs(steps) > 1:
            return None
        ahead, behind = _("one step ahead: %(stage)s"), _("one step behind: %(stage)s")
        words = (ahead if steps > 0 else behind) % {"stage": stage.lower()}
    return Reason(_("Stage"), words, signals.get("kinds", 0))
