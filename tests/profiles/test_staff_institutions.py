"""Moderators decide about names that people typed; for everybody else the pages are not there."""

from typing import Any

import pytest
from django.test import Client

from profiles import actions
from profiles.choices import NameVerdict
from profiles.models import Institution, InstitutionAlias, InstitutionVerdict, Profile, User
from safety.models import AuditEntry
from tests.acting import bare, post
from tests.conftest import SignIn
from tests.factories import MemberFactory
from tests.querycounts import count_queries

pytestmark = pytest.mark.django_db

URL = "/staff/institutions/"
FILE = (
    "name,country_code,domains",
    "Northgate University,US,northgate.edu",
    "Lakeside College,US,lakeside.edu",
    "Victoria University,AU,vu.edu.au",
    "Victoria University,CH,vu.ch",
)


@pytest.fixture(autouse=True)
def known(db: None) -> None:
    actions.import_institutions(seeds=actions.read_institutions(FILE))


@pytest.fixture
def northgate() -> Institution:
    return Institution.objects.get(key="northgate university")


@pytest.fixture
def people() -> list[User]:
    """Three who typed one name in two spellings, and one with a name of her own."""
    typed = ["Northgate Teaching Hosp.", "Northgate Teaching Hosp.", "northgate teaching hospital"]
    made = [MemberFactory.create(institution=name) for name in typed]
    return [*made, MemberFactory.create(institution="My own practice")]


def decide(client: Client, name: str, decision: str, **fields: object) -> Any:
    return post(client, URL, **({"name": name, "decision": decision} | fields))


def page(client: Client, show: str = "waiting", **query: str) -> str:
    return client.get(URL, {"show": show} | query).content.decode()


def workplaces(people: list[User]) -> list[str | None]:
    rows = Profile.objects.filter(user__in=people).order_by("pk").select_related("workplace")
    return [row.workplace.name if row.workplace else None for row in rows]


class TestWhoMay:
    def test_signed_out_is_sent_to_sign_in(self, client: Client, people: list[User]) -> None:
        assert client.get(URL).status_code == 302
        assert decide(client, "My own practice", "dismiss").status_code == 302
        assert not InstitutionVerdict.objects.exists()

    def test_the_pages_are_not_there_for_members(
        self, sign_in: SignIn, member: User, moderator: User, northgate: Institution
    ) -> None:
        verdict = actions.dismiss_name(name="My own practice", by=moderator)
        client = sign_in(member)
        nowhere = bare(client.get("/staff/nothing-here/"))
        one, undo = f"{URL}{northgate.pk}/", f"{URL}names/{verdict.pk}/undo/"

        assert bare(client.get(URL)) == bare(client.get(one)) == nowhere
        assert bare(decide(client, "Elsewhere", "dismiss")) == nowhere
        assert bare(post(client, one, name="Mine")) == bare(post(client, undo)) == nowhere
        assert InstitutionVerdict.objects.count() == 1
        northgate.refresh_from_db()
        assert northgate.name == "Northgate University"


class TestWaiting:
    def test_names_are_grouped_by_what_they_say_with_how_many_said_it(
        self, sign_in: SignIn, moderator: User, people: list[User]
    ) -> None:
        shown = page(sign_in(moderator))

        assert shown.count("<section") == 2
        assert "3 people" in shown
        assert "1 person<" in shown
        assert "northgate teaching hospital" in shown
        assert shown.index("3 people") < shown.index("1 person<")

    def test_what_is_known_waits_for_nobody(self, sign_in: SignIn, moderator: User) -> None:
        MemberFactory.create(institution="Northgate Univ.", workplace=Institution.objects.first())
        MemberFactory.create(institution="")
        MemberFactory.create(institution="Left half way", welcomed_at=None)

        assert "Nothing waits" in page(sign_in(moderator))

    def test_it_never_says_who_typed_it(
        self, sign_in: SignIn, moderator: User, people: list[User]
    ) -> None:
        Profile.objects.filter(user=people[3]).update(name="Imogen Rare")

        assert "Imogen" not in page(sign_in(moderator))

    def test_many_names_ask_no_more_than_few(
        self, sign_in: SignIn, moderator: User, people: list[User]
    ) -> None:
        client = sign_in(moderator)
        few = count_queries(client, URL)
        for number in range(30):
            MemberFactory.create(institution=f"House {number}")

        assert count_queries(client, URL) == few


