"""Signing up, in and out by e-mail: the same answer for known and unknown addresses."""

import re
from urllib.parse import urljoin, urlsplit

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.hashers import identify_hasher
from django.test import Client, override_settings
from django.urls import reverse

from notifications.models import Mail
from profiles.models import User
from safety.models import AuditEntry
from tests.factories import MemberFactory

pytestmark = pytest.mark.django_db

PASSWORD = "correct horse battery staple 7"


def sign_up(client: Client, email: str, name: str = "Ana Duarte", **more: str):
    data = {"name": name, "email": email, "password1": PASSWORD, **more}
    return client.post(reverse("account_signup"), data)


def link_in(mail: Mail, part: str) -> str:
    """The site path of the link in a mail that holds `part`."""
    found = re.search(rf"https?://[^/\s]+(/\S*{part}\S*)", mail.text)
    assert found, mail.text
    return found[1]


def body(response) -> str:
    """The page without what differs between any two pages: tokens and keys."""
    text = response.content.decode()
    text = re.sub(r'name="(csrfmiddlewaretoken|idempotency_key)" value="[^"]*"', "", text)
    return re.sub(r"X-CSRFToken[^}]*", "", text)


def with_password(**fields: str) -> User:
    user = MemberFactory.create(**fields)
    user.set_password(PASSWORD)
    user.save()
    return user


def test_signing_up_confirming_and_landing_in_the_welcome(client: Client) -> None:
    response = sign_up(client, "Ana@Example.org")
    assert response.url == reverse("account_email_verification_sent")
    user = User.objects.get(email="ana@example.org")
    assert (user.profile.name, user.handle) == ("Ana Duarte", "ana_duarte")
    assert identify_hasher(user.password).algorithm == "argon2"

    mail = Mail.objects.get(to="ana@example.org")
    link = link_in(mail, "confirm-email")
    assert f"<h1>{mail.subject}</h1>" in mail.html
    assert mail.html.count(link) == 3  # of the button, and below it as a link that can be read
    assert mail.html.count("Kindred: mentors by hashtag") == 1
    for _ in range(3):
        client.get(link)
    assert not EmailAddress.objects.get(user=user).verified, "fetching a link must change nothing"

    response = client.post(link, follow=True)
    assert EmailAddress.objects.get(user=user).verified
    assert response.redirect_chain[-1][0] == reverse("profiles:welcome", args=[1])


def test_the_line_of_the_landing_page_comes_along(client: Client) -> None:
    session = client.session
    session["line"] = "PGY-3, #HemePath, looking for a mentor"
    session.save()

    sign_up(client, "ana@example.org")

    assert User.objects.get().profile.bio == "PGY-3, #HemePath, looking for a mentor"


def test_a_known_address_gets_the_same_answer_and_a_mail_that_says_so() -> None:
    MemberFactory.create(email="known@example.org")

    known = sign_up(Client(), "known@example.org")
    unknown = sign_up(Client(), "unknown@example.org")

    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    assert body(Client().get(known.url)) == body(Client().get(unknown.url))
    assert User.objects.filter(email="known@example.org").count() == 1
    assert Mail.objects.get(to="known@example.org").subject == "You already have an account"


@pytest.mark.parametrize("name", ["account_login", "account_reset_password"])
def test_sign_in_and_reset_answer_alike_for_known_and_unknown(name: str) -> None:
    with_password(email="known@example.org")
    known_data = {"login": "known@example.org", "email": "known@example.org", "password": "wrong"}
    other_data = {"login": "other@example.org", "email": "other@example.org", "password": "wrong"}

    known = Client().post(reverse(name), known_data)
    other = Client().post(reverse(name), other_data)

    assert known.status_code == other.status_code
    assert known.headers.get("Location") == other.headers.get("Location")
    assert body(known).replace("known@", "other@") == body(other)


