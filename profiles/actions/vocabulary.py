"""The shared vocabulary, brought from a file."""

import csv
from collections.abc import Iterable
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
    before = Hashtag.objects.count()
    hashtags = aliases = 0
    for entry in entries:
        tag = _reviewed(entry.name, kind=entry.kind, story=entry.story)
        if tag.alias_of_id is not None and tag.curated_at is None:
            Hashtag.objects.filter(pk=tag.pk).update(alias_of=None)
            tag.alias_of = None
        hashtags += 1
        for word in entry.aliases:
            if hashtag_key(word) == tag.key:
                continue
            alias = _reviewed(word, kind=entry.kind, story="")
            if alias.curated_at is None:
                make_alias(alias=alias, of=tag, by=by)
            aliases += 1
    new = Hashtag.objects.count() - before
    if new:
        audit.record("import_vocabulary", by=by, hashtags=hashtags, aliases=aliases, new=new)
    return Imported(hashtags=hashtags, aliases=aliases, new=new)


def _reviewed(name: str, *, kind: str, story: str) -> Hashtag:
    """The hashtag as the file says it, or as a moderator does."""
    known = Hashtag.objects.filter(key=hashtag_key(name), curated_at__isnull=False)
    curated = known.select_related("alias_of").first()
    if curated is not None:
        return curated
    tag, _created = Hashtag.objects.update_or_create(
        key=hashtag_key(name),
        defaults={"name": name, "kind": kind, "story": story, "reviewed": True, "held": False},
    )
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
