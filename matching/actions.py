"""What a mentee says to a suggestion: silent, hers alone, and it can be undone."""

from django.db import transaction
from django.utils import timezone

from profiles.models import Profile, User
from safety import audit

from .models import PeerDismissal, SaidOf, Verdict
from .suggesting import suggest_for


@transaction.atomic
def shortlist(*, by: User, mentor: User) -> Verdict:
    """Keep a mentor in mind; it takes back a "not for me"."""
    return _say(by, mentor, SaidOf.SHORTLISTED)


@transaction.atomic
def dismiss(*, by: User, mentor: User) -> Verdict:
    """Not for me: never suggested again until undone, and nobody is told."""
    return _say(by, mentor, SaidOf.DISMISSED)


@transaction.atomic
def take_back(*, by: User, mentor: User, said: SaidOf) -> bool:
    """Undo what was said; after a "not for me" the suggestions follow with the next sweep."""
    count, _rows = Verdict.objects.filter(mentee=by, mentor=mentor, said=said).delete()
    if count and said == SaidOf.DISMISSED:
        Profile.objects.filter(user=by).update(changed_at=timezone.now())
    return bool(count)


@transaction.atomic
def set_peer_aside(*, by: User, peer: User) -> PeerDismissal:
    """Not for me, among people like her: nobody is told, and it can be undone."""
    row, created = PeerDismissal.objects.get_or_create(holder=by, peer=peer)
    if created:
        audit.record("peer_set_aside", by=by, about=row)
    return row


@transaction.atomic
def take_peer_back(*, by: User, peer: User) -> bool:
    """Undo that; True when there was something to undo."""
    count, _rows = PeerDismissal.objects.filter(holder=by, peer=peer).delete()
    return bool(count)


def first_suggestions(user: User) -> None:
    """Suggestions at once, not tomorrow: made on the spot when somebody finishes the welcome."""
    suggest_for([user.pk])


def _say(by: User, mentor: User, said: SaidOf) -> Verdict:
    verdict, created = Verdict.objects.get_or_create(
        mentee=by, mentor=mentor, defaults={"said": said}
    )
    if not created:
        if verdict.said == said:
            return verdict  # said twice is said once
        verdict.said = said
        verdict.save(update_fields=["said", "said_at"])
    audit.record(f"suggestion_{said}", by=by, about=verdict)
    return verdict
