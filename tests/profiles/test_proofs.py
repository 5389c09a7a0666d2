"""Proof of who one is: what cards and pages show of it."""

from datetime import UTC, datetime

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from profiles.choices import ProofKind
from profiles.models import Profile, User
from profiles.proofs import proof_of
from tests.conftest import SignIn
from tests.factories import MemberFactory, MentorFactory, prove

pytestmark = pytest.mark.django_db
MAY = datetime(2026, 5, 12, 9, tzinfo=UTC)
IRIS_ID = "0000-0002-1825-0097"


@pytest.fixture
def client(sign_in: SignIn, member: User) -> Client:
    return sign_in(member)


def page_of(client: Client, person: User) -> str:
    return client.get(f"/people/{person.public_id}/").content.decode()


def test_a_confirmed_institution_is_a_fact_with_its_date(client: Client) -> None:
    mentor = MentorFactory.create()
    prove(mentor, confirmed_at=MAY)
    page = page_of(client, mentor)
    assert "Confirmed: <bdi>northgate.edu</bdi>, 12 May 2026" in page
    assert "Not confirmed yet" not in page


def test_an_orcid_id_leads_to_its_page(client: Client) -> None:
    mentor = MentorFactory.create()
    prove(mentor, kind=ProofKind.ORCID, shown=IRIS_ID)
    page = page_of(client, mentor)
    assert f'href="https://orcid.org/{IRIS_ID}"' in page
    assert "Not confirmed yet" not in page


def test_a_mentor_without_a_proof_is_told_apart(client: Client) -> None:
    assert "Not confirmed yet" in page_of(client, MentorFactory.create())


def test_whoever_only_looks_for_mentors_needs_no_proof(client: Client) -> None:
    page = page_of(client, MemberFactory.create())
    assert "onfirmed" not in page


def test_a_list_of_people_reads_the_proofs_of_all_at_once(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    people = [MentorFactory.create() for _number in range(5)]
    for person in people[:3]:
        prove(person)
    with django_assert_num_queries(1):
        found = proof_of([person.pk for person in people])
    assert {pk: [fact.shown for fact in facts] for pk, facts in found.items()} == {
        person.pk: ["northgate.edu"] for person in people[:3]
    }
    confirmed = Profile.objects.confirmed().values_list("user", flat=True)
    assert set(confirmed) == {person.pk for person in people[:3]}
