"""Editing one's own profile: two edits never overwrite each other silently."""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from profiles.errors import Changed, HandleTaken
from profiles.models import Profile, User
from safety import audit

from .saying import say_about, say_offers, say_person, say_seeks
from .shapes import About, Offers, Person, Seeks


@transaction.atomic
def edit_profile(
    *, by: User, version: int, person: Person, about: About, seeks: Seeks, offers: Offers
) -> Profile:
    """Save the whole public profile, if it is still the `version` that the person edited.

    Raises Changed, HandleTaken, and RateLimited when too much is kept quiet in one day.
    """
    profile = Profile.objects.select_for_update(of=("self",)).select_related("user").get(user=by)
    if profile.version != version:
        raise Changed(
            _(
                "This profile was changed elsewhere since you opened this page. Nothing of this "
                "page was saved yet; what you typed is still here."
            )
        )
    if person.handle != profile.user.handle:
        _rename(profile.user, person.handle)
    say_person(profile, person)
    say_about(profile, about)
    say_seeks(profile, seeks)
    say_offers(profile, offers)
    profile.version += 1
    profile.changed_at = timezone.now()
    profile.save()
    audit.record("edit_profile", by=by, subject=by, about=profile, version=profile.version)
    return profile


def _rename(user: User, handle: str) -> None:
    user.handle = handle
    try:
        with transaction.atomic():
            user.save(update_fields=["handle", "handle_skeleton"])
    except IntegrityError:
        raise HandleTaken(
            _("This handle, or one that looks like it, is taken. Please choose another one.")
        ) from None
