"""Who may do what to whom: asked by the views of profiles and by the apps above."""

from collections.abc import Collection

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from safety.models import EvaluatorMark

from .choices import Contact
from .models import Acquaintance, Grant, Profile, Proof, User
from .querysets import Viewer


def may_curate(viewer: Viewer) -> bool:
    """Moderators look after the shared hashtags."""
    return bool(viewer.is_authenticated and getattr(viewer, "is_staff", False))


def may_ask(
    viewer: User,
    person: Profile,
    *,
    marked: bool | None = None,
    approachable: bool | None = None,
) -> bool:
    """Whether `viewer` is offered to ask `person`, whom she may see, for mentorship.

    She looks for mentors, the person has a place or keeps a waiting list, and she did not say that
    the person grades, supervises or selects her (`marked`, asked here when it is not given, as
    `approachable` is). A mark the other way stays unknown to her.
    """
    if person.user_id == viewer.pk or not viewer.profile.is_mentee or not person.is_mentor:
        return False
    availability = getattr(person.user, "availability", None)
    if availability is None or not availability.takes_asks:
        return False
    if approachable is None:
        approachable = may_approach(viewer, person.user_id)
    if not approachable:
        return False
    return not (is_marked(viewer, person) if marked is None else marked)


def may_write(viewer: User, person: Profile) -> bool:
    """Whether `person`, whom `viewer` may see, lets any member write, or people like her do."""
    if person.user_id == viewer.pk or not may_approach(viewer, person.user_id):
        return False
    return person.contact == Contact.MEMBERS or may_meet(viewer.profile, person)


def may_approach(viewer: User, person_id: int) -> bool:
    """Whether `viewer` may ask or write to this person at all: while moderators limit her, only
    somebody who knew her before, or whom she lets see her."""
    return person_id in approachable_of(viewer, [person_id])


def approachable_of(viewer: User, people: Collection[int]) -> set[int]:
    """Those of these people whom `viewer` may ask or write to, as `may_approach` says of each; no
    query but for somebody limited, then two."""
    if not viewer.is_limited:
        return set(people)
    knew = Acquaintance.objects.filter(owner=viewer.pk, viewer__in=people)
    see = Grant.objects.filter(owner=viewer.pk, viewer__in=people)
    return {*knew.values_list("viewer", flat=True), *see.values_list("viewer", flat=True)}


def limited_until(viewer: User) -> str:
    """What somebody limited is told who wants to ask or write to somebody new."""
    if viewer.limited_until is None:
        return _(
            "Your account is limited, so you cannot ask or write to anybody new. Under Me, Where I "
            "stand, you read why and can appeal."
        )
    return _(
        "Your account is limited until %(day)s, so you cannot ask or write to anybody new until "
        "then. Under Me, Where I stand, you read why and can appeal."
    ) % {"day": date_format(timezone.localtime(viewer.limited_until), "j F")}


def may_meet(one: Profile, other: Profile) -> bool:
    """Whether both want to meet people like them, so that either may write first."""
    return one.is_open_to_peers and other.is_open_to_peers


def may_write_first(viewer: User, person_id: int) -> bool:
    """Whether `viewer` may write to somebody who neither asked nor accepted her.

    Mentors confirm who they are before they do; who only looks for mentors need not. Somebody who
    asked, or was accepted, is no stranger: a grant shows it.
    """
    if not viewer.profile.is_mentor:
        return True
    return User.objects.filter(begins_with(person_id), pk=viewer.pk).exists()


def begins_with(person_id: int) -> Q:
    """The same as a condition on accounts, for whoever asks more in one query."""
    met = Grant.objects.filter(owner=person_id, viewer=OuterRef("pk"))
    confirmed = Proof.objects.filter(user=OuterRef("pk"))
    return Q(profile__is_mentor=False) | Q(Exists(confirmed)) | Q(Exists(met))


def is_marked(viewer: User, person: Profile) -> bool:
    """Whether `viewer` said that `person` grades, supervises or selects her."""
    return EvaluatorMark.objects.filter(holder=viewer.pk, evaluator=person.user_id).exists()
