"""Linking people to the institutions that their own words mean."""

from collections import defaultdict
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from profiles.institution_lookup import understood
from profiles.models import Profile

AT_ONCE = 2000


def say_workplace(profile: Profile, name: str) -> None:
    """Set the words and what they mean, on a locked profile that the caller saves."""
    profile.institution = name
    profile.workplace_id = understood([name]).get(name)


@transaction.atomic
def link_people(*, keys: Iterable[str] | None = None) -> int:
    """Link whoever's words mean an institution, unlink whose mean none any more; how many moved.

    `keys` are keys of names whose meaning may have changed; without them everybody is looked at.
    Doing it again changes nothing.
    """
    rows = Profile.objects.exclude(institution_key="")
    if keys is not None:
        rows = rows.filter(_spelled(keys))
    named = rows.order_by().values_list("institution", "workplace_id").distinct()
    stand: dict[str, set[int | None]] = defaultdict(set)
    for name, workplace in named:
        stand[name].add(workplace)
    moved = 0
    names = sorted(stand)
    for start in range(0, len(names), AT_ONCE):
        moved += _link(names[start : start + AT_ONCE], stand)
    return moved


def _link(names: list[str], stand: dict[str, set[int | None]]) -> int:
    meant = understood(names)
    moving: dict[int | None, list[str]] = defaultdict(list)
    for name in names:
        if stand[name] != {meant.get(name)}:
            moving[meant.get(name)].append(name)
    now = timezone.now()
    moved = 0
    for workplace, spelled in moving.items():
        rows = Profile.objects.filter(institution__in=spelled)
        there = Q(workplace=workplace) if workplace else Q(workplace__isnull=True)
        moved += rows.exclude(there).update(workplace=workplace, changed_at=now)
    return moved


def _spelled(keys: Iterable[str]) -> Q:
    """Whose words are these names, or these with which one of several after them."""
    wanted = list(keys)
    condition = Q(institution_key__in=wanted)
    for key in wanted:
        condition |= Q(institution_key__startswith=f"{key} ")
    return condition
