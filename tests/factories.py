"""People and things for tests: arranged here, acted on over HTTP.

A factory makes what a person would have after finishing the welcome, so that a test says only
what matters to it: `MentorFactory(name="Nadia Aziz", seats=2, offers=["HemePath"])`.
"""

from typing import Any

import factory
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.utils import timezone

from profiles.choices import Direction, Evidence, Kind, ProofKind, Stage, Status, TagKind
from profiles.hashtags import hashtag_key
from profiles.models import Availability, Hashtag, HashtagTie, Profile, Proof, QuietTag, User

PASSWORD = "a long enough passphrase"
DISTINCT = "bdefghjkmnpqst"  # no two look alike, no two together look like a third
# Hashed once: Argon2 is slow on purpose, and most tests never sign in by password.
HASHED = "md5$test$" + "0" * 32


def make_hashtag(name: str, kind: str = TagKind.TOPIC, **fields: Any) -> Hashtag:
    """The hashtag of that name, made when it is not there yet."""
    tag, _created = Hashtag.objects.get_or_create(
        key=hashtag_key(name), defaults={"name": name, "kind": kind, "reviewed": True, **fields}
    )
    return tag


def tie(user: User, direction: str, *names: str, evidence: str = Evidence.CHOSEN) -> None:
    """Tie a person to hashtags."""
    for position, name in enumerate(names):
        HashtagTie.objects.get_or_create(
            user=user,
            hashtag=make_hashtag(name),
            direction=direction,
            evidence=evidence,
            defaults={"position": position},
        )


def prove(user: User, **fields: Any) -> Proof:
    """A proof as a confirmation leaves it."""
    fields = {"kind": ProofKind.INSTITUTION, "shown": "northgate.edu"} | fields
    return Proof.objects.create(user=user, holder=f"digest {user.pk}", **fields)


def unlike_any_other(number: int) -> str:
    """A number in letters that no skeleton folds together."""
    letters = ""
    while number or not letters:
        number, digit = divmod(number, len(DISTINCT))
        letters += DISTINCT[digit]
    return letters


class UserFactory(factory.django.DjangoModelFactory[User]):
    """A confirmed account with a finished profile that members may see."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@example.org")
    handle = factory.Sequence(lambda n: f"member_{unlike_any_other(n)}")
    password = HASHED

    @classmethod
    def _create(cls, model_class: type[User], *args: Any, **kwargs: Any) -> User:
        names = {field.name for field in Profile._meta.get_fields()}
        seat_names = {"status", "seats", "seats_taken", "paused_until", "asked", "answered"}
        profile = {key: kwargs.pop(key) for key in list(kwargs) if key in names and key != "user"}
        seats = {key: kwargs.pop(key) for key in list(kwargs) if key in seat_names}
        tags = {key: kwargs.pop(key, ()) for key in ("about", "seeks", "offers", "quiet")}
        profile.setdefault("name", f"Person {kwargs['email'].split('@')[0][6:] or 'x'}")
        profile.setdefault("welcomed_at", timezone.now())
        user = model_class(**kwargs)
        user.save()
        Profile.objects.create(user=user, **profile)
        Availability.objects.create(user=user, **seats)
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        if user.is_staff:  # the staff pages ask for a second factor
            Authenticator.objects.create(
                user=user, type=Authenticator.Type.TOTP, data={"secret": "x"}
            )
        tie(user, Direction.IS, *tags["about"])
        tie(user, Direction.SEEKS, *tags["seeks"])
        tie(user, Direction.OFFERS, *tags["offers"])
        for name in tags["quiet"]:
            QuietTag.objects.create(user=user, name=name, key=hashtag_key(name))
        return user


class MemberFactory(UserFactory):
    """A mentee."""

    is_mentee = True
    stage = Stage.RESIDENT
    seeks_kinds = factory.LazyFunction(lambda: [Kind.MENTORSHIP])


class MentorFactory(UserFactory):
    """A mentor with places open."""

    is_mentor = True
    stage = Stage.MID_FACULTY
    offers_kinds = factory.LazyFunction(lambda: [Kind.MENTORSHIP, Kind.TALK])
    status = Status.OPEN
    seats = 2


class ModeratorFactory(UserFactory):
    """A moderator: sees the staff pages."""

    is_staff = True
