"""/settings/: who sees me, and who may write to me."""

import uuid

import pytest
from django.test import Client
from django.utils import timezone

from profiles.models import Profile, User
from safety.models import AuditEntry
from tests.acting import post
from tests.conftest import SignIn

pytestmark = pytest.mark.django_db

CHOSEN = {
    "audience": "nobody",
    "contact": "members",
}


def now_of(user: User) -> dict[str, str]:
    return dict(Profile.objects.filter(user=user).values(*CHOSEN)[0])


def test_what_holds_is_shown_and_what_is_chosen_is_saved(sign_in: SignIn, member: User) -> None:
    client = sign_in(member)
    html = client.get("/settings/").content.decode()
    for value in ("members", "connected"):
        assert f'value="{value}"' in html
    assert html.count("checked") == 2

    answer = post(client, "/settings/", **CHOSEN)

    assert (answer.status_code, answer.headers["Location"]) == (302, "/settings/")
    assert now_of(member) == CHOSEN
    assert "Saved." in client.get("/settings/").content.decode()


def test_nobody_holds_at_once(sign_in: SignIn, member: User, mentor: User) -> None:
    client = sign_in(member)
    url = f"/people/{mentor.public_id}/"
    assert client.get(url).status_code == 200
    post(sign_in(mentor), "/settings/", **CHOSEN)
    assert client.get(url).status_code == 404
    assert client.get("/tags/HemePath/").context.get("people") == 0


def test_matching_follows_a_change_of_who_sees_and_no_other(sign_in: SignIn, member: User) -> None:
    client = sign_in(member)
    before = timezone.now()
    post(client, "/settings/", **(CHOSEN | {"audience": "members"}))
    assert Profile.objects.get(user=member).changed_at < before
    post(client, "/settings/", **CHOSEN)
    assert Profile.objects.get(user=member).changed_at >= before


def test_a_change_is_written_down_without_words(sign_in: SignIn, member: User) -> None:
    client = sign_in(member)
    post(client, "/settings/", **CHOSEN)
    post(client, "/settings/", **CHOSEN)
    entry = AuditEntry.objects.get(action="set_comfort")
    assert entry.by == member
    assert entry.facts == CHOSEN | {"meets_peers": False}


def test_a_double_click_saves_once(sign_in: SignIn, member: User) -> None:
    client, key = sign_in(member), str(uuid.uuid4())
    answers = [post(client, "/settings/", **CHOSEN, idempotency_key=key) for _click in range(2)]
    assert {answer.headers["Location"] for answer in answers} == {"/settings/"}


@pytest.mark.parametrize("field", list(CHOSEN))
@pytest.mark.parametrize("value", ["", "everybody", "\0", "x" * 5000, "<script>", "1"])
def test_a_wrong_answer_is_a_field_error(
    sign_in: SignIn, member: User, field: str, value: str
) -> None:
    before = now_of(member)
    answer = post(sign_in(member), "/settings/", **(CHOSEN | {field: value}))
    assert answer.status_code == 400
    assert field in answer.context["form"].errors
    assert "Not saved yet" in answer.content.decode()
    assert "<script>" not in answer.content.decode()
    assert now_of(member) == before


def test_other_fields_are_not_taken_along(sign_in: SignIn, member: User) -> None:
    post(
        sign_in(member),
        "/settings/",
        **CHOSEN,
        is_staff="1",
        is_superuser="1",
        user="2",
        name="Somebody Else",
        welcomed_at="",
    )
    member.refresh_from_db()
    assert not member.is_staff
    assert not member.is_superuser
    assert Profile.objects.get(user=member).name == "Ana Duarte"


def test_leads_to_everything_else_a_person_can_set(sign_in: SignIn, member: User) -> None:
    html = sign_in(member).get("/settings/").content.decode()
    for address in (
        "/settings/blocked/",
        "/settings/blocked/#evaluators",
        "/accounts/email/",
        "/accounts/password/change/",
        "/accounts/sessions/",
    ):
        assert f'href="{address}"' in html, address
    assert "/staff/hashtags/" not in html


def test_a_moderator_finds_the_hashtags_to_review(sign_in: SignIn, moderator: User) -> None:
    assert 'href="/staff/hashtags/"' in sign_in(moderator).get("/settings/").content.decode()


def test_signed_out_is_sent_to_sign_in(client: Client) -> None:
    assert client.get("/settings/").status_code == 302
    assert post(client, "/settings/", **CHOSEN).status_code == 302
