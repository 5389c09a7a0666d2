"""The link that ends mails of a kind: one press, signed out too, and good for nothing else."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.signing import BadSignature, Signer
from django.urls import reverse

from profiles.models import User

from .choices import FOLLOWED_HASHTAGS
from .kinds import Kind, UnknownKind, kind_named

DIGEST = "digest"
_signer = Signer(salt="notifications.digest")  # as in the mails that are out there


class BadLink(Exception):
    """The link was not made here, or not whole."""


@dataclass(frozen=True)
class StopLink:
    """Whose mails a link ends: those of `kinds`, or whatever is gathered in a digest."""

    user: User
    kinds: tuple[Kind, ...]
    digest: bool


def stop_path(user: User, names: Iterable[str]) -> str:
    """The path of the page that ends the mails of these kinds, or of DIGEST."""
    value = ".".join((user.public_id.hex, *names))
    return reverse("notifications:stop", args=[_signer.sign(value)])


def read_stop_link(token: str) -> StopLink:
    """What a link ends. Raises BadLink."""
    try:
        public_id, *names = _signer.unsign(token).split(".")
        people = User.objects.filter(is_active=True).select_related("profile")
        user = people.get(public_id=public_id)
        wanted = [name for name in names if name != DIGEST] if names else [FOLLOWED_HASHTAGS]
        kinds = tuple(kind_named(name) for name in wanted)
    except (BadSignature, User.DoesNotExist, UnknownKind):
        raise BadLink from None
    return StopLink(user, kinds, DIGEST in names)
