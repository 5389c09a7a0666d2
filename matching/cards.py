"""Cards of suggestions: the person as everybody sees them, and why this viewer meets them."""

from typing import Any

from django.conf import settings


from profiles.models import Profile
from profiles.querysets import Viewer

from .models import SaidOf, Suggestion, Verdict
from .reasons import reasons


def suggestion_cards(viewer: Viewer) -> list[dict[str, Any]]:
    """Up to SUGGESTIONS_SHOWN cards, best first, in a fixed number of queries."""
    rows = list(
        Suggestion.objects.visible_to(viewer).order_by("rank")[: settings.SUGGESTIONS_SHOWN]
    )
    if not rows:
        return []
    mentee = Profile.objects.for_cards().get(user=viewer.pk)
    mentors = {
        profile.user_id: profile
        for profile in Profile.objects.visible_to(viewer)
        .for_cards()
        .filter(user__in=[row.mentor_id for row in rows])
    }
    listed = set(
        Verdict.objects.filter(mentee=viewer.pk, said=SaidOf.SHORTLISTED).values_list(
            "mentor_id", flat=True
        )
    )
    return [
        _card(row, mentee, mentors[row.mentor_id], row.mentor_id in listed)
        for row in rows
        if row.mentor_id in mentors
    ]


def dismissed_people(viewer: Viewer) -> list[Profile]:
    """Those whom the viewer said "not for me" to and may still see."""
    said = Verdict.objects.filter(mentee=viewer.pk, said=SaidOf.DISMISSED).values("mentor")
    people = Profile.objects.visible_to(viewer).filter(user__in=said)
    return list(people.select_related("user").order_by("name"))


def _card(
    row: Suggestion, mentee: Profile, mentor: Profile, shortlisted: bool
) -> dict[str, Any]:
    return {
        "person": mentor,
        "name": mentor.name,
        "url": mentor.get_absolute_url(),
        "public_id": mentor.user.public_id,
        "ask_url": "",
        "reasons": reasons(row.facts, mentee=mentee, mentor=mentor),
        "shortlisted": shortlisted,
    }
