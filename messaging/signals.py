"""The light contact before a first message, as a page shows it: what somebody said with one press,
and what she may say."""

from dataclasses import dataclass

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q

from profiles.models import Profile, User
from profiles.permissions import begins_with, may_approach
from profiles.querysets import people_visible_to

from .models import Signal, SignalKind


@dataclass(frozen=True)
class Signals:
    """Which of them she gave, and whether she may give the others."""

    given: frozenset[str]
    may_give: bool

    def __bool__(self) -> bool:
        return self.may_give or bool(self.given)

    @property
    def offers_any(self) -> bool:
        """Whether there is one that she may still give."""
        return self.may_give and len(self.given) < len(SignalKind)

    @property
    def is_curious(self) -> bool:
        """Whether she said that she is curious."""
        return SignalKind.CURIOUS in self.given

    @property
    def thanks(self) -> bool:
        """Whether she said thanks."""
        return SignalKind.THANK in self.given


def signals_between(viewer: User, person: Profile) -> Signals:
    """What the viewer said to somebody else whom she may see; one query, and two more for somebody
    limited."""
    given = Signal.objects.filter(sender=viewer.pk, recipient=person.user_id).values("kind")
    self = Profile.objects.filter(user=OuterRef("pk"))
    kinds, may_begin = (
        User.objects.annotate(
            given=ArraySubquery(given),
            may_begin=begins_with(person.user_id)
            & Q(Exists(people_visible_to(self, person.user, user="user"))),
        )
        .values_list("given", "may_begin")
        .get(pk=viewer.pk)
    )
    return Signals(frozenset(kinds), may_give=may_begin and may_approach(viewer, person.user_id))
