"""The profile coach on a mentor's pages: what it says, and skipping it."""

import re
import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from profiles.choices import Goal
from profiles.models import Profile, SkippedAdvice, User
from safety.idempotency import FIELD
from safety.models import AuditEntry
from tests.acting import bare
from tests.conftest import SignIn
from tests.factories import MemberFactory

pytestmark = pytest.mark.django_db
PAGES = ("home", "profiles:availability", "profiles:edit_profile")
DEED = "Say what you can help with this month"


def skip(client: Client, code: str, **more: str) -> Any:
    form = {"advice": code, FIELD: str(uuid.uuid4()), **more}
    return client.post(reverse("profiles:skip_advice"), form)


def shown(client: Client, page: str = "home") -> list[str]:
    """The codes of the advice on a page, in order."""
    text = client.get(reverse(page)).content.decode()
    return re.findall(r'name="advice" value="(\w+)"', text)


@pytest.mark.parametrize("page", PAGES)
def test_a_mentor_reads_three_things_and_each_leads_to_its_field(
    mentor: User, sign_in: SignIn, page: str
) -> None:
    client = sign_in(mentor)
    text = client.get(reverse(page)).content.decode()
    assert "3 things that would help your card" in text
    section = text.partition('<ul class="advice">')[2].partition("</ul>")[0]
    assert DEED in section
    ways = re.findall(r'<a href="([^"#]+)#(\w+)">', section)
    assert len(ways) == 3
    for path, field in ways:
        assert f'id="{field}"' in client.get(path).content.decode(), (path, field)


@pytest.mark.parametrize("page", PAGES)
def test_nobody_but_mentors_is_advised(sign_in: SignIn, page: str) -> None:
    assert shown(sign_in(MemberFactory.create()), page) == []


def test_skipping_is_remembered_and_leads_back(mentor: User, sign_in: SignIn) -> None:
    client = sign_in(mentor)
    before = shown(client)
    answer = skip(client, before[0], next=reverse("home"))
    assert answer["Location"] == reverse("home")
    assert [shown(client, page) for page in PAGES] == [before[1:]] * 3
    assert skip(client, before[1], next="//evil.example/")["Location"] == reverse(
        "profiles:availability"
    )
    entry = AuditEntry.objects.filter(action="skip_advice").latest("pk")
    assert entry.facts == {"code": before[1]}


def test_it_comes_back_when_its_matter_changes(mentor: User, sign_in: SignIn) -> None:
    client = sign_in(mentor)
    skip(client, "help")
    assert "help" not in shown(client)
    Profile.objects.filter(user=mentor).update(offers_goals=[Goal.GRANTS])
    assert "help" not in shown(client)  # nothing is missing
    Profile.objects.filter(user=mentor).update(offers_goals=[])
    assert "help" not in shown(client)  # as it was when she skipped it


def test_what_is_not_advised_cannot_be_skipped(mentor: User, sign_in: SignIn) -> None:
    for client in (sign_in(mentor), sign_in(MemberFactory.create())):
        answer = skip(client, "photo")
        assert answer.status_code == 409
        assert "Nothing was changed" in answer.content.decode()
    assert not SkippedAdvice.objects.exists()


def test_a_double_click_skips_once(mentor: User, sign_in: SignIn) -> None:
    client = sign_in(mentor)
    key = str(uuid.uuid4())
    for _time in range(2):
        answer = client.post(reverse("profiles:skip_advice"), {"advice": "help", FIELD: key})
        assert answer.status_code == 302
    assert SkippedAdvice.objects.count() == 1


def test_nobody_elses_page_is_changed_by_it(mentor: User, member: User, sign_in: SignIn) -> None:
    page = reverse("profiles:person", args=[mentor.public_id])
    reader = sign_in(member)
    before = bare(reader.get(page), page)
    skip(sign_in(mentor), "help")
    assert bare(reader.get(page), page) == before
