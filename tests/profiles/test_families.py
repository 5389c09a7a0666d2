"""What staff set about an institution, and that families never make a circle."""

from typing import Any

import pytest
from django.test import Client

from profiles import actions
from profiles.institution_names import institution_key
from profiles.institutions import same_house
from profiles.models import Institution, InstitutionDomain, InstitutionVerdict, Profile, User
from safety.models import AuditEntry
from tests.acting import post
from tests.conftest import SignIn
from tests.factories import MemberFactory

pytestmark = pytest.mark.django_db


def place(name: str, country: str = "US") -> Institution:
    return Institution.objects.create(name=name, country=country, spellings=institution_key(name))


def put(row: Institution, parent: Institution | None, by: User) -> Institution:
    """Put one below another."""
    return actions.edit_institution(
        institution=row, name=row.name, country=row.country, parent=parent, aliases=(),
        domains=(), by=by,
    )  # fmt: skip


def edit(client: Client, row: Institution, **fields: object) -> Any:
    said = {"name": row.name, "country": row.country, "parent": "", "aliases": "", "domains": ""}
    return post(client, f"/staff/institutions/{row.pk}/", **(said | fields))


def heads() -> dict[str, str | None]:
    rows = Institution.objects.select_related("head")
    return {row.name: row.head.name if row.head else None for row in rows}


def test_everything_can_be_set_on_one_page(sign_in: SignIn, moderator: User) -> None:
    university, hospital = place("Northgate University"), place("Northgate Hospital")
    ana = MemberFactory.create(institution="The Old Infirmary")
    ben = MemberFactory.create(institution="Northgate Hosp.", workplace=hospital)
    client = sign_in(moderator)
    answer = edit(
        client,
        hospital,
        name="Northgate General Hospital",
        parent="northgate univ.",
        aliases="The Old Infirmary\nNGH\n\nngh",
        domains="NGH.example\n@mail.ngh.example",
    )

    assert answer.status_code == 302
    hospital.refresh_from_db()
    assert (hospital.parent, hospital.head) == (university, university)
    assert {alias.name for alias in hospital.aliases.all()} == {
        "The Old Infirmary",
        "NGH",
        "Northgate Hospital",  # so that those who typed it stay
    }
    assert {row.domain for row in hospital.domains.all()} == {"ngh.example", "mail.ngh.example"}
    linked = Profile.objects.filter(user__in=[ana, ben]).values_list("workplace", flat=True)
    assert set(linked) == {hospital.pk}
    shown = client.get(f"/staff/institutions/{hospital.pk}/").content.decode()
    for words in ("Northgate General Hospital", "Northgate University", "NGH", "ngh.example"):
        assert words in shown
    assert "2 people work here" in shown
    entry = AuditEntry.objects.get(action="edit_institution")
    assert (entry.facts["parent_was"], entry.facts["parent"]) == (None, university.pk)


def test_names_that_are_taken_off_link_nobody_any_more(sign_in: SignIn, moderator: User) -> None:
    hospital = place("Northgate Hospital")
    ana = MemberFactory.create(institution="The Old Infirmary")
    actions.merge_name(name="The Old Infirmary", into=hospital, by=moderator)
    client = sign_in(moderator)
    assert edit(client, hospital).status_code == 302

    assert Profile.objects.get(user=ana).workplace is None
    assert not InstitutionVerdict.objects.exists()  # it waits again
    hospital.refresh_from_db()
    assert hospital.spellings == "northgate hospital"


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"name": ""}, "This field is required."),
        ({"name": "!!"}, "A name needs at least one letter."),
        ({"name": "Lakeside Coll."}, "is a name of Lakeside College already"),
        ({"aliases": "Lakeside Coll."}, "is a name of Lakeside College already"),
        ({"aliases": "Old One\n..."}, "“...” has no letter"),
        ({"aliases": "x" * 161}, "one is longer"),
        ({"aliases": "\n".join(f"n{n}" for n in range(61))}, "At most 60 lines"),
        ({"domains": "lakeside.edu"}, "lakeside.edu is Lakeside College&#x27;s already"),
        ({"domains": "gmail.com"}, "Anybody can have an address at gmail.com"),
        ({"domains": "not a domain"}, "is no mail domain"),
        ({"parent": "Nowhere"}, "No institution has exactly this name"),
        ({"parent": "Northgate Ward"}, "belongs to Northgate Hospital already"),
        ({"parent": "Northgate Hospital"}, "belongs to Northgate Hospital already"),
        ({"country": "ZZ"}, "Select a valid choice"),
    ],
)
def test_a_wrong_field_is_told_and_nothing_is_changed(
    sign_in: SignIn, moderator: User, fields: dict[str, str], sentence: str
) -> None:
    hospital, ward, lakeside = map(
        place, ("Northgate Hospital", "Northgate Ward", "Lakeside College")
    )
    InstitutionDomain.objects.create(institution=lakeside, domain="lakeside.edu")
    put(ward, hospital, moderator)
    before = list(Institution.objects.order_by("pk").values())
    answer = edit(sign_in(moderator), hospital, **fields)

    assert answer.status_code == 400
    assert sentence in answer.content.decode()
    assert list(Institution.objects.order_by("pk").values()) == before


def test_a_family_moves_whole(moderator: User) -> None:
    system, university, hospital, ward = map(place, ("System", "University", "Hospital", "Ward"))
    ana = MemberFactory.create(workplace=ward, institution="Ward")
    ben = MemberFactory.create(workplace=system, institution="System")
    put(ward, hospital, moderator)
    put(hospital, university, moderator)
    assert heads() == {
        "System": None,
        "University": None,
        "Hospital": "University",
        "Ward": "University",
    }
    before = Profile.objects.get(user=ana).changed_at
    put(university, system, moderator)
    assert set(heads().values()) == {None, "System"}
    assert same_house(Profile.objects.get(user=ana), Profile.objects.get(user=ben))
    assert Profile.objects.get(user=ana).changed_at > before

    hospital.refresh_from_db()
    put(hospital, None, moderator)
    assert heads() == {
        "System": None,
        "University": "System",
        "Hospital": None,
        "Ward": "Hospital",
    }
    assert not same_house(Profile.objects.get(user=ana), Profile.objects.get(user=ben))
