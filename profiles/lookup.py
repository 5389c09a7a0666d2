"""Hashtags of a text or a list, held against the vocabulary: reading only, aliases resolved."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from .choices import TagKind
from .claims import claims_a_check
from .hashtags import extract_hashtags, hashtag_key, is_mixed_script, remove_hashtags
from .models import Hashtag


@dataclass(frozen=True, kw_only=True)
class FoundTag:
    """A hashtag in a text: `keys` are the spellings that stand there, `key` what they mean."""

    key: str
    name: str
    kind: str
    keys: frozenset[str]
    held: bool = False

    @property
    def is_community(self) -> bool:
        """True for an identity or experience: its holder says who may know."""
        return self.kind == TagKind.COMMUNITY


def waits_for_review(name: str) -> bool:
    """Whether a new hashtag of this name is held until moderators have seen it: it may pass for
    another one, or for something that Kindred says of a person."""
    return is_mixed_script(name) or claims_a_check(name)


def look_up(spellings: Mapping[str, str]) -> tuple[FoundTag, ...]:
    """Hashtags by key and spelling, aliases resolved, in order; one query, none if empty."""
    known = known_hashtags(spellings)
    found: dict[str, FoundTag] = {}
    for key, written in spellings.items():
        tag = known.get(key)
        meant = tag.alias_of or tag if tag else None
        meant_key = meant.key if meant else key
        before = found.get(meant_key)
        found[meant_key] = FoundTag(
            key=meant_key,
            name=meant.name if meant else written,
            kind=meant.kind if meant else TagKind.TOPIC,
            keys=(before.keys if before else frozenset()) | {key},
            held=meant.held if meant else waits_for_review(written),
        )
    return tuple(found.values())


def known_hashtags(keys: Iterable[str]) -> dict[str, Hashtag]:
    """The hashtags that exist under these keys, aliases with what they mean."""
    wanted = list(keys)
    if not wanted:
        return {}
    tags = Hashtag.objects.filter(key__in=wanted).select_related("alias_of")
    return {tag.key: tag for tag in tags}


def meant_keys(names: Iterable[str]) -> dict[str, str]:
    """For every spelling's key, the key of what it means."""
    keys = {hashtag_key(name) for name in names}
    known = known_hashtags(keys)
    return {key: _meant(known.get(key), key) for key in keys}


def without_hashtags(text: str, meant: Collection[str]) -> str:
    """`text` without the hashtags that mean one of these keys, whatever their spelling."""
    spelled = {key for key, means in meant_keys(extract_hashtags(text)).items() if means in meant}
    return remove_hashtags(text, spelled) if spelled else text


def _meant(tag: Hashtag | None, key: str) -> str:
    return (tag.alias_of or tag).key if tag else key