def test_a_mailed_code_signs_in_and_asking_for_one_tells_nothing() -> None:
    MemberFactory.create(email="known@example.org")
    url = reverse("account_request_login_code")

    known_client, other_client = Client(), Client()
    known = known_client.post(url, {"email": "known@example.org"})
    other = other_client.post(url, {"email": "other@example.org"})
    assert (known.status_code, known.headers.get("Location")) == (
        other.status_code,
        other.headers.get("Location"),
    )
    mail = Mail.objects.get(to="known@example.org")
    code = next(line for line in mail.text.splitlines() if re.fullmatch(r"[A-Z0-9-]{6,}", line))

    known_client.post(known.url, {"code": code})

    assert known_client.get(reverse("home")).status_code == 200


def test_signing_in_changes_the_session_and_signing_out_ends_it() -> None:
    with_password(email="ana@example.org")
    client = Client()
    client.get(reverse("account_login"))
    session = client.session
    session["line"] = "x"
    session.save()
    before = client.session.session_key

    client.post(reverse("account_login"), {"login": "ANA@example.org", "password": PASSWORD})
    signed_in = client.session.session_key
    assert signed_in != before
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value

    client.get(reverse("account_logout"))
    assert client.get(reverse("home")).status_code == 200, "GET must not sign out"
    client.post(reverse("account_logout"))
    replay = Client()
    replay.cookies[settings.SESSION_COOKIE_NAME] = cookie
    assert replay.get(reverse("home")).status_code == 302


def reset_link(email: str) -> str:
    Client().post(reverse("account_reset_password"), {"email": email})
    mail = Mail.objects.filter(to=email, subject="Choose a new password").latest("pk")
    return link_in(mail, "password/reset/key")


def use_reset_link(link: str, password: str):
    """Follows the link as a browser does; the token leaves the address at once."""
    client = Client()
    shown = client.get(link)
    if shown.status_code == 302:
        return client.post(shown.url, {"password1": password, "password2": password}), shown.url
    return shown, ""


def test_a_reset_link_works_once_and_its_token_leaves_the_address() -> None:
    user = with_password(email="ana@example.org")
    link = reset_link("ana@example.org")

    response, address = use_reset_link(link, "a brand new passphrase 1")
    assert response.status_code == 302
    assert link.rstrip("/").rsplit("-", 1)[-1] not in address
    user.refresh_from_db()
    assert user.check_password("a brand new passphrase 1")

    use_reset_link(link, "a second passphrase 2")
    user.refresh_from_db()
    assert user.check_password("a brand new passphrase 1")


def test_a_newer_reset_link_kills_the_older_one() -> None:
    user = with_password(email="ana@example.org")
    older, newer = reset_link("ana@example.org"), reset_link("ana@example.org")

    use_reset_link(older, "from the older link 1")
    user.refresh_from_db()
    assert user.check_password(PASSWORD)

    use_reset_link(newer, "from the newer link 2")
    user.refresh_from_db()
    assert user.check_password("from the newer link 2")


def test_a_reset_link_dies_when_the_address_changes() -> None:
    user = with_password(email="ana@example.org")
    link = reset_link("ana@example.org")
    EmailAddress.objects.filter(user=user).update(email="new@example.org")

    use_reset_link(link, "a brand new passphrase 1")

    user.refresh_from_db()
    assert user.check_password(PASSWORD)


def test_reset_mails_to_one_address_are_limited() -> None:
    with_password(email="ana@example.org")
    for _ in range(6):
        Client().post(reverse("account_reset_password"), {"email": "ana@example.org"})

    assert Mail.objects.filter(to="ana@example.org").count() <= 2


def test_changing_the_address_asks_who_one_is_and_tells_nobody_who_else_has_it(sign_in) -> None:
    user = with_password(email="ana@example.org")
    MemberFactory.create(email="taken@example.org")
    client = sign_in(user)
    url = reverse("account_email")
    refused = client.post(url, {"action_add": "", "email": "first@example.org"})
    assert "reauthenticate" in refused.url
    assert not EmailAddress.objects.filter(email="first@example.org").exists()
    client.post(refused.url, {"password": PASSWORD})

    free = client.post(url, {"action_add": "", "email": "free@example.org"})
    taken = client.post(url, {"action_add": "", "email": "taken@example.org"})

    assert (free.status_code, free.headers.get("Location")) == (
        taken.status_code,
        taken.headers.get("Location"),
    )
    assert not EmailAddress.objects.filter(user=user, email="free@example.org", verified=True)
    user.refresh_from_db()
    assert user.email == "ana@example.org", "the new address counts once it is confirmed"


