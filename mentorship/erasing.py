"""Erasing an account: everything of a person goes, and what others wrote to her stays theirs.

The account's row stays, emptied, so that the other's half of a conversation or a mentorship still
stands: under "Somebody who left". Whatever table an app adds, rows that point at the person are
deleted, unless the table stands in KEPT; so nothing is forgotten by being new.
"""

import uuid
from collections.abc import Iterator

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import ManyToOneRel, Model, Q
from django.utils.translation import gettext as _

from messaging import actions as messaging
from notifications.models import Mail
from profiles.actions import remove_photo
from profiles.models import Availability, Profile, User
from relationships import actions as relating
from relationships.models import MentorshipRequest, Relationship, RequestState
from safety import audit
from safety.decisions import ERASED, forget_reports
from safety.errors import Refused
from safety.models import Appeal, Case, Report, ReportedPhoto

# Rows that are another's as well; what she wrote in them is wiped.
KEPT = frozenset(
    {
        *("messaging.conversation", "messaging.message", "messaging.participant"),
        *("relationships.mentorshiprequest", "relationships.relationship"),
        *("profiles.profile", "profiles.availability", "profiles.listing"),
        *("safety.auditentry", "safety.case", "safety.report", "safety.decision", "safety.appeal"),
    }
)
AS_THEY_ARE = frozenset({"id", "user", "changed_at", "version"})


class LastOfTheirKind(Refused):
    """Nobody would be left to look after this Kindred."""


@transaction.atomic
def erase(*, by: User) -> None:
    """Delete one's own account, at once and for good. Raises LastOfTheirKind."""
    user = User.objects.select_for_update().get(pk=by.pk)
    others = User.objects.filter(is_superuser=True, is_active=True).exclude(pk=user.pk)
    if user.is_superuser and not others.exists():
        raise LastOfTheirKind(
            _("You are the last who can look after this Kindred. Name somebody else first.")
        )
    _end_what_goes_on(user)
    _wipe_words(user)
    _sign_out_everywhere(user)
    remove_photo(by=user)
    for model, field in points_at_people():
        if model._meta.label_lower not in KEPT:
            model._meta.base_manager.filter(**{field: user}).delete()
    Mail.objects.filter(to__iexact=user.email).delete()
    _empty(user)
    audit.record(ERASED, by=user, subject=user)


def points_at_people() -> Iterator[tuple[type[Model], str]]:
    """Every table with rows that point at a person, and the field that does; also those that the
    person has no name for."""
    for related in User._meta.get_fields(include_hidden=True):
        if isinstance(related, ManyToOneRel):
            yield related.related_model, related.field.name


def _end_what_goes_on(user: User) -> None:
    """By the same doors as always, so that places are free again and the others are told."""
    mine = Q(mentee=user) | Q(mentor=user)
    for relationship in Relationship.objects.active().filter(mine):
        relating.end(by=user, relationship=relationship)
    for ask in MentorshipRequest.objects.filter(mine, state=RequestState.OPEN):
        if ask.mentee_id == user.pk:
            relating.withdraw(by=user, request=ask)
        else:
            relating.decline(by=user, request=ask)


def _wipe_words(user: User) -> None:
    messaging.forget(by=user)
    asks = MentorshipRequest.objects
    asks.filter(mentee=user).update(why="", first_month="", tried="")
    asks.filter(mentor=user).update(note="")
    _wipe_reports(user)
    appeals = Appeal.objects.filter(decision__subject=user)
    appeals.waiting().delete()  # nobody is left to read an answer
    appeals.update(words="")


def _wipe_reports(user: User) -> None:
    """What is not decided yet can be read until it is, then it goes; of what she reported the thing
    itself, which is another's, so that whoever was reported does not go free because she left."""
    mine = Report.objects.filter(reporter=user)
    mine.update(words="", context=[])
    decided = mine.filter(case__decided_at__isnull=False)
    decided.update(snapshot={})
    ReportedPhoto.objects.filter(report__in=decided).delete()
    forget_reports(Case.objects.filter(subject=user, decided_at__isnull=False))


def _sign_out_everywhere(user: User) -> None:
    keys = UserSession.objects.filter(user=user).values("session_key")
    Session.objects.filter(session_key__in=keys).delete()


def _empty(user: User) -> None:
    """Nothing tells who it was."""
    for model in (Profile, Availability):
        fields = [one for one in model._meta.concrete_fields if one.name not in AS_THEY_ARE]
        blank = {one.name: one.get_default() for one in fields if not one.generated}
        model._meta.base_manager.filter(user=user).update(**blank)
    word = uuid.uuid4().hex[:16]
    user.email, user.handle = f"{word}@gone.invalid", f"gone_{word}"
    user.set_unusable_password()
    user.is_active = user.is_staff = user.is_superuser = False
    user.suspended_at = user.suspended_until = user.limited_at = user.limited_until = None
    user.save()
    user.groups.clear()
