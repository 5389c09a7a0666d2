"""Somebody joins: the account gets a handle, a profile and an empty availability."""

import secrets
from collections.abc import Iterator

from django.db import IntegrityError, transaction

from profiles.handles import is_reserved, skeleton, suggest_handle
from profiles.models import Availability, Profile, User
from profiles.models.profile import BIO_LENGTH
from safety import audit

TRIES = 8
DISTINCT = "bdefghjkmnpqt"  # letters that no look-alike rule folds into one another


@transaction.atomic
def join(*, user: User, name: str, line: str = "") -> Profile:
    """Make `user` (saved or not) a member called `name`; the welcome comes next.

    Gives a free handle made of the name. `line`, written before there was an account, waits as
    the bio that the welcome asks about: nobody sees it before. A second call returns the profile
    there is.
    """
    if user.pk is not None:
        there = Profile.objects.filter(user=user).first()
        if there is not None:
            return there
    _save_with_free_handle(user, name)
    profile = Profile.objects.create(user=user, name=name, bio=line[:BIO_LENGTH])
    Availability.objects.create(user=user)
    audit.record("join", by=user, subject=user)
    return profile


def _save_with_free_handle(user: User, name: str) -> None:
    for handle in _free_handles(name):
        user.handle = handle
        try:
            with transaction.atomic():
                user.save()
        except IntegrityError:
            # Somebody took it a moment ago, or the fault is not the handle's: then the rest
            # of the tries fail in the same way and the last one says so.
            if not User.objects.filter(handle_skeleton=skeleton(handle)).exists():
                raise
        else:
            return
    raise RuntimeError("no free handle found")


def _free_handles(name: str) -> Iterator[str]:
    """Handles nobody has at this moment, the nicest first; some random ones at the end."""
    base = suggest_handle(name)
    wished = [base, *(f"{base}_{number}" for number in (2, 3, 4, 6, 7, 9))]
    taken = set(
        User.objects.filter(
            handle_skeleton__in=[skeleton(handle) for handle in wished]
        ).values_list("handle_skeleton", flat=True)
    )
    for handle in wished:
        if skeleton(handle) not in taken and not is_reserved(handle):
            yield handle
    for _try in range(TRIES):
        tail = "".join(secrets.choice(DISTINCT) for _letter in range(6))
        yield f"{base[:22].rstrip('_')}_{tail}"
