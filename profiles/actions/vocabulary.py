"""The shared vocabulary, brought from a file."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction

from profiles.choices import TagKind
from profiles.errors import BadVocabulary
from profiles.hashtags import hashtag_key, is_hashtag_name
from profiles.models import Hashtag, User
from safety import audit

from .merging import make_alias

COLUMNS = ("name", "kind", "aliases", "story")


@dataclass(frozen=True)
class Entry:
    """One line of the file: `aliases` are other words for the same hashtag."""

    name: str
    kind: str
    aliases: tuple[str, ...]
    story: str


@dataclass(frozen=True)
class Imported:
    """What an import came to."""

    hashtags: int
    aliases: int
    new: int


def read_vocabulary(lines: Iterable[str]) -> list[Entry]:
    """The entries of a CSV with the columns name, kind, aliases (spaces between), story.

    Raises BadVocabulary with the line number; nothing is half read.
    """
    reader = csv.DictReader(lines, strict=True)
    owner: dict[str, tuple[str, int]] = {}
    try:
        missing = [column for column in COLUMNS if column not in (reader.fieldnames or ())]
        if missing:
            raise BadVocabulary(f"Line 1: the column {missing[0]} is missing.")
        return [_read_entry(row, reader.line_num, owner) for row in reader]
    except csv.Error as error:
        raise BadVocabulary(f"Line {reader.reader.line_num}: {error}.") from None


@transaction.atomic
def import_vocabulary(*, entries: Iterable[Entry], by: User | None = None) -> Imported:
    """Bring the entries in; doing it again changes nothing. The file wins over what was there,
    and what a moderator decided wins over the file.

    A hashtag that people made before, and that the file names as an alias, hands its people over.
    """
    wanted = list(entries)
    known, fresh = _at_hand(wanted)
    hashtags = aliases = 0
    for entry in wanted:
        tag = _reviewed(known, entry.name, kind=entry.kind, story=entry.story)
        if tag.alias_of_id is not None and tag.curated_at is None:
            Hashtag.objects.filter(pk=tag.pk).update(alias_of=None)
            tag.alias_of = None
        hashtags += 1
        for word in entry.aliases:
            if hashtag_key(word) == tag.key:
                continue
            alias = _reviewed(known, word, kind=entry.kind, story="")
            if by is None and alias.key in fresh:  # nothing stands under it that would move
                Hashtag.objects.filter(pk=alias.pk).update(alias_of=tag.alias_of or tag)
            elif alias.curated_at is None:
                make_alias(alias=alias, of=tag, by=by)
            aliases += 1
    new = len(fresh)
    if new:
        audit.record("import_vocabulary", by=by, hashtags=hashtags, aliases=aliases, new=new)
    return Imported(hashtags=hashtags, aliases=aliases, new=new)


def _at_hand(entries: Sequence[Entry]) -> tuple[dict[str, Hashtag], frozenset[str]]:
    """Every hashtag of the file by its key, made where it was not there; and the keys of those."""
    words: dict[str, Hashtag] = {}
    for entry in entries:
        for word in (entry.name, *entry.aliases):
            made = Hashtag(key=hashtag_key(word), name=word, kind=entry.kind, reviewed=True)
            words.setdefault(made.key, made)
    there = Hashtag.objects.filter(key__in=words)
    fresh = frozenset(words).difference(there.values_list("key", flat=True))
    # Somebody may be writing one of them at this moment: then it is theirs.
    Hashtag.objects.bulk_create([words[key] for key in sorted(fresh)], ignore_conflicts=True)
    return {tag.key: tag for tag in there.select_related("alias_of")}, fresh


def _reviewed(known: Mapping[str, Hashtag], name: str, *, kind: str, story: str) -> Hashtag:
    """The hashtag as the file says it, or as a moderator does."""
    tag = known[hashtag_key(name)]
    said = {"name": name, "kind": kind, "story": story, "reviewed": True, "held": False}
    if tag.curated_at is None and any(getattr(tag, what) != is_so for what, is_so in said.items()):
        for what, is_so in said.items():
            setattr(tag, what, is_so)
        tag.save(update_fields=[*said])
    return tag


def _read_entry(row: dict[str, str], line: int, owner: dict[str, tuple[str, int]]) -> Entry:
    if None in row or None in row.values():
        raise BadVocabulary(f"Line {line}: expected {len(COLUMNS)} columns.")
    name = row["name"].strip().lstrip("#")
    aliases = tuple(word.lstrip("#") for word in row["aliases"].split())
    if row["kind"] not in TagKind.values:
        raise BadVocabulary(f"Line {line}: “{row['kind']}” is no kind of hashtag.")
    if len(row["story"]) > 300:
        raise BadVocabulary(f"Line {line}: the story is longer than 300 characters.")
    for word in (name, *aliases):
        if not is_hashtag_name(word):
            raise BadVocabulary(f"Line {line}: “{word}” is not a hashtag.")
        first, first_line = owner.setdefault(hashtag_key(word), (name, line))
        if first_line != line:
            raise BadVocabulary(f"Line {line}: #{word} stands in line {first_line}, for #{first}.")
    return Entry(name=name, kind=row["kind"], aliases=aliases, story=row["story"].strip())