@pytest.mark.parametrize(
    "target",
    ["//evil.example", "/\\evil.example", "https:evil.example", "/%09/evil.example", "@evil"],
)
def test_next_never_leads_to_another_host(target: str) -> None:
    with_password(email="ana@example.org")
    response = Client().post(
        reverse("account_login") + f"?next={target}",
        {"login": "ana@example.org", "password": PASSWORD, "next": target},
    )
    assert response.status_code == 302
    # Browsers read a backslash as a slash and drop tabs and line ends.
    address = re.sub(r"[\t\r\n]", "", response.url.replace("\\", "/"))
    assert urlsplit(urljoin("https://kindred.example/accounts/login/", address)).hostname == (
        "kindred.example"
    )


def test_a_foreign_host_is_refused_and_mailed_nowhere() -> None:
    with_password(email="ana@example.org")
    response = Client().post(
        reverse("account_reset_password"), {"email": "ana@example.org"}, headers={"host": "evil"}
    )
    assert response.status_code == 400
    assert not Mail.objects.exists()


@override_settings(TRUSTED_PROXIES=0)
def test_a_forged_forwarded_address_neither_resets_a_limit_nor_is_believed() -> None:
    with_password(email="ana@example.org")
    answers = [
        Client().post(
            reverse("account_login"),
            {"login": f"somebody{number}@example.org", "password": "wrong"},
            headers={"x-forwarded-for": f"203.0.113.{number}"},
        )
        for number in range(14)
    ]
    assert "Too many" in answers[-1].content.decode() or answers[-1].status_code == 429
    entries = AuditEntry.objects.filter(action="sign_in_failed")
    assert {entry.facts["address"] for entry in entries} == {"127.0.0.1"}


def test_a_failed_sign_in_is_on_record_without_address_or_password() -> None:
    with_password(email="ana@example.org")
    Client().post(
        reverse("account_login"), {"login": "ana@example.org", "password": "my secret guess"}
    )

    entry = AuditEntry.objects.get(action="sign_in_failed")
    assert "secret" not in str(entry.facts)
    assert "ana@" not in str(entry.facts)


@pytest.mark.parametrize("password", ["short7!", "password123", "ana@example"])
def test_weak_passwords_are_refused_in_words_and_nothing_typed_is_lost(
    client: Client, password: str
) -> None:
    response = sign_up(client, "ana@example.org", password1=password)
    assert response.status_code == 200
    assert 'value="Ana Duarte"' in response.content.decode()
    assert not User.objects.exists()


@pytest.mark.parametrize("name", ["", "   ", "\u3164", "\u2800", "Dr Ana ✔", "Ana (verified)"])
def test_a_name_that_is_empty_or_claims_a_check_mark_is_refused(client: Client, name: str) -> None:
    response = sign_up(client, "ana@example.org", name=name)
    assert response.status_code == 200
    assert not User.objects.exists()


def test_a_name_cannot_forge_a_mail_header(client: Client) -> None:
    sign_up(client, "ana@example.org", name="A\r\nBcc: evil")
    mail = Mail.objects.get()
    assert "\n" not in mail.subject
    assert User.objects.get().profile.name == "A Bcc: evil"


def test_extra_fields_in_sign_up_change_nothing(client: Client) -> None:
    sign_up(client, "ana@example.org", is_staff="1", is_superuser="1", handle="admin")
    user = User.objects.get()
    assert (user.is_staff, user.is_superuser, user.handle) == (False, False, "ana_duarte")


def test_a_suspended_person_signs_in_and_meets_one_page(sign_in, member: User) -> None:
    client = sign_in(member)
    assert client.get(reverse("home")).status_code == 200
    User.objects.filter(pk=member.pk).update(suspended_at="2026-01-01T00:00Z")

    for name in ("home", "matching:suggestions", "messaging:inbox", "account_email"):
        response = client.get(reverse(name))
        assert response.status_code == 403
        assert "suspended" in response.content.decode().lower()
