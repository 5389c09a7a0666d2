"""What can be reported here: a request, by either of the two."""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Q
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from messaging.people import names_of
from profiles.choices import Kind
from profiles.reporting import read_id
from safety import registry
from safety.registry import Called, Lines, Reportable, Thing

from .models import MentorshipRequest, Relationship

ASK = "ask"


def find_ask(viewer: AbstractBaseUser, public_id: str) -> Thing | None:
    """A request that the viewer sent or got; it is reported as the other's."""
    ask = (
        MentorshipRequest.objects.visible_to(viewer)
        .select_related("mentee", "mentor")
        .filter(public_id=read_id(public_id))
        .first()
    )
    if ask is None:
        return None
    is_mentor = ask.mentor_id == viewer.pk
    other = ask.mentee if is_mentor else ask.mentor
    names = names_of([ask.mentee_id, ask.mentor_id])
    named = {"name": names[other.pk]}
    return Thing(
        id=str(ask.public_id),
        subject=other,
        name=(_("a request from %(name)s") if is_mentor else _("a request to %(name)s")) % named,
        person=names[other.pk],
        url=ask.get_absolute_url(),
        data={
            "from": names[ask.mentee_id],
            "to": names[ask.mentor_id],
            "kind": ask.kind,
            "why": ask.why,
            "first_month": ask.first_month,
            "tried": ask.tried,
            "note": ask.note,
            "sent_at": ask.created_at.isoformat(),
        },
    )


def show_ask(kept: Mapping[str, Any]) -> Lines:
    """The request as it was."""
    kinds = dict(Kind.choices)
    sent_at = parse_datetime(kept.get("sent_at", ""))
    lines = [
        (_("From"), kept.get("from", "")),
        (_("To"), kept.get("to", "")),
        (_("Sent"), date_format(localtime(sent_at), "j F Y, H:i") if sent_at else ""),
        (_("Asks for"), str(kinds.get(kept.get("kind", ""), ""))),
        (_("Why you"), kept.get("why", "")),
        (_("In the first month"), kept.get("first_month", "")),
        (_("Tried so far"), kept.get("tried", "")),
        (_("Answered with"), kept.get("note", "")),
    ]
    return [(label, words) for label, words in lines if words]


def call_ask(kept: Mapping[str, Any]) -> Called:
    """Between whom, and how it begins."""
    if not (kept.get("from") and kept.get("to")):
        return "", ""
    called = _("Request from %(mentee)s to %(mentor)s")
    return called % {"mentee": kept["from"], "mentor": kept["to"]}, kept.get("why", "")


def acquainted_with(person: AbstractBaseUser) -> set[int]:
    """Those she worked with, also where that is over."""
    pairs = Relationship.objects.filter(Q(mentee=person.pk) | Q(mentor=person.pk))
    return {pk for pair in pairs.values_list("mentee", "mentor") for pk in pair}


def register_things() -> None:
    """Make requests known as things that can be reported."""
    registry.can_be_reported(
        Reportable(ASK, gettext_lazy("Request"), find_ask, show_ask, called=call_ask)
    )
