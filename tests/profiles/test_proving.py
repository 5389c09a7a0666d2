"""Confirming an institution by its mail, over HTTP; an ORCID iD is in tests/mentorship."""

import re
import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from notifications.models import Mail
from profiles.actions import forget_old_links
from profiles.choices import ProofKind
from profiles.models import Institution, InstitutionDomain, PendingProof, Proof, User
from safety.models import AuditEntry
from tests.acting import bare, post
from tests.conftest import SignIn
from tests.factories import MemberFactory, MentorFactory, prove

pytestmark = pytest.mark.django_db
PAGE = "/settings/proof/"
ADDRESS = "i.costa@northgate.edu"


@pytest.fixture(autouse=True)
def northgate(db: None) -> Institution:
    institution = Institution.objects.create(name="Northgate University")
    InstitutionDomain.objects.create(institution=institution, domain="northgate.edu")
    return institution


@pytest.fixture
def iris(db: None) -> User:
    return MentorFactory.create(name="Iris Costa")


@pytest.fixture
def client(iris: User, sign_in: SignIn) -> Client:
    return sign_in(iris)


def link(to: str = ADDRESS) -> str:
    """The path in the newest mail to an address."""
    mail = Mail.objects.filter(to=to).latest("pk")
    found = re.search(r"https?://[^/\s]+(/settings/proof/confirm/\S+)", mail.text)
    assert found, mail.text
    assert found[1] in mail.html
    return found[1]


def ask(client: Client, address: str = ADDRESS) -> str:
    """Ask for a link, and what the page then says."""
    response = post(client, PAGE, address=address)
    assert response.status_code == 302, response.content.decode()
    return client.get(PAGE).content.decode()


class TestTheWay:
    def test_asking_opening_and_pressing_the_button_confirms(
        self, client: Client, iris: User
    ) -> None:
        page = ask(client)
        assert ADDRESS in page
        assert not Proof.objects.exists()
        path = link()
        page = client.get(path).content.decode()
        assert "Confirm northgate.edu?" in page
        response = post(client, path)
        assert (response.status_code, response.url) == (302, PAGE)
        proof = Proof.objects.get(user=iris)
        assert (proof.kind, proof.shown) == (ProofKind.INSTITUTION, "northgate.edu")
        assert ADDRESS not in proof.holder
        assert not PendingProof.objects.exists()
        assert "Confirmed: <bdi>northgate.edu</bdi>" in client.get(PAGE).content.decode()
        actions = AuditEntry.objects.filter(by=iris.pk).values_list("action", flat=True)
        assert {"ask_for_proof", "confirm_proof"} <= set(actions)

    def test_programs_that_open_links_confirm_nothing(self, client: Client) -> None:
        ask(client)
        path = link()
        for opener in (client, Client()):
            for _time in range(3):
                opener.get(path)
                opener.head(path)
        assert not Proof.objects.exists()
        assert post(client, path).status_code == 302

    def test_a_link_works_once(self, client: Client) -> None:
        ask(client)
        path = link()
        post(client, path)
        assert post(client, path).status_code == 409
        assert client.get(path).status_code == 409
        assert Proof.objects.count() == 1

    def test_a_double_click_is_one_confirmation(self, client: Client) -> None:
        ask(client)
        path, key = link(), str(uuid.uuid4())
        answers = [client.post(path, {"idempotency_key": key}) for _time in range(2)]
        assert [(answer.status_code, answer.url) for answer in answers] == [(302, PAGE)] * 2

    def test_a_link_runs_out(self, client: Client) -> None:
        ask(client)
        PendingProof.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
        assert client.get(link()).status_code == 409
        assert post(client, link()).status_code == 409
        assert ADDRESS not in client.get(PAGE).content.decode()
        assert forget_old_links() == 1
        assert not PendingProof.objects.exists()

    def test_a_newer_link_takes_the_place_of_the_one_before(self, client: Client) -> None:
        ask(client)
        before = link()
        assert post(client, f"{PAGE}resend/").status_code == 302
        assert link() != before
        assert post(client, before).status_code == 409
        assert post(client, link()).status_code == 302

    def test_an_altered_link_opens_nothing(self, client: Client) -> None:
        ask(client)
        path = link()
        for altered in (
            path[:-2] + "x/",
            path.replace("confirm/", "confirm/x"),
            f"{PAGE}confirm/x/",
        ):
            assert client.get(altered).status_code == 409
            assert post(client, altered).status_code == 409

    def test_an_address_can_be_forgotten_before_it_is_confirmed(self, client: Client) -> None:
        ask(client)
        assert post(client, f"{PAGE}give-up/").status_code == 302
        assert not PendingProof.objects.exists()
        assert post(client, link()).status_code == 409
        assert post(client, f"{PAGE}resend/").status_code == 409

    def test_a_proof_is_taken_back(self, client: Client, iris: User) -> None:
        prove(iris)
        assert post(client, f"{PAGE}remove/", kind="institution").status_code == 302
        assert not Proof.objects.exists()
        assert post(client, f"{PAGE}remove/", kind="knighthood").status_code == 409

    def test_another_institution_takes_the_place_of_the_one_before(
        self, client: Client, iris: User
    ) -> None:
        prove(iris, shown="elsewhere.edu")
        ask(client)
        post(client, link())
        assert [proof.shown for proof in iris.proofs.all()] == ["northgate.edu"]


