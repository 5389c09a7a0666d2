"""Saying "curious" or "thank you" with one press, and taking it back."""

from collections.abc import Collection

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from messaging.first_contact import DAY
from messaging.models import Signal, SignalKind
from notifications.actions import notify, read_untold
from profiles.choices import Contact
from profiles.errors import NotConfirmedYet
from profiles.models import Profile, User
from profiles.permissions import limited_until, may_approach, may_write_first
from profiles.querysets import people_visible_to
from safety.errors import Refused
from safety.permissions import is_blocked
from safety.ratelimits import hit_lately

SIGNAL = "signal"


@transaction.atomic
def give_signal(*, by: User, person: User, kind: SignalKind) -> None:
    """Say it to somebody whom `by` may see; a second time changes nothing.

    The answer tells nothing of the other's wishes: who hears from nobody is not told, and `by` does
    not learn it; nor is anything sent past a block that came meanwhile. Raises Refused for somebody
    limited, or whom the other could not see; NotConfirmedYet; and RateLimited beyond
    MAX_SIGNALS_A_DAY.
    """
    _hold((by.pk, person.pk))
    there = Signal.objects.filter(sender=by, recipient=person, kind=kind)
    if there.exists() or is_blocked(by, person):
        return
    if not may_approach(by, person.pk):
        raise Refused(limited_until(by))
    if not may_write_first(by, person.pk):
        raise NotConfirmedYet(
            _(
                "Mentors confirm who they are before they say something first: under Me, Proof. "
                "Nothing was sent."
            )
        )
    if not people_visible_to(Profile.objects.filter(user=by), person, user="user").exists():
        raise Refused(
            _(
                "Nothing was sent: you show yourself to nobody, so they could not see who says it. "
                "You can change that under Me, Comfort."
            )
        )
    hit_lately(
        scope="signal",
        who=by.pk,
        limit=settings.MAX_SIGNALS_A_DAY,
        seconds=DAY,
        sentence=_(
            "You have said “curious” or “thank you” %(limit)d times within a day, which is the "
            "most. Please try again tomorrow."
        )
        % {"limit": settings.MAX_SIGNALS_A_DAY},
    )
    arrived = Profile.objects.exclude(contact=Contact.NOBODY).filter(user=person).exists()
    Signal.objects.create(sender=by, recipient=person, kind=kind, arrived=arrived)
    if arrived:
        # One key for good: who takes it back and says it again rings no second time.
        key = f"signal:{kind}:{by.pk}"
        notify(kind=SIGNAL, recipient=person, actor=by, key=key, about={"kind": str(kind)})


@transaction.atomic
def take_back_signal(*, by: User, person: User, kind: SignalKind) -> None:
    """It is as if it had not been said; what told of it, and is not read, is no news any more."""
    taken = Signal.objects.filter(sender=by, recipient=person, kind=kind).delete()
    if taken[0]:
        read_untold(kinds=(SIGNAL,), readers=[person.pk])


def end_signals(pair: Collection[int]) -> None:
    """Nothing of this stands between the two any more; waits for what is being said."""
    _hold(pair)
    Signal.objects.filter(sender__in=pair, recipient__in=pair).delete()
    read_untold(kinds=(SIGNAL,), readers=pair)


def _hold(pair: Collection[int]) -> None:
    """Nobody else says anything between these two, or blocks, until the transaction ends."""
    people = User.objects.select_for_update(no_key=True).filter(pk__in=pair).order_by("pk")
    list(people.values_list("pk"))
