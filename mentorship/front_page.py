"""What home shows: what waits for an answer, what is new, and a checklist of five first steps.

Nothing on the checklist needs a public act.
"""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from matching.cards import suggestion_cards
from matching.models import Verdict
from messaging.models import Conversation
from profiles.advice import advice_lines
from profiles.following import Followed, followed
from profiles.models import HashtagTie, Profile, User
from profiles.proofs import is_confirmed
from profiles.stewards import asked_to_look_after
from relationships.models import MentorshipRequest, Relationship

SHOWN = 3
NEWS_SHOWN = 5


@dataclass(frozen=True)
class Step:
    """One line of the checklist."""

    label: str
    url: str
    done: bool


def front_page(viewer: User) -> dict[str, Any]:
    """The context of home, in a fixed number of queries."""
    profile: Profile = viewer.profile
    asks = MentorshipRequest.objects.visible_to(viewer).open()
    steps = first_steps(viewer, profile)
    steps_done = sum(step.done for step in steps)
    received = list(asks.filter(mentor=viewer).select_related("mentee__profile")[:SHOWN])
    unread = Conversation.objects.unread_by(viewer).count()
    news = news_of(followed(viewer))
    return {
        "profile": profile,
        "availability": viewer.availability,
        "received": received,
        "sent": list(asks.filter(mentee=viewer).select_related("mentor__profile")[:SHOWN]),
        "unread": unread,
        "news": news,
        "asked_to_look_after": asked_to_look_after(viewer),
        "cards": suggestion_cards(viewer)[:SHOWN] if profile.is_mentee else [],
        "advice": advice_lines(viewer),
        "is_unproved": profile.is_mentor and not is_confirmed(viewer),
        "steps": steps,
        "steps_done": steps_done,
        # Beside what is new, or in its place; None once all is done.
        "steps_lead": not (received or unread or news) if steps_done < len(steps) else None,
    }


def news_of(follows: list[Followed]) -> list[Followed]:
    """Those of the hashtags followed under which somebody opened, most first."""
    return [row for row in follows if row.mentors][:NEWS_SHOWN]


def first_steps(viewer: User, profile: Profile) -> list[Step]:
    """Five first steps, for a mentee, a mentor or both."""
    ties = HashtagTie.objects.filter(user=viewer).count()
    steps = [
        Step(
            _("Say who you are in a line or two"),
            reverse("profiles:edit_profile"),
            bool(profile.bio),
        ),
        Step(_("Stand under three hashtags"), reverse("profiles:edit_profile"), ties >= 3),
    ]
    if profile.is_mentor:
        steps += [
            Step(
                _("Open a place"),
                reverse("profiles:availability"),
                viewer.availability.is_open or viewer.availability.seats_taken > 0,
            ),
            Step(
                _("Answer one of the three short questions"),
                reverse("profiles:edit_profile"),
                bool(profile.answers()),
            ),
        ]
    if profile.is_mentee:
        steps += [
            Step(
                _("Shortlist a mentor, or say “not for me”"),
                reverse("matching:suggestions"),
                Verdict.objects.filter(mentee=viewer).exists(),
            ),
            Step(
                _("Ask one person"),
                reverse("matching:suggestions"),
                MentorshipRequest.objects.filter(mentee=viewer).exists(),
            ),
        ]
    met = Relationship.objects.filter(Q(mentee=viewer) | Q(mentor=viewer)).exists()
    steps.append(Step(_("Find your first mentor or mentee"), reverse("relationships:mine"), met))
    if len(steps) < 5:
        steps.append(Step(_("Choose who sees you"), reverse("profiles:comfort"), done=True))
    return steps[:5]
