"""A domain that no institution has yet: proposed by whoever would confirm it, decided by staff."""

import pytest
from django.test import Client

from notifications.models import Mail
from profiles.actions.proving import ask_for_proof, proof_path
from profiles.models import (
    DomainAsk,
    Institution,
    InstitutionDomain,
    PendingProof,
    Proof,
    User,
)
from safety.models import AuditEntry
from tests.acting import post
from tests.conftest import SignIn
from tests.factories import MentorFactory, prove

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


def test_a_domain_that_is_taken_off_proves_nothing_any_more(
    sam: Client, moderator: User, mentor: User, sign_in: SignIn, clinic: Institution
) -> None:
    below, waiting = MentorFactory.create(), MentorFactory.create()
    for domain in (DOMAIN, "elsewhere.org", "lab.elsewhere.org"):
        InstitutionDomain.objects.create(institution=clinic, domain=domain)
    prove(mentor, shown=DOMAIN)
    prove(below, shown="lab.elsewhere.org")
    ask_for_proof(by=waiting, address=f"o.hart@{DOMAIN}")
    link = proof_path(PendingProof.objects.get())
    reader, page = sign_in(waiting), mentor.profile.get_absolute_url()
    assert DOMAIN in reader.get(page).content.decode()

    fields = {"name": clinic.name, "country": "", "parent": "", "aliases": ""}
    where = f"/staff/institutions/{clinic.pk}/"
    assert post(sam, where, **fields, domains="elsewhere.org").status_code == 302

    assert DOMAIN not in reader.get(page).content.decode()
    told = Mail.objects.get(subject__contains="not confirmed any more")
    assert (told.to, DOMAIN in told.text) == (mentor.email, True)
    assert post(reader, link).status_code == 409
    # What stands below a domain that is still known is still proved.
    assert list(Proof.objects.values_list("user", "shown")) == [(below.pk, "lab.elsewhere.org")]
    entry = AuditEntry.objects.get(action="end_proof")
    assert (entry.by, entry.subject) == (moderator, mentor)


def test_a_link_confirms_no_domain_that_is_gone_by_then(
    mentor: User, sign_in: SignIn, clinic: Institution
) -> None:
    InstitutionDomain.objects.create(institution=clinic, domain=DOMAIN)
    ask_for_proof(by=mentor, address=f"o.hart@{DOMAIN}")
    InstitutionDomain.objects.all().delete()
    assert post(sign_in(mentor), proof_path(PendingProof.objects.get())).status_code == 409
    assert not Proof.objects.exists()


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
