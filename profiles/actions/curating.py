"""What moderators decide about hashtags: in, out, or another word for one that is there."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from profiles.choices import TagKind
from profiles.errors import BadMerge, WordTaken
from profiles.hashtags import hashtag_key
from profiles.models import Hashtag, Profile, User
from safety import audit

from .merging import make_alias
from .tying import find_or_make_hashtag, plain_name, plain_names


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

    Raises NotAHashtag, and BadMerge for one that was refused: who stands here would be seen under
    nothing any more. Naming the hashtag itself or one of its aliases approves it.
    """
    target = find_or_make_hashtag(of)
    if target.pk != hashtag.pk and target.held and target.reviewed:
        raise BadMerge(
            _("#%(name)s was refused. Approve it first; nothing was changed.")
            % {"name": target.name}
        )
    if target.pk != hashtag.pk:
        _decide(hashtag, by=by, action="approve_hashtag", held=False, kind=kind)
        if not target.reviewed:
            _decide(target, by=by, action="approve_hashtag", held=False, kind=kind)
        make_alias(alias=hashtag, of=target, by=by)
    else:
        approve_hashtag(hashtag=hashtag, kind=kind, by=by)
    return target


@transaction.atomic
def edit_hashtag(
    *,
    hashtag: Hashtag,
    name: str,
    kind: TagKind,
    story: str,
    aliases: Iterable[str],
    by: User,
) -> Hashtag:
    """Spell, sort and describe a hashtag; `aliases` are all its other words from now on.

    A word that is left out becomes a hashtag of its own. Raises NotAHashtag, and WordTaken for a
    word that stands for itself or for another hashtag.
    """
    tag = Hashtag.objects.select_for_update(no_key=True).get(pk=hashtag.pk, alias_of=None)
    plain = plain_name(name)
    if hashtag_key(plain) != tag.key:
        raise WordTaken(
            _(
                "#%(new)s is another hashtag than #%(old)s. Keep the letters and change only how "
                "they are written, or add it to the other words."
            )
            % {"new": plain, "old": tag.name}
        )
    words = plain_names(aliases)
    words.pop(tag.key, None)
    changed = tag.kind != kind
    tag.name, tag.kind, tag.story = plain, kind, story
    tag.reviewed, tag.curated_at = True, timezone.now()
    tag.save(update_fields=["name", "kind", "story", "reviewed", "curated_at"])
    _let_mean(tag, words)
    if changed:
        Profile.objects.filter(user__hashtag_ties__hashtag=tag).update(changed_at=timezone.now())
    audit.record("edit_hashtag", by=by, about=tag, kind=str(kind), aliases=len(words))
    return tag


def _let_mean(tag: Hashtag, words: dict[str, str]) -> None:
    """Exactly these words mean `tag`; the others of today stand for themselves again."""
    now = timezone.now()
    tag.aliases.exclude(key__in=words).update(alias_of=None, kind=tag.kind, curated_at=now)
    known = {row.key: row for row in Hashtag.objects.filter(key__in=words)}
    for key, word in words.items():
        row = known.get(key)
        if row is None:
            Hashtag.objects.create(
                key=key, name=word, kind=tag.kind, alias_of=tag, reviewed=True, curated_at=now
            )
        elif row.alias_of_id is None:
            raise WordTaken(
                _("#%(word)s is a hashtag of its own. Merge it into this one instead.")
                % {"word": row.name}
            )
        elif row.alias_of_id != tag.pk:
            raise WordTaken(
                _("#%(word)s means another hashtag. Take it out there first.") % {"word": row.name}
            )
    tag.aliases.update(kind=tag.kind)


def _decide(hashtag: Hashtag, *, by: User, action: str, held: bool, kind: TagKind) -> None:
    Hashtag.objects.filter(pk=hashtag.pk).update(
        held=held, reviewed=True, kind=kind, curated_at=timezone.now()
    )
    if held != hashtag.held:
        Profile.objects.filter(user__hashtag_ties__hashtag=hashtag).update(
            changed_at=timezone.now()
        )
    audit.record(action, by=by, about=hashtag, held=held, kind=str(kind))
