"""Who may ask whom, and who may answer, withdraw and end."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from profiles.cards import labels
from profiles.choices import Kind, Stage, Status
from profiles.institutions import same_house
from profiles.models import Availability, Profile, User
from profiles.permissions import limited_until, may_approach
from profiles.querysets import in_good_standing
from safety.models import EvaluatorMark

from .models import MentorshipRequest, Relationship, RelationshipState, RequestState
from .querysets import RequestQuerySet, between

REST_AFTER_A_NO = timedelta(days=30)


def can_answer(user: User, ask: MentorshipRequest) -> bool:
    """The mentor, while the request waits."""
    return ask.mentor_id == user.pk and ask.state == RequestState.OPEN


def can_withdraw(user: User, ask: MentorshipRequest) -> bool:
    """The mentee, while the request waits."""
    return ask.mentee_id == user.pk and ask.state == RequestState.OPEN


def can_end(user: User, relationship: Relationship) -> bool:
    """Either of the two, while it goes on."""
    return (
        user.pk in (relationship.mentee_id, relationship.mentor_id)
        and relationship.state == RelationshipState.ACTIVE
    )


def takes_waiting(places: Availability) -> bool:
    """True when an ask is taken, though no place need be free now."""
    return places.status == Status.WAITING


def why_not_ask(mentee: User, mentor: Profile, places: Availability) -> str:
    """Why `mentee` cannot ask this mentor now, in a sentence; "" when nothing speaks against it.

    `mentor` has passed the gate. What the mentor said in confidence (an evaluator mark) reads as
    if they took nobody at the moment.
    """
    return (
        _why_not_these_two(mentee, mentor)
        or _why_not_now(mentor, places)
        or _why_not_this_mentee(mentee.profile, mentor)
        or _why_not_again(mentee, mentor)
    )


def open_asks(mentee: User) -> RequestQuerySet:
    """Her requests that somebody could still answer: what counts as open at a time."""
    return MentorshipRequest.objects.open().filter(in_good_standing("mentor__"), mentee=mentee)


def why_no_more(mentee: User) -> str:
    """Why `mentee` cannot ask anybody now: as many are open as may be; "" otherwise."""
    most = settings.MAX_OPEN_ASKS
    if open_asks(mentee).count() < most:
        return ""
    return _(
        "You have %(most)d open requests, and that is the most at a time. "
        "Withdraw one, or wait for an answer, and then ask."
    ) % {"most": most}


def _why_not_these_two(mentee: User, mentor: Profile) -> str:
    name = {"name": mentor.name}
    pair = between(mentee, mentor.user)
    if not may_approach(mentee, mentor.user_id):
        return limited_until(mentee)
    if not mentee.profile.is_welcomed:
        return _("Please finish your profile first, so that %(name)s can see who asks.") % name
    if Relationship.objects.active().filter(pair).exists():
        return _("You and %(name)s work together already.") % name
    waiting = MentorshipRequest.objects.open().filter(pair).first()
    if waiting is not None and waiting.mentee_id == mentee.pk:
        return _("You have asked %(name)s already, and the answer is still to come.") % name
    if waiting is not None:
        return _("%(name)s has asked you: please answer that request first.") % name
    if EvaluatorMark.objects.filter(holder=mentee, evaluator=mentor.user).exists():
        return (
            _(
                "You said that %(name)s grades, supervises or selects you. Kindred keeps such "
                "people apart, and nobody is told. If that is over, you can take it back on "
                "their page."
            )
            % name
        )
    if EvaluatorMark.objects.filter(holder=mentor.user, evaluator=mentee).exists():
        return _takes_nobody(mentor)
    return ""


def _why_not_now(mentor: Profile, places: Availability) -> str:
    name = {"name": mentor.name}
    if not mentor.is_mentor or places.status == Status.NOT_OFFERING:
        return _takes_nobody(mentor)
    if places.status == Status.PAUSED:
        until = places.reopens_on()
        if until is None:
            return _("%(name)s has paused and takes nobody at the moment.") % name
        return _("%(name)s has paused until %(day)s and can be asked again then.") % {
            **name,
            "day": date_format(until, "j F"),
        }
    if places.status == Status.OPEN and not places.seats_left:
        return _("%(name)s has no place free at the moment.") % name
    return ""


def _why_not_this_mentee(mentee: Profile, mentor: Profile) -> str:
    if mentor.wants_stages and mentee.stage and mentee.stage not in mentor.wants_stages:
        return _("%(name)s takes people at these stages: %(stages)s.") % {
            "name": mentor.name,
            "stages": ", ".join(labels(Stage, mentor.wants_stages)),
        }
    if mentor.only_outside and same_house(mentee, mentor):
        return _("%(name)s takes people from other institutions only.") % {"name": mentor.name}
    return ""


def _why_not_again(mentee: User, mentor: Profile) -> str:
    """After "not now" the same person is left in peace for a while."""
    last = (
        MentorshipRequest.objects.filter(
            mentee=mentee, mentor=mentor.user, state=RequestState.DECLINED
        )
        .order_by("-decided_at")
        .values_list("decided_at", flat=True)
        .first()
    )
    if last is None or last + REST_AFTER_A_NO <= timezone.now():
        return ""
    return _("%(name)s said “not now”. You can ask again from %(day)s on.") % {
        "name": mentor.name,
        "day": date_format(timezone.localdate(last + REST_AFTER_A_NO), "j F"),
    }


def _takes_nobody(mentor: Profile) -> str:
    return _("%(name)s takes nobody at the moment.") % {"name": mentor.name}


def kinds_of(mentor: Profile) -> list[str]:
    """The kinds one can ask this mentor for: those offered, or mentorship when none was named."""
    offered = [kind.value for kind in Kind if kind.value in mentor.offers_kinds]
    return offered or [Kind.MENTORSHIP.value]
