"""Who may be seen: the gate, and the readable words that go with it.

Every queryset that yields a person, or what ties a person to something, passes `visible_to`.
Lists, counts, search, suggestions, autocomplete, mails and exports share it.
"""

from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, Subquery
from django.db.models.functions import Coalesce

from safety.permissions import not_blocked

from .choices import HELPING, STANDING, Audience, Contact, Status
from .hashtags import hashtag_key
from .institution_names import institution_key

if TYPE_CHECKING:
    from .models import Hashtag, HashtagTie, Listing, Profile, TagFollow, TagHiding, TagSteward

    ProfileBase = models.QuerySet[Profile]
    ListingBase = models.QuerySet[Listing]
    HashtagBase = models.QuerySet[Hashtag]
    TieBase = models.QuerySet[HashtagTie]
    FollowBase = models.QuerySet[TagFollow]
    StewardBase = models.QuerySet[TagSteward]
    HidingBase = models.QuerySet[TagHiding]
else:
    ProfileBase = ListingBase = HashtagBase = TieBase = models.QuerySet
    FollowBase = StewardBase = HidingBase = models.QuerySet

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


def shown_to_members(prefix: str = "user__") -> Q:
    """A condition: the person shows herself to members, and moderators have not limited that."""
    return Q(
        **{f"{prefix}profile__audience": Audience.MEMBERS, f"{prefix}limited_at__isnull": True}
    )


def people_visible_to(rows: Rows, viewer: Viewer, *, user: str) -> Rows:
    """The gate itself: those of `rows` whose person `viewer` may see.

    `user` is the lookup path from a row to the person's account, for instance "user". Anonymous
    viewers see nobody, suspended ones themselves. Blocks hold either way; suspended and unfinished
    accounts are seen by nobody; "nobody until I ask" yields only to a grant, and a limit to whoever
    knew the person before it.
    """
    if not viewer.is_authenticated or viewer.pk is None:
        return rows.none()
    if getattr(viewer, "is_suspended", False):
        return rows.filter(**{f"{user}_id": viewer.pk})
    grants = rows.model._meta.apps.get_model("profiles", "Grant").objects
    granted = Q(**{f"{user}_id__in": grants.filter(viewer=viewer.pk).values("owner")})
    if imagined := getattr(viewer, "granted_by", None):
        granted |= Q(**{f"{user}_id__in": imagined})
    known = rows.model._meta.apps.get_model("profiles", "Acquaintance").objects
    knew_before = Q(
        **{
            f"{user}__profile__audience": Audience.MEMBERS,
            f"{user}_id__in": known.filter(viewer=viewer.pk).values("owner"),
        }
    )
    return rows.filter(
        Q(**{f"{user}_id": viewer.pk})
        | (
            in_good_standing(f"{user}__")
            & (shown_to_members(f"{user}__") | knew_before | granted)
            & not_blocked(viewer.pk, user_field=f"{user}_id")
        )
    )


def mentor_with_a_place(prefix: str = "user__") -> Q:
    """A condition: offers to mentor, is open, and not every place is taken."""
    return Q(
        **{
            f"{prefix}profile__is_mentor": True,
            f"{prefix}availability__status": Status.OPEN,
            f"{prefix}availability__seats__gt": F(f"{prefix}availability__seats_taken"),
        }
    )


