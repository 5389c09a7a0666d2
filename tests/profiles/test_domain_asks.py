"""A domain that no institution has yet: proposed by whoever would confirm it, decided by staff."""

import pytest
from django.test import Client

from notifications.models import Mail
from profiles.models import DomainAsk, Institution, InstitutionDomain, User
from tests.acting import post
from tests.conftest import SignIn
from tests.factories import MentorFactory

pytestmark = pytest.mark.django_db
STAFF = "/staff/institutions/domains/"
DOMAIN = "newclinic.org"


@pytest.fixture
def clinic(db: None) -> Institution:
    return Institution.objects.create(name="New Clinic of Harbor Town")


@pytest.fixture
def sam(moderator: User, sign_in: SignIn) -> Client:
    return sign_in(moderator)


def ask(client: Client, address: str = f"i.costa@{DOMAIN}") -> str:
    response = post(client, "/settings/proof/", address=address)
    assert response.status_code == 409
    return response.content.decode()


def decide(client: Client, decision: str = "give", **fields: str) -> int:
    return post(client, STAFF, decision=decision, **{"domain": DOMAIN} | fields).status_code


def test_a_proposal_holds_the_domain_and_not_the_address(mentor: User, sign_in: SignIn) -> None:
    page = ask(sign_in(mentor))
    assert "Staff will look" in page
    assert DomainAsk.objects.get().domain == DOMAIN
    assert not Mail.objects.exists()
    mentor.delete()
    assert not DomainAsk.objects.exists()


def test_staff_see_how_many_asked_and_not_who(sam: Client, sign_in: SignIn) -> None:
    for name in ("Iris Costa", "Omar Haddad"):
        browser = sign_in(MentorFactory.create(name=name))
        ask(browser)
        ask(browser)
    page = sam.get(STAFF).content.decode()
    assert DOMAIN in page
    assert "2 people" in page
    assert "Iris" not in page
    assert "costa" not in page


def test_given_to_an_institution_whoever_asked_is_told_and_can_confirm(
    sam: Client, mentor: User, sign_in: SignIn, clinic: Institution
) -> None:
    browser = sign_in(mentor)
    ask(browser, f"i.costa@med.{DOMAIN}")
    ask(browser)
    assert decide(sam, into=clinic.name) == 302
    assert list(clinic.domains.values_list("domain", flat=True)) == [DOMAIN]
    assert Mail.objects.filter(to=mentor.email).count() == 2
    assert not DomainAsk.objects.exists()
    response = post(browser, "/settings/proof/", address=f"i.costa@{DOMAIN}")
    assert response.status_code == 302


def test_a_domain_typed_on_the_page_of_an_institution_tells_them_too(
    sam: Client, mentor: User, sign_in: SignIn, clinic: Institution
) -> None:
    ask(sign_in(mentor))
    path = f"/staff/institutions/{clinic.pk}/"
    post(sam, path, name=clinic.name, country="", parent="", aliases="", domains=DOMAIN)
    assert InstitutionDomain.objects.filter(domain=DOMAIN).exists()
    assert Mail.objects.filter(to=mentor.email, subject__contains="confirm").count() == 1


def test_set_aside_it_stays_aside(sam: Client, mentor: User, sign_in: SignIn) -> None:
    ask(sign_in(mentor))
    assert decide(sam, "aside") == 302
    ask(sign_in(MentorFactory.create()))
    sam.get(STAFF)  # says that it is decided
    assert DOMAIN not in sam.get(STAFF).content.decode()


@pytest.mark.parametrize(
    "fields",
    [
        {"into": "Nowhere General"},
        {"into": ""},
        {"domain": "gmail.com"},
        {"domain": "x"},
        {"domain": "a b.org"},
        {"domain": ""},
        {"decision": "burn"},
    ],
)
def test_half_a_decision_is_refused_in_words(
    sam: Client, clinic: Institution, fields: dict[str, str]
) -> None:
    assert decide(sam, **{"into": clinic.name} | fields) == 400
    assert not InstitutionDomain.objects.exists()


def test_the_domain_of_another_institution_is_not_taken(sam: Client, clinic: Institution) -> None:
    other = Institution.objects.create(name="Old Clinic")
    InstitutionDomain.objects.create(institution=other, domain=DOMAIN)
    assert decide(sam, into=clinic.name) == 400
    assert InstitutionDomain.objects.get().institution == other


def test_nobody_floods_the_list(mentor: User, sign_in: SignIn) -> None:
    browser = sign_in(mentor)
    for number in range(5):
        ask(browser, f"i@clinic{number}.org")
    response = post(browser, "/settings/proof/", address="i@clinic9.org")
    assert response.status_code == 429
    assert DomainAsk.objects.count() == 5


def test_members_find_no_such_page(member: User, sign_in: SignIn) -> None:
    assert sign_in(member).get(STAFF).status_code == 404
    assert decide(sign_in(member), "aside") == 404
