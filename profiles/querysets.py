"""Who may be seen: the gate, and the readable words that go with it.

Every queryset that yields a person, or what ties a person to something, passes `visible_to`.
Lists, counts, search, suggestions, autocomplete, mails and exports share it.
"""

from typing import TYPE_CHECKING, Any, TypeVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q

from safety.permissions import not_blocked

from .choices import Audience, Direction, Status

if TYPE_CHECKING:
    from .models import Hashtag, HashtagTie, Profile

    ProfileBase = models.QuerySet[Profile]
    HashtagBase = models.QuerySet[Hashtag]
    TieBase = models.QuerySet[HashtagTie]
else:
    ProfileBase = HashtagBase = TieBase = models.QuerySet

Viewer = AbstractBaseUser | AnonymousUser
Rows = TypeVar("Rows", bound="models.QuerySet[Any]")


def in_good_standing(prefix: str = "user__") -> Q:
    """A condition: the account is active, not suspended, and has left the welcome."""
    return Q(
        **{
            f"{prefix}is_active": True,
            f"{prefix}suspended_at__isnull": True,
            f"{prefix}profile__welcomed_at__isnull": False,
        }
    )


def people_visible_to(rows: Rows, viewer: Viewer, *, user: str) -> Rows:
    """The gate itself: those of `rows` whose person `viewer` may see.

    `user` is the lookup path from a row to the person's account, for instance "user". Anonymous
    viewers see nobody, suspended ones themselves. Blocks hold either way; suspended and unfinished accounts are seen by
    nobody; "nobody until I ask" yields only to a grant.
    """
    if not viewer.is_authenticated or viewer.pk is None:
        return rows.none()
    if getattr(viewer, "is_suspended", False):
        return rows.filter(**{f"{user}_id": viewer.pk})
    granted = Exists(
        rows.model._meta.apps.get_model("profiles", "Grant").objects.filter(
            owner=OuterRef(f"{user}_id"), viewer=viewer.pk
        )
    )
    return rows.filter(
        Q(**{f"{user}_id": viewer.pk})
        | (
            in_good_standing(f"{user}__")
            & (Q(**{f"{user}__profile__audience": Audience.MEMBERS}) | Q(granted))
            & not_blocked(viewer.pk, user_field=f"{user}_id")
        )
    )


class ProfileQuerySet(ProfileBase):
    """Profiles."""

    def visible_to(self, viewer: Viewer) -> "ProfileQuerySet":
        """The gate; one's own profile is always among them."""
        return people_visible_to(self, viewer, user="user")

    def others_than(self, viewer: Viewer) -> "ProfileQuerySet":
        """Everybody but the viewer."""
        return self.exclude(user=viewer.pk)

    def listed(self) -> "ProfileQuerySet":
        """Those who show themselves to members: what public counts are made of."""
        return self.filter(in_good_standing(), audience=Audience.MEMBERS)

    def mentoring(self) -> "ProfileQuerySet":
        """Those who offer to mentor, open or not."""
        return self.filter(is_mentor=True).exclude(user__availability__status=Status.NOT_OFFERING)

    def open(self) -> "ProfileQuerySet":
        """Mentors who have a place now."""
        return self.filter(
            is_mentor=True,
            user__availability__status=Status.OPEN,
            user__availability__seats__gt=F("user__availability__seats_taken"),
        )

    def tagged(
        self, *hashtags: "Hashtag", directions: tuple[str, ...] = tuple(Direction.values)
    ) -> "ProfileQuerySet":
        """Those tied to any of `hashtags` in one of `directions`."""
        ties = self.model._meta.apps.get_model("profiles", "HashtagTie").objects
        return self.filter(
            Exists(
                ties.filter(
                    user=OuterRef("user_id"), hashtag__in=hashtags, direction__in=directions
                )
            )
        )

    def for_cards(self) -> "ProfileQuerySet":
        """Fetches what a card shows in a fixed number of queries."""
        ties = self.model._meta.apps.get_model("profiles", "HashtagTie").objects
        return self.select_related("user", "user__availability").prefetch_related(
            Prefetch(
                "user__hashtag_ties",
                queryset=ties.filter(hashtag__held=False).select_related("hashtag"),
            )
        )


class HashtagTieQuerySet(TieBase):
    """Ties between people and hashtags."""

    def visible_to(self, viewer: Viewer) -> "HashtagTieQuerySet":
        """The ties of those the viewer may see."""
        return people_visible_to(self, viewer, user="user")


class HashtagQuerySet(HashtagBase):
    """Hashtags."""

    def shown(self) -> "HashtagQuerySet":
        """Not held for review, and no alias."""
        return self.filter(held=False, alias_of=None)

    def suggested(self) -> "HashtagQuerySet":
        """Offered while somebody types: reviewed, or used by five people who are listed."""
        listed = Q(
            in_good_standing("ties__user__"), ties__user__profile__audience=Audience.MEMBERS
        )
        return (
            self.shown()
            .annotate(people=Count("ties__user", filter=listed, distinct=True))
            .filter(Q(reviewed=True) | Q(people__gte=5))
        )