class TestMerging:
    def test_a_name_becomes_an_alias_and_its_people_are_linked(
        self, sign_in: SignIn, moderator: User, people: list[User], northgate: Institution
    ) -> None:
        before = list(Profile.objects.order_by("pk").values_list("changed_at", flat=True))
        answer = decide(
            sign_in(moderator), "Northgate Teaching Hosp.", "merge", into="northgate univ"
        )

        assert answer.status_code == 302
        assert workplaces(people) == ["Northgate University"] * 3 + [None]
        assert Profile.objects.get(user=people[0]).institution == "Northgate Teaching Hosp."
        assert northgate.aliases.get().name == "Northgate Teaching Hosp."
        after = list(Profile.objects.order_by("pk").values_list("changed_at", flat=True))
        assert [one != other for one, other in zip(before, after, strict=True)].count(True) == 3
        entry = AuditEntry.objects.get(action="merged_name")
        assert (entry.by, entry.facts["people"]) == (moderator, 3)
        assert "Teaching" not in str(entry.facts)

    def test_whoever_types_it_later_is_linked_and_offered_it(
        self, sign_in: SignIn, moderator: User, member: User, northgate: Institution
    ) -> None:
        actions.merge_name(name="The Old Infirmary", into=northgate, by=moderator)

        assert "Northgate University" in (
            sign_in(member).get("/institutions/suggest/", {"q": "old inf"}).content.decode()
        )
        later = MemberFactory.create(institution="the old infirmary")
        actions.link_people()
        assert workplaces([later]) == ["Northgate University"]

    def test_undone_the_name_waits_again_and_nobody_is_linked(
        self, sign_in: SignIn, moderator: User, people: list[User], northgate: Institution
    ) -> None:
        client = sign_in(moderator)
        spelled = northgate.spellings
        decide(client, "Northgate Teaching Hosp.", "merge", into="Northgate University")
        verdict = InstitutionVerdict.objects.get()
        assert f"names/{verdict.pk}/undo/" in page(client, "decided")
        answer = post(client, f"{URL}names/{verdict.pk}/undo/")

        assert answer.status_code == 302
        assert workplaces(people) == [None] * 4
        assert not InstitutionAlias.objects.exists()
        assert "3 people" in page(client)
        northgate.refresh_from_db()
        assert northgate.spellings == spelled
        assert AuditEntry.objects.filter(action="undo_name_verdict", by=moderator).exists()
        assert post(client, f"{URL}names/{verdict.pk}/undo/").status_code == 404

    @pytest.mark.parametrize(
        ("into", "sentence"),
        [
            ("", "Write the institution that it is another name of."),
            ("Nowhere at all", "No institution has exactly this name"),
            ("Victoria University", "No institution has exactly this name"),
        ],
    )
    def test_it_takes_one_institution_and_no_other(
        self, sign_in: SignIn, moderator: User, people: list[User], into: str, sentence: str
    ) -> None:
        answer = decide(sign_in(moderator), "My own practice", "merge", into=into)

        assert answer.status_code == 400
        assert sentence in answer.content.decode()
        assert "My own practice" in answer.content.decode()
        assert not InstitutionAlias.objects.exists()

    def test_a_name_of_another_institution_is_refused(
        self, sign_in: SignIn, moderator: User
    ) -> None:
        answer = decide(sign_in(moderator), "Lakeside Coll.", "merge", into="Northgate University")

        assert answer.status_code == 400
        assert "is a name of Lakeside College already" in answer.content.decode()
        assert not InstitutionVerdict.objects.exists()

    def test_a_name_that_was_just_given_away_is_refused(
        self, sign_in: SignIn, moderator: User, people: list[User]
    ) -> None:
        client = sign_in(moderator)
        decide(client, "My own practice", "merge", into="Northgate University")
        answer = decide(client, "my own practice", "merge", into="Lakeside College")

        assert answer.status_code == 400
        assert "is a name of Northgate University already" in answer.content.decode()
        assert workplaces(people)[3] == "Northgate University"

    def test_which_of_several_a_name_means_can_be_said(
        self, sign_in: SignIn, moderator: User
    ) -> None:
        typed = [MemberFactory.create(institution="Victoria University") for _each in range(2)]
        actions.link_people()
        assert workplaces(typed) == [None, None]
        client = sign_in(moderator)
        assert "2 people" in page(client)
        decide(client, "Victoria University", "merge", into="Victoria University (Australia)")

        there = Institution.objects.get(country="AU")
        assert set(Profile.objects.filter(user__in=typed).values_list("workplace", flat=True)) == {
            there.pk
        }


