"""Cards of suggestions: the person as everybody sees them, and why this viewer meets them."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from profiles.cards import Reader, card_of
from profiles.choices import Kind
from profiles.models import Availability, Profile, User
from relationships.permissions import why_not_ask

from .facts import facts_between, fit_between
from .models import SaidOf, Suggestion, Verdict
from .reasons import reasons, sentence, shortfalls
from .showing import KEPT


def suggestion_cards(viewer: User) -> list[dict[str, Any]]:
    """Up to SUGGESTIONS_SHOWN cards, best first, in a fixed number of queries.

    To the person's card come `reasons`, `sentence`, `ask_url`, `ask_label` and `shortlisted`.
    """
    rows = list(Suggestion.objects.visible_to(viewer).order_by("rank")[:KEPT])
    if not rows:
        return []
    facts = facts_between(viewer.pk, [row.mentor_id for row in rows])
    rows = [row for row in rows if row.mentor_id in facts][: settings.SUGGESTIONS_SHOWN]
    mentee = Profile.objects.for_cards().get(user=viewer.pk)
    # The rows have passed the gate, and with them whom they name.
    found = Profile.objects.for_cards().filter(user__in=[row.mentor_id for row in rows])
    mentors = {profile.user_id: profile for profile in found}
    shortlisted = set(
        Verdict.objects.filter(mentee=viewer.pk, said=SaidOf.SHORTLISTED).values_list(
            "mentor_id", flat=True
        )
    )
    reader = Reader.of(viewer)
    cards = []
    for row in rows:
        mentor = mentors.get(row.mentor_id)
        if mentor is None:
            continue  # gone since the first question
        why = reasons(facts[row.mentor_id], mentee=mentee, mentor=mentor)
        cards.append(
            {
                **card_of(mentor, reader=reader),
                "ask_url": reverse("relationships:ask", args=[mentor.user.public_id]),
                "ask_label": ask_label(mentor),
                "reasons": why,
                "sentence": sentence(why),
                "shortlisted": row.mentor_id in shortlisted,
            }
        )
    return cards


def ask_label(mentor: Profile) -> str:
    """What the first button says: the largest thing that this mentor offers."""
    if Kind.MENTORSHIP in mentor.offers_kinds:
        return _("Ask for mentorship")
    if mentor.offers_kinds == [Kind.TALK]:
        return _("Ask for one talk")
    return _("Ask")


def dismissed_people(viewer: User) -> list[Profile]:
    """Those whom the viewer said "not for me" to and may still see."""
    said = Verdict.objects.filter(mentee=viewer.pk, said=SaidOf.DISMISSED).values("mentor")
    people = Profile.objects.visible_to(viewer).filter(user__in=said)
    return list(people.select_related("user").order_by("name"))


def shortlisted_of(viewer: User, people: Sequence[int]) -> set[int]:
    """Whom of these the viewer has shortlisted; one query."""
    said = Verdict.objects.filter(mentee=viewer, mentor__in=people, said=SaidOf.SHORTLISTED)
    return set(said.values_list("mentor", flat=True))


def fit_of(viewer: User, mentor: Profile) -> dict[str, Any]:
    """How the viewer and a mentor fit, as both pages tell it, in a fixed number of queries.

    To the person's card come `refusal` (why she cannot ask now; then nothing is said of the fit, so
    that what a mentor said in confidence looks like one who takes nobody), or `reasons`,
    `shortfalls`, `ask_url` and `ask_label`. `mentor` has passed the gate and was fetched
    `for_cards`.
    """
    card = card_of(mentor, reader=Reader.of(viewer))
    places = getattr(mentor.user, "availability", None) or Availability(user=mentor.user, seats=0)
    refusal = why_not_ask(viewer, mentor, places)
    fit = None if refusal else fit_between(viewer.pk, mentor.user_id)
    if fit is None:
        return {**card, "refusal": refusal}
    mentee = Profile.objects.for_cards().get(user=viewer.pk)
    return {
        **card,
        "reasons": reasons(fit.facts, mentee=mentee, mentor=mentor),
        "shortfalls": shortfalls(fit.told, mentee=mentee, mentor=mentor),
        "ask_url": reverse("relationships:ask", args=[mentor.user.public_id]),
        "ask_label": ask_label(mentor),
    }
