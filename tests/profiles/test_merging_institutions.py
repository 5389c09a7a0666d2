"""Two entries of one institution become one: said beforehand, with all that stands for either."""

from typing import Any

import pytest
from django.test import Client

from profiles import actions
from profiles.actions.institutions import Seed
from profiles.errors import Circle, GoneMeanwhile, SameInstitution
from profiles.institution_lookup import institution_named
from profiles.institutions import same_house
from profiles.models import Institution, InstitutionDomain, InstitutionVerdict, Proof, User
from safety.models import AuditEntry
from tests.acting import post
from tests.conftest import SignIn
from tests.factories import MemberFactory, prove
from tests.profiles.test_families import place, put

pytestmark = pytest.mark.django_db


@pytest.fixture
def two(moderator: User) -> tuple[Institution, Institution]:
    """A college with a hospital, names, a domain and people; and the university that it is."""
    college, university = place("Northgate College"), place("Northgate University")
    clinic, ward = place("Harbor Clinic"), place("Harbor Ward")
    put(clinic, college, moderator)
    put(ward, clinic, moderator)
    actions.merge_name(name="The Old College", into=college, by=moderator)
    InstitutionDomain.objects.create(institution=college, domain="college.edu")
    Institution.objects.filter(pk=college.pk).update(source="US college.edu Northgate College")
    for words in ("Northgate Coll.", "The Old College", "Harbor Ward", "Northgate University"):
        MemberFactory.create(name=words, institution=words)
    actions.link_people()
    college.refresh_from_db()
    return college, university


def person(name: str) -> Any:
    return User.objects.select_related("profile__workplace").get(profile__name=name).profile


def url(row: Institution) -> str:
    return f"/staff/institutions/{row.pk}/merge/"


def test_what_moves_is_said_and_then_moves(
    two: tuple[Institution, Institution], sign_in: SignIn, moderator: User
) -> None:
    college, university = two
    prove(person("The Old College").user, shown="college.edu")
    staff = sign_in(moderator)
    assert not same_house(person("Harbor Ward"), person("Northgate University"))
    page = staff.get(url(college), {"into": "Northgate Univ."})
    merge = page.context["merge"]
    assert (merge.people, merge.aliases, merge.domains, merge.children) == (2, 1, 1, 1)
    assert merge.other_family
    assert Institution.objects.filter(pk=college.pk).exists()

    answer = post(staff, url(college), into="Northgate Univ.")

    assert answer["Location"] == f"/staff/institutions/{university.pk}/"
    assert not Institution.objects.filter(pk=college.pk).exists()
    for words in ("Northgate Coll.", "The Old College"):
        assert person(words).workplace == university
        assert institution_named(words) == university
        assert person(words).institution == words
    assert same_house(person("Harbor Ward"), person("Northgate Coll."))
    heads = dict(Institution.objects.values_list("name", "head__name"))
    assert heads["Harbor Clinic"] == heads["Harbor Ward"] == university.name
    assert InstitutionDomain.objects.get().institution == university
    assert InstitutionVerdict.objects.get().institution == university
    assert Proof.objects.get().shown == "college.edu"
    assert list(Institution.objects.typed("northgate college")) == [university]
    entry = AuditEntry.objects.get(action="merge_institutions")
    assert (entry.by, entry.facts["people"]) == (moderator, 2)


def test_twice_in_one_is_once(
    two: tuple[Institution, Institution], sign_in: SignIn, moderator: User
) -> None:
    college, university = two
    staff, form = sign_in(moderator), {"into": university.name}
    key = "00000000-0000-4000-8000-000000000007"
    answers = [staff.post(url(college), {**form, "idempotency_key": key}) for _time in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert post(staff, url(college), **form).status_code == 404
    assert AuditEntry.objects.filter(action="merge_institutions").count() == 1


def test_what_somebody_else_has_merged_meanwhile_is_left_as_it_is(
    two: tuple[Institution, Institution], moderator: User
) -> None:
    """Both looked; the second comes when the first is done."""
    college, university = two
    other = place("Northgate School")
    stale = Institution.objects.get(pk=college.pk)
    actions.merge_institutions(institution=college, into=university, by=moderator)
    for one, into in ((stale, other), (other, stale)):
        with pytest.raises(GoneMeanwhile):
            actions.merge_institutions(institution=one, into=into, by=moderator)
    assert person("The Old College").workplace == university


def test_the_line_of_the_file_is_not_brought_in_again(
    two: tuple[Institution, Institution], moderator: User
) -> None:
    college, university = two
    seeds = [Seed("Northgate College", "US", ("college.edu",))]
    assert actions.import_institutions(seeds=seeds).new == 0
    actions.merge_institutions(institution=college, into=university, by=moderator)
    assert actions.import_institutions(seeds=seeds).new == 0
    other = place("Northgate School")
    actions.merge_institutions(institution=university, into=other, by=moderator)
    assert actions.import_institutions(seeds=seeds).new == 0


def test_whoever_said_which_of_several_moves_and_the_others_stay(moderator: User) -> None:
    us, canada = place("Saint Mary"), place("Saint Mary", "CA")
    toronto = place("Toronto Mercy", "CA")
    for words in ("St. Mary (Canada)", "St. Mary (US)", "St. Mary"):
        MemberFactory.create(name=words, institution=words)
    actions.link_people()
    assert person("St. Mary (Canada)").workplace == canada
    actions.merge_institutions(institution=canada, into=toronto, by=moderator)
    assert person("St. Mary (Canada)").workplace == toronto
    assert person("St. Mary (US)").workplace == us
    assert person("St. Mary").workplace is None
    actions.link_people()
    assert person("St. Mary (Canada)").workplace == toronto


def test_twins_become_one_that_the_name_means(moderator: User) -> None:
    one, other = place("Saint Mary"), place("Saint Mary")
    MemberFactory.create(name="Ana", institution="St Mary")
    actions.merge_institutions(institution=one, into=other, by=moderator)
    assert person("Ana").workplace == other


def test_itself_and_what_stands_below_it_are_refused_in_words(
    two: tuple[Institution, Institution], sign_in: SignIn, moderator: User
) -> None:
    college, _university = two
    staff = sign_in(moderator)
    for into, why in (("Northgate College", "itself"), ("Harbor Ward", "the other way round")):
        for answer in (
            staff.get(url(college), {"into": into}),
            post(staff, url(college), into=into),
        ):
            assert answer.status_code == 400
            assert why in answer.content.decode()
    unknown = staff.get(url(college), {"into": "Nowhere at all"})
    assert unknown.status_code == 400
    assert Institution.objects.filter(pk=college.pk).exists()
    ward = Institution.objects.get(name="Harbor Ward")
    with pytest.raises(Circle):
        actions.merge_institutions(institution=college, into=ward, by=moderator)
    with pytest.raises(SameInstitution):
        actions.merge_institutions(institution=college, into=college, by=moderator)


def test_for_members_it_is_not_there(
    two: tuple[Institution, Institution], sign_in: SignIn, member: User, client: Client
) -> None:
    assert sign_in(member).get(url(two[0])).status_code == 404
    assert post(sign_in(member), url(two[0]), into=two[1].name).status_code == 404
