"""The starter vocabulary: real, complete, and safe to bring in again."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from profiles import actions
from profiles.choices import TagKind
from profiles.hashtags import extract_hashtags, hashtag_key
from profiles.management.commands.import_hashtags import STARTER
from profiles.models import Hashtag, HashtagTie
from tests.factories import MemberFactory

pytestmark = pytest.mark.django_db


def rows() -> list[tuple[object, ...]]:
    return list(
        Hashtag.objects.order_by("key").values_list("key", "name", "kind", "alias_of__key", "story")
    )


def write(path: Path, *lines: str) -> Path:
    file = path / "hashtags.csv"
    file.write_text("\n".join(("name,kind,aliases,story", *lines)) + "\n", encoding="utf-8")
    return file


def test_the_starter_vocabulary_has_eighty_hashtags_of_every_kind() -> None:
    call_command("import_hashtags")

    shown = Hashtag.objects.filter(alias_of=None, reviewed=True)
    assert shown.count() >= 80
    assert set(shown.values_list("kind", flat=True)) == set(TagKind.values)
    assert Hashtag.objects.filter(alias_of__isnull=False).exists()


def test_every_name_of_the_starter_is_found_in_a_text_as_written() -> None:
    with STARTER.open(encoding="utf-8") as lines:
        for entry in actions.read_vocabulary(lines):
            for word in (entry.name, *entry.aliases):
                assert extract_hashtags(f"I am in #{word}, mostly.") == [word]


def test_bringing_it_in_again_changes_nothing() -> None:
    call_command("import_hashtags")
    before = rows()
    call_command("import_hashtags")

    assert rows() == before


def test_an_edited_file_wins_and_doubles_nothing(tmp_path: Path) -> None:
    call_command("import_hashtags", write(tmp_path, "HemePath,topic,,"))
    call_command("import_hashtags", write(tmp_path, "#Hemepath,specialty,HemPath,Blood and marrow"))

    assert rows() == [
        ("hemepath", "Hemepath", "specialty", None, "Blood and marrow"),
        ("hempath", "HemPath", "specialty", "hemepath", ""),
    ]


def test_people_of_a_word_that_becomes_an_alias_keep_their_place(tmp_path: Path) -> None:
    ana = MemberFactory.create(seeks=["HemPath"])
    call_command("import_hashtags", write(tmp_path, "HemePath,specialty,HemPath,"))

    assert HashtagTie.objects.get(user=ana).hashtag.key == "hemepath"


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("HemePath,flower,,", "Line 3: “flower” is no kind"),
        ("two words,topic,,", "Line 3: “two words” is not a hashtag"),
        ("HemePath,topic", "Line 3: expected 4 columns"),
        ("HemePath,topic,,,extra", "Line 3: expected 4 columns"),
        ("Other,topic,med_ed,", "Line 3: #med_ed stands in line 2, for #MedEd"),
        ('"HemePath,topic,,', "Line 3"),
        (f"HemePath,topic,,{'x' * 301}", "Line 3: the story is longer"),
    ],
)
def test_a_bad_line_is_named_and_nothing_is_imported(
    tmp_path: Path, line: str, sentence: str
) -> None:
    with pytest.raises(CommandError, match=sentence):
        call_command("import_hashtags", write(tmp_path, "MedEd,topic,,", line))

    assert Hashtag.objects.count() == 0


def test_a_file_that_is_not_there_is_said_plainly(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="could not be read"):
        call_command("import_hashtags", tmp_path / "nowhere.csv")


def test_an_alias_of_the_same_key_is_the_hashtag_itself(tmp_path: Path) -> None:
    call_command("import_hashtags", write(tmp_path, "COVID-19,topic,Covid_19 SARSCoV2,"))

    assert [row[0] for row in rows()] == ["covid19", hashtag_key("SARSCoV2")]