class ProfileQuerySet(ProfileBase):
    """Profiles."""

    def update(self, **values: Any) -> int:
        """As Django's; whoever sets the words for an institution sets their key with them."""
        if isinstance(values.get("institution"), str):
            values.setdefault("institution_key", institution_key(values["institution"]))
        return super().update(**values)

    def visible_to(self, viewer: Viewer) -> "ProfileQuerySet":
        """The gate; one's own profile is always among them."""
        return people_visible_to(self, viewer, user="user")

    def others_than(self, viewer: Viewer) -> "ProfileQuerySet":
        """Everybody but the viewer."""
        return self.exclude(user=viewer.pk)

    def counted_for(self, viewer: Viewer) -> "ProfileQuerySet":
        """Those whom a figure on the viewer's page counts: the others she may see; for somebody
        signed out, those who are listed."""
        if viewer.is_authenticated:
            return self.visible_to(viewer).others_than(viewer)
        return self.listed()

    def listed(self) -> "ProfileQuerySet":
        """Those who show themselves to all members: what public counts are made of."""
        return self.filter(in_good_standing(), shown_to_members())

    def mentoring(self) -> "ProfileQuerySet":
        """Those who offer to mentor, open or not."""
        return self.filter(is_mentor=True).exclude(user__availability__status=Status.NOT_OFFERING)

    def open_to_peers(self) -> "ProfileQuerySet":
        """Those whom people like them may find and write to first."""
        return self.filter(meets_peers=True, audience=Audience.MEMBERS).exclude(
            contact=Contact.NOBODY
        )

    def open(self) -> "ProfileQuerySet":
        """Mentors who have a place now."""
        return self.filter(
            is_mentor=True,
            user__availability__status=Status.OPEN,
            user__availability__seats__gt=F("user__availability__seats_taken"),
        )

    def confirmed(self) -> "ProfileQuerySet":
        """Those who have shown who they are."""
        proofs = self.model._meta.apps.get_model("profiles", "Proof").objects
        return self.filter(Exists(proofs.filter(user=OuterRef("user_id"))))

    def tagged(
        self, *hashtags: "Hashtag", directions: tuple[str, ...] = STANDING
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

    def not_hidden_under(self, hashtag: "Hashtag", *, viewer: Viewer) -> "ProfileQuerySet":
        """Less those whom the viewer hides under `hashtag`."""
        hidings = self.model._meta.apps.get_model("profiles", "TagHiding").objects
        hidden = hidings.filter(user=viewer.pk, hashtag=hashtag)
        return self.exclude(user__in=hidden.values("person"))

    def opened_under(self, hashtag: "Hashtag", *, since: datetime) -> "ProfileQuerySet":
        """Mentors with a place who help under `hashtag` and did not do all of that by `since`."""
        ties = self.model._meta.apps.get_model("profiles", "HashtagTie").objects
        earlier = ties.filter(
            user=OuterRef("user_id"),
            hashtag=hashtag,
            direction__in=HELPING,
            created_at__lte=since,
        )
        return (
            self.tagged(hashtag, directions=HELPING)
            .open()
            .filter(
                Q(user__availability__opened_at__gt=since)
                | Q(welcomed_at__gt=since)
                | ~Exists(earlier)
            )
        )

    def for_cards(self) -> "ProfileQuerySet":
        """Fetches what a card shows in a fixed number of queries."""
        ties = self.model._meta.apps.get_model("profiles", "HashtagTie").objects
        return self.select_related("user", "user__availability").prefetch_related(
            Prefetch(
                "user__hashtag_ties",
                queryset=ties.filter(hashtag__held=False).select_related("hashtag"),
            ),
            "user__proofs",
        )


class ListingQuerySet(ListingBase):
    """What the directory looks through."""

    def visible_to(self, viewer: Viewer) -> "ListingQuerySet":
        """The gate; the viewer's own among them."""
        return people_visible_to(self, viewer, user="user")

    def counted_for(self, viewer: Viewer) -> "ListingQuerySet":
        """The others she may see who offer to mentor."""
        return self.visible_to(viewer).filter(listed=True).exclude(user=viewer.pk)


class HashtagTieQuerySet(TieBase):
    """Ties between people and hashtags."""

    def visible_to(self, viewer: Viewer) -> "HashtagTieQuerySet":
        """The ties of those the viewer may see."""
        return people_visible_to(self, viewer, user="user")

    def counted_for(self, viewer: Viewer) -> "HashtagTieQuerySet":
        """The ties of those whom `Profile.objects.counted_for` counts, if they stand under it."""
        standing = self.filter(direction__in=STANDING)
        if viewer.is_authenticated:
            return standing.visible_to(viewer).exclude(user=viewer.pk)
        return standing.filter(in_good_standing("user__"), shown_to_members("user__"))

    def not_hidden_from(self, viewer: Viewer) -> "HashtagTieQuerySet":
        """Less the ties by which the viewer wishes to meet nobody."""
        hidings = self.model._meta.apps.get_model("profiles", "TagHiding").objects
        hidden = hidings.filter(
            user=viewer.pk, hashtag=OuterRef("hashtag"), person=OuterRef("user")
        )
        return self.exclude(Exists(hidden))

    def with_a_place(self) -> "HashtagTieQuerySet":
        """The ties of mentors who have a place now."""
        return self.filter(mentor_with_a_place("user__"))


class HashtagQuerySet(HashtagBase):
    """Hashtags."""

    def shown(self) -> "HashtagQuerySet":
        """Not held for review, and no alias."""
        return self.filter(held=False, alias_of=None)

    def named(self, name: str) -> "HashtagQuerySet":
        """The one that this spelling means, with what it is an alias of; or none."""
        return self.filter(key=hashtag_key(name)).select_related("alias_of", "long_story")

    def beginning_with(self, start: str) -> "HashtagQuerySet":
        """Those whose key, or the key of one of their aliases, begins as `start` does."""
        key = hashtag_key(start)
        aliases = self.model.objects.filter(alias_of=OuterRef("pk"), key__startswith=key)
        return self.filter(Q(key__startswith=key) | Exists(aliases))

    def counted_for(self, viewer: Viewer) -> "HashtagQuerySet":
        """With `people`, as many as the viewer's figures may count under each."""
        ties = self.model._meta.apps.get_model("profiles", "HashtagTie").objects
        people = (
            ties.counted_for(viewer)
            .filter(hashtag=OuterRef("pk"))
            .order_by()
            .values("hashtag")
            .annotate(people=Count("user", distinct=True))
            .values("people")
        )
        return self.annotate(people=Coalesce(Subquery(people), 0))

    def suggested(self, viewer: Viewer) -> "HashtagQuerySet":
        """Offered while somebody types: reviewed, or used by five people the viewer may count."""
        return (
            self.shown()
            .counted_for(viewer)
            .filter(Q(reviewed=True) | Q(people__gte=settings.SMALL_COUNT))
        )


class TagFollowQuerySet(FollowBase):
    """What people follow."""

    def of(self, user: Viewer) -> "TagFollowQuerySet":
        """One's own, less those of hashtags that moderators hold."""
        return self.filter(user=user.pk, hashtag__held=False).select_related("hashtag")


class TagHidingQuerySet(HidingBase):
    """Whom people hide under one hashtag."""

    def visible_to(self, viewer: Viewer) -> "TagHidingQuerySet":
        """One's own, of those whom the viewer may see, less hashtags that moderators hold."""
        rows = self.filter(user=viewer.pk, hashtag__held=False)
        return people_visible_to(rows, viewer, user="person")


class TagStewardQuerySet(StewardBase):
    """Who looks after hashtags."""

    def visible_to(self, viewer: Viewer) -> "TagStewardQuerySet":
        """Those whom the viewer may see."""
        return people_visible_to(self, viewer, user="user")

    def serving(self) -> "TagStewardQuerySet":
        """Those who said yes."""
        return self.filter(accepted_at__isnull=False)