class TestAdding:
    def test_a_name_becomes_an_institution(
        self, sign_in: SignIn, moderator: User, people: list[User]
    ) -> None:
        client = sign_in(moderator)
        answer = decide(
            client,
            "Northgate Teaching Hosp.",
            "accept",
            called="Northgate Teaching Hospital Trust",
            country="US",
        )

        assert answer.status_code == 302
        made = Institution.objects.get(name="Northgate Teaching Hospital Trust")
        assert (made.country, made.source, made.aliases.count()) == ("US", None, 1)
        assert workplaces(people)[:3] == [made.name] * 3
        assert f"{URL}{made.pk}/" in page(client, "decided")

        post(client, f"{URL}names/{InstitutionVerdict.objects.get().pk}/undo/")
        assert workplaces(people) == [None] * 4
        assert not Institution.objects.filter(pk=made.pk).exists()

    def test_what_others_rest_on_is_not_taken_back(
        self, sign_in: SignIn, moderator: User, people: list[User], northgate: Institution
    ) -> None:
        made = actions.accept_name(
            typed="Northgate Teaching Hosp.", name="Teaching Trust", country="", by=moderator
        )
        Institution.objects.filter(pk=northgate.pk).update(parent=made, head=made)
        client = sign_in(moderator)
        verdict = InstitutionVerdict.objects.get()
        answer = post(client, f"{URL}names/{verdict.pk}/undo/")

        assert "institutions below it" in client.get(answer.headers["Location"]).content.decode()
        assert workplaces(people)[0] == "Teaching Trust"
        assert InstitutionVerdict.objects.filter(pk=verdict.pk).exists()

    @pytest.mark.parametrize(
        ("fields", "sentence"),
        [
            ({"called": ""}, "Write what the institution is called."),
            ({"called": "Northgate Univ."}, "is a name of Northgate University already"),
            ({"called": "Here", "country": "ZZ"}, "Select a valid choice"),
        ],
    )
    def test_a_wrong_one_is_told_and_nothing_is_made(
        self, sign_in: SignIn, moderator: User, fields: dict[str, str], sentence: str
    ) -> None:
        before = Institution.objects.count()
        answer = decide(sign_in(moderator), "My own practice", "accept", **fields)

        assert answer.status_code == 400
        assert sentence in answer.content.decode()
        assert Institution.objects.count() == before


class TestLeaving:
    def test_a_name_is_left_as_words_until_that_is_undone(
        self, sign_in: SignIn, moderator: User, people: list[User]
    ) -> None:
        client = sign_in(moderator)
        decide(client, "my own PRACTICE", "dismiss")

        assert "My own practice" not in page(client)
        assert workplaces(people)[3] is None
        verdict = InstitutionVerdict.objects.get(verdict=NameVerdict.DISMISSED)
        post(client, f"{URL}names/{verdict.pk}/undo/")
        assert "My own practice" in page(client)

    @pytest.mark.parametrize("name", ["", "...", "x" * 500])
    def test_a_name_that_is_none_is_refused(
        self, sign_in: SignIn, moderator: User, name: str
    ) -> None:
        assert decide(sign_in(moderator), name, "dismiss").status_code == 400
        assert not InstitutionVerdict.objects.exists()


def test_the_list_of_all_finds_by_words_and_by_families(
    sign_in: SignIn, moderator: User, northgate: Institution
) -> None:
    lakeside = Institution.objects.get(key="lakeside college")
    Institution.objects.filter(pk=lakeside.pk).update(parent=northgate, head=northgate)
    client = sign_in(moderator)

    assert page(client, "all").count(f'href="{URL}') >= 4
    found = page(client, "all", q="lakeside coll")
    assert "belongs to Northgate University" in found
    assert "Victoria" not in found
    assert "No institution has these words" in page(client, "all", q="nowhere")


def test_what_is_not_found_can_be_added(sign_in: SignIn, moderator: User) -> None:
    client = sign_in(moderator)
    assert 'value="accept"' in page(client, "all", q="Saint Agnes Hosp.")
    decide(client, "Saint Agnes Hosp.", "accept", called="Saint Agnes Hospital", country="US")

    made = Institution.objects.get(name="Saint Agnes Hospital")
    assert made.aliases.count() == 0  # the words are its name's
    later = MemberFactory.create(institution="St Agnes Hosp")
    actions.link_people()
    assert workplaces([later]) == ["Saint Agnes Hospital"]
