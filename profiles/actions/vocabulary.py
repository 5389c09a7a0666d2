"""The shared vocabulary: brought from a file, and one hashtag made the alias of another."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from profiles.choices import TagKind
from profiles.errors import BadVocabulary
from profiles.hashtags import hashtag_key, is_hashtag_name
from profiles.models import Hashtag, HashtagTie, Profile, User
from safety import audit

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
    """Bring the entries in; doing it again changes nothing. The file wins over what was there.

    A hashtag that people made before, and that the file names as an alias, hands its people over.
    """
    before = Hashtag.objects.count()
    hashtags = aliases = 0
    for entry in entries:
        tag = _reviewed(entry.name, kind=entry.kind, story=entry.story)
        Hashtag.objects.filter(pk=tag.pk, alias_of__isnull=False).update(alias_of=None)
        hashtags += 1
        for word in entry.aliases:
            if hashtag_key(word) == tag.key:
                continue
            make_alias(alias=_reviewed(word, kind=entry.kind, story=""), of=tag, by=by)
            aliases += 1
    new = Hashtag.objects.count() - before
    if new:
        audit.record("import_vocabulary", by=by, hashtags=hashtags, aliases=aliases, new=new)
    return Imported(hashtags=hashtags, aliases=aliases, new=new)


@transaction.atomic
def make_alias(*, alias: Hashtag, of: Hashtag, by: User | None) -> None:
    """Let `alias` mean `of` everywhere from now on; its people and its own aliases move along."""
    target = of.alias_of or of
    if target.pk == alias.pk or alias.alias_of_id == target.pk:
        return
    moving = HashtagTie.objects.filter(hashtag=alias)
    people = list(moving.values_list("user_id", flat=True).distinct())
    there = HashtagTie.objects.filter(hashtag=target).values_list(
        "user_id", "direction", "evidence"
    )
    doubled = set(there)
    for tie in moving:
        if (tie.user_id, tie.direction, tie.evidence) in doubled:
            tie.delete()
        else:
            tie.hashtag = target
            tie.save(update_fields=["hashtag"])
    Hashtag.objects.filter(alias_of=alias).update(alias_of=target)
    Hashtag.objects.filter(pk=alias.pk).update(alias_of=target)
    if people:
        Profile.objects.filter(user__in=people).update(
            changed_at=timezone.now(), version=F("version") + 1
        )
    if by is not None:
        audit.record("make_alias", by=by, about=alias, of=target.pk)


def _reviewed(name: str, *, kind: str, story: str) -> Hashtag:
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
