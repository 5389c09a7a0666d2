"""The institutions as a file: all of them, quickly, and never over what staff changed."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from profiles import actions
from profiles.institution_lookup import offers, understood
from profiles.institution_names import institution_key
from profiles.management.commands.import_institutions import SEED
from profiles.models import Institution, InstitutionAlias, InstitutionDomain, Profile
from safety.models import AuditEntry
from tests.factories import MemberFactory

pytestmark = pytest.mark.django_db
LINES = 10_251


def write(path: Path, *lines: str) -> Path:
    file = path / "institutions.csv"
    file.write_text("\n".join(("name,country_code,domains", *lines)) + "\n", encoding="utf-8")
    return file


def rows() -> list[tuple[object, ...]]:
    return list(
        Institution.objects.order_by("pk").values_list("name", "key", "country", "domains__domain")
    )


def test_every_line_of_the_file_is_an_institution_and_again_nothing() -> None:
    call_command("import_institutions")
    first = Institution.objects.count(), InstitutionDomain.objects.count()
    written = AuditEntry.objects.filter(action="import_institutions").count()
    call_command("import_institutions")

    assert first == (LINES, 10_572)
    assert (Institution.objects.count(), InstitutionDomain.objects.count()) == first
    assert AuditEntry.objects.filter(action="import_institutions").count() == written == 1


def test_somebody_typing_finds_hers_among_all_of_them() -> None:
    call_command("import_institutions")

    assert offers("harvard univ", most=8)[0].text == "Harvard University"
    assert offers("U of Texas Austin", most=8)[0].name == "The University of Texas at Austin"
    assert {one.text for one in offers("St Marys Univ", most=4)} == {
        "St Mary's University (United Kingdom)",
        "St. Mary's University (Canada)",
        "St. Mary's University (United States)",
        "Saint Mary's University (Philippines)",
    }


def test_what_is_offered_is_understood_also_where_several_have_one_name() -> None:
    call_command("import_institutions")

    for typed in ("St Mary's University", "Glendale Community College", "Victoria University"):
        texts = [one.text for one in offers(typed, most=4)]
        meant = understood(texts)
        assert len(set(meant.values())) == len(texts) == 4 or typed.startswith("Glendale")
        assert set(meant) == set(texts)
        assert understood([typed]) == {}  # which one is not said


def test_the_texts_that_tell_twins_apart_are_read_in_other_spellings(tmp_path: Path) -> None:
    call_command(
        "import_institutions",
        write(
            tmp_path,
            "St. Mary's University,CA,smu.ca",
            "St Mary's University,GB,stmarys.ac.uk",
            "Glendale College,US,one.edu",
            "Glendale College,US,two.edu",
        ),
    )
    canada = Institution.objects.get(country="CA").pk
    second = Institution.objects.get(domains__domain="two.edu").pk

    for text in ("Saint Marys Univ. (Canada)", "St Mary's University (CA)", "st marys univ(ca )"):
        assert understood([text]) == {text: canada}
    assert understood(["Glendale Coll. (two.edu)"]) == {"Glendale Coll. (two.edu)": second}
    for text in ("Glendale College (United States)", "Glendale College (three.edu)", "() (Canada)"):
        assert understood([text]) == {}


def test_an_import_leaves_what_staff_changed(tmp_path: Path) -> None:
    file = write(tmp_path, "Northgate University,US,northgate.edu ngu.edu", "Lakeside College,US,")
    call_command("import_institutions", file)
    northgate = Institution.objects.get(key="northgate university")
    lakeside = Institution.objects.get(key="lakeside college")
    Institution.objects.filter(pk=northgate.pk).update(name="Northgate", country="CA")
    Institution.objects.filter(pk=lakeside.pk).update(parent=northgate, head=northgate)
    InstitutionDomain.objects.filter(domain="ngu.edu").delete()
    InstitutionAlias.objects.create(institution=northgate, name="NGU")

    call_command("import_institutions", file)

    assert Institution.objects.count() == 2
    northgate.refresh_from_db()
    lakeside.refresh_from_db()
    assert (northgate.name, northgate.country) == ("Northgate", "CA")
    assert lakeside.parent == northgate
    assert list(northgate.domains.values_list("domain", flat=True)) == ["northgate.edu"]
    assert northgate.aliases.count() == 1


def test_a_newer_file_adds_its_new_lines_alone(tmp_path: Path) -> None:
    call_command("import_institutions", write(tmp_path, "Northgate University,US,northgate.edu"))
    call_command(
        "import_institutions",
        write(
            tmp_path,
            "Northgate University,US,northgate.edu",
            "Lakeside College,US,lakeside.edu northgate.edu",
        ),
    )

    assert Institution.objects.count() == 2
    assert [row[3] for row in rows()] == ["northgate.edu", "lakeside.edu"]  # the first keeps hers


def test_people_who_typed_a_name_before_it_was_known_are_linked(tmp_path: Path) -> None:
    ana = MemberFactory.create(institution="northgate univ.")
    ben = MemberFactory.create(institution="Somewhere else")
    before = Profile.objects.get(user=ana).changed_at

    call_command("import_institutions", write(tmp_path, "Northgate University,US,northgate.edu"))

    hers = Profile.objects.get(user=ana)
    assert hers.workplace == Institution.objects.get()
    assert hers.institution == "northgate univ."
    assert hers.changed_at > before
    assert Profile.objects.get(user=ben).workplace is None
    assert actions.link_people() == 0


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("Northgate,XX,northgate.edu", "Line 3: “XX” is the code of no country."),
        ("Northgate,US,not a domain", "Line 3: “not” is no mail domain."),
        ("Northgate,US,nothing@here@", "Line 3: “nothing@here@” is no mail domain."),
        (" . ,US,", "Line 3: “.” is no name."),
        (f"{'N' * 161},US,", "Line 3: the name is longer than 160 characters."),
        ("Northgate,US", "Line 3: expected 3 columns."),
        ('"Northgate,US,', "Line 3:"),
    ],
)
def test_a_wrong_line_is_named_and_nothing_is_imported(
    tmp_path: Path, line: str, sentence: str
) -> None:
    with pytest.raises(CommandError) as refused:
        call_command("import_institutions", write(tmp_path, "Lakeside College,US,", line))

    assert sentence in str(refused.value)
    assert not Institution.objects.exists()


def test_a_file_that_is_not_there_or_has_other_columns_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="could not be read"):
        call_command("import_institutions", tmp_path / "nowhere.csv")
    other = tmp_path / "other.csv"
    other.write_text("name,country_code\nNorthgate,US\n", encoding="utf-8")
    with pytest.raises(CommandError, match="the column domains is missing"):
        call_command("import_institutions", other)


def test_the_file_ships_with_its_license() -> None:
    notice = (SEED.parent / "LICENSES.md").read_text(encoding="utf-8")

    assert "university-domains-list" in notice
    assert "MIT License" in notice


def test_domains_are_kept_in_small_letters_and_ascii(tmp_path: Path) -> None:
    call_command("import_institutions", write(tmp_path, "Zurich,CH,UZH.ch. @Zürich.example"))

    assert {row[3] for row in rows()} == {"uzh.ch", "xn--zrich-kva.example"}
    with pytest.raises(IntegrityError), transaction.atomic():
        InstitutionDomain.objects.create(institution=Institution.objects.get(), domain="UZH2.ch")


@pytest.mark.parametrize(
    "wrong",
    [
        {"parent": "itself", "head": "other"},
        {"parent": "other", "head": None},
        {"parent": None, "head": "other"},
        {"parent": "other", "head": "itself"},
        {"country": "us"},
    ],
)
def test_the_database_refuses_what_no_institution_is(wrong: dict[str, str | None]) -> None:
    itself = Institution.objects.create(name="Northgate", spellings="northgate")
    other = Institution.objects.create(name="Lakeside", spellings="lakeside")
    known = {"itself": itself.pk, "other": other.pk}
    values = {name: known.get(value or "", value) for name, value in wrong.items()}

    with pytest.raises(IntegrityError), transaction.atomic():
        Institution.objects.filter(pk=itself.pk).update(**values)


def test_the_key_follows_the_name() -> None:
    row = Institution.objects.create(name="St. Mary's Hosp.", spellings="x")
    row.name = "Saint Agnes"
    row.save()
    ana = MemberFactory.create(institution="St. Mary's Hosp.")
    Profile.objects.filter(user=ana).update(institution="Saint Agnes")

    assert Institution.objects.get().key == institution_key("Saint Agnes")
    assert Profile.objects.get(user=ana).institution_key == "saint agnes"
