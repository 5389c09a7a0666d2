"""The three steps of the welcome. Each can be left, gone back to, and taken up again."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from profiles import registry
from profiles.models import Profile, User
from safety import audit

from .availability import Places, lock_places, set_availability
from .saying import say_about, say_offers, say_seeks
from .shapes import About, Offers, Seeks

LAST_STEP = 3


@transaction.atomic
def save_about(*, by: User, about: About) -> Profile:
    """Step 1. Raises RateLimited when too much is kept quiet in one day."""
    profile = _locked(by)
    say_about(profile, about)
    return _saved(profile, reached=2)


@transaction.atomic
def save_wishes(
    *,
    by: User,
    languages: Sequence[str],
    seeks: Seeks | None = None,
    offers: Offers | None = None,
    places: Places | None = None,
) -> Profile:
    """Step 2: what a mentee looks for, what a mentor gives, or both; a mentor opens by it."""
    if places is not None:
        lock_places(by)
    profile = _locked(by)
    profile.languages = list(languages)
    if seeks is not None:
        say_seeks(profile, seeks)
    if offers is not None:
        say_offers(profile, offers)
    if places is not None:
        set_availability(by=by, places=places)
        profile.is_mentor = True
    return _saved(profile, reached=3)


@transaction.atomic
def finish_welcome(*, by: User) -> Profile:
    """The person goes on, with whatever she has saved; from now on she can be seen.

    A draft of the bio that she never confirmed is dropped. Finishing twice is finishing once.
    """
    profile = _locked(by)
    if profile.is_welcomed:
        return profile
    if profile.welcome_step == 1:
        profile.bio = ""
    profile.welcomed_at = timezone.now()
    _saved(profile, reached=LAST_STEP)
    audit.record("finish_welcome", by=by, subject=by, about=profile)
    registry.welcomed(by)
    return profile


def _locked(by: User) -> Profile:
    return Profile.objects.select_for_update(of=("self",)).select_related("user").get(user=by)


def _saved(profile: Profile, *, reached: int) -> Profile:
    profile.welcome_step = max(profile.welcome_step, reached)
    profile.changed_at = timezone.now()
    profile.version += 1
    profile.save()
    return profile