class TestWhoseItIs:
    def test_a_link_opens_nothing_for_another_account(
        self, client: Client, sign_in: SignIn
    ) -> None:
        ask(client)
        other = sign_in(MentorFactory.create())
        never = bare(other.get(f"{PAGE}confirm/never-made/"))
        for answer in (other.get(link()), post(other, link())):
            assert answer.status_code == 409
            assert "Iris" not in answer.content.decode()
        given = bare(other.get(link()))
        assert len(given[2]) == len(never[2])
        assert not Proof.objects.exists()

    def test_one_address_confirms_one_account_and_nobody_is_told_whose(
        self, client: Client, sign_in: SignIn, iris: User
    ) -> None:
        ask(client)
        post(client, link())
        second = MentorFactory.create()
        free = MentorFactory.create()
        answers = []
        for user, address in ((second, "I.Costa+2@northgate.edu"), (free, "new@northgate.edu")):
            page = ask(sign_in(user), address)
            answers.append(
                re.sub(r"<bdi>[^<]*northgate.edu</bdi>", "", page).count("northgate.edu")
            )
            assert "A link is on its way" in page
        assert answers[0] == answers[1]
        told = Mail.objects.get(to="I.Costa+2@northgate.edu")
        assert "confirms another account already" in told.text
        assert "/settings/proof/confirm/" not in told.text
        assert iris.profile.name not in told.text
        assert "/settings/proof/confirm/" in Mail.objects.get(to="new@northgate.edu").text

    def test_of_two_who_wait_for_one_address_the_first_to_confirm_has_it(
        self, client: Client, sign_in: SignIn
    ) -> None:
        ask(client)
        first = link()
        other = sign_in(MentorFactory.create())
        ask(other)
        second = link()
        assert post(client, first).status_code == 302
        answer = post(other, second)
        assert answer.status_code == 409
        assert "confirms another account" in answer.content.decode()
        assert Proof.objects.count() == 1

    def test_the_address_is_read_by_nobody_else(self, client: Client, iris: User) -> None:
        ask(client)
        reader = Client()
        reader.force_login(
            MemberFactory.create(), backend="allauth.account.auth_backends.AuthenticationBackend"
        )
        page = reader.get(f"/people/{iris.public_id}/").content.decode()
        assert "northgate" not in page
        post(client, link())
        page = reader.get(f"/people/{iris.public_id}/").content.decode()
        assert "northgate.edu" in page
        assert "costa@" not in page


class TestWhatConfirmsNothing:
    @pytest.mark.parametrize(
        "address", ["someone@gmail.com", "x@mail.yahoo.co.uk", "me@HOTMAIL.com", "a@gmx.de"]
    )
    def test_where_anybody_can_have_an_address(self, client: Client, address: str) -> None:
        InstitutionDomain.objects.create(institution=Institution.objects.get(), domain="gmail.com")
        response = post(client, PAGE, address=address)
        assert response.status_code == 409
        assert "confirms nothing" in response.content.decode()
        assert not Mail.objects.exists()

    @pytest.mark.parametrize(
        "address",
        ["i@unknown-clinic.org", "i@notnorthgate.edu", "i@northgate.edu.evil.example", "i@edu.io"],
    )
    def test_a_domain_that_no_institution_has(self, client: Client, address: str) -> None:
        response = post(client, PAGE, address=address)
        assert response.status_code == 409
        assert "does not know" in response.content.decode()
        assert not Mail.objects.exists()

    @pytest.mark.parametrize("address", ["i@med.northgate.edu", "i@A.B.Northgate.edu"])
    def test_below_a_known_domain_stands_the_institution(
        self, client: Client, iris: User, address: str
    ) -> None:
        ask(client, address)
        post(client, link(address))
        assert Proof.objects.get(user=iris).shown == "northgate.edu"

    @pytest.mark.parametrize(
        "address",
        [
            "",
            "x",
            "@northgate.edu",
            "i@localhost",
            "a@b@northgate.edu",
            "i@northgate.edu\r\nBcc: x",
            "i@north\u200bgate.edu",
            "i@\u202enorthgate.edu",
            "i\x00@northgate.edu",
            "a" * 300 + "@northgate.edu",
        ],
    )
    def test_what_is_no_address(self, client: Client, address: str) -> None:
        response = post(client, PAGE, address=address)
        assert response.status_code == 400
        assert not Mail.objects.exists()


class TestLimits:
    def test_links_an_hour(self, client: Client) -> None:
        for number in range(5):
            ask(client, f"i{number}@northgate.edu")
        answer = post(client, PAGE, address=ADDRESS)
        assert answer.status_code == 429
        assert int(answer.headers["Retry-After"]) > 0

    def test_nobody_fills_the_mailbox_of_another(self, sign_in: SignIn) -> None:
        for _number in range(5):
            page = ask(sign_in(MentorFactory.create()), ADDRESS)
            assert "A link is on its way" in page
        assert Mail.objects.filter(to=ADDRESS).count() == 3
