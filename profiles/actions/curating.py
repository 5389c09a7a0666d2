"""What moderators decide about hashtags: in, out, or another word for one that is there."""

from django.db import transaction
from django.utils import timezone

from profiles.choices import TagKind
from profiles.models import Hashtag, Profile, User
from safety import audit

from .tying import find_or_make_hashtag
from .vocabulary import make_alias


@transaction.atomic
def approve_hashtag(*, hashtag: Hashtag, kind: TagKind, by: User) -> None:
    """Let it be suggested and listed, as a hashtag of this kind."""
    _decide(hashtag, by=by, action="approve_hashtag", held=False, kind=kind)


@transaction.atomic
def refuse_hashtag(*, hashtag: Hashtag, by: User) -> None:
    """Hold it for good: suggested to nobody, listed nowhere. Who wrote it keeps their words."""
    _decide(hashtag, by=by, action="refuse_hashtag", held=True, kind=TagKind(hashtag.kind))


@transaction.atomic
def alias_hashtag(*, hashtag: Hashtag, of: str, kind: TagKind, by: User) -> Hashtag:
    """Let it mean the hashtag named `of`, made when it is not there; returns that one.

    Raises NotAHashtag. Naming the hashtag itself or one of its aliases approves it.
    """
    target = find_or_make_hashtag(of)
    if target.pk != hashtag.pk:
        _decide(hashtag, by=by, action="approve_hashtag", held=False, kind=kind)
        if not target.reviewed:
            _decide(target, by=by, action="approve_hashtag", held=False, kind=kind)
        make_alias(alias=hashtag, of=target, by=by)
    else:
        approve_hashtag(hashtag=hashtag, kind=kind, by=by)
    return target


def _decide(hashtag: Hashtag, *, by: User, action: str, held: bool, kind: TagKind) -> None:
    Hashtag.objects.filter(pk=hashtag.pk).update(held=held, reviewed=True, kind=kind)
    if held != hashtag.held:
        Profile.objects.filter(user__hashtag_ties__hashtag=hashtag).update(
            changed_at=timezone.now()
        )
    audit.record(action, by=by, about=hashtag, held=held, kind=str(kind))
