"""What somebody takes along."""

import json

import pytest
from django.test import Client
from django.urls import reverse

from profiles.models import User
from tests.acting import post
from tests.factories import MemberFactory
from tests.mentorship.test_moderation import words
from tests.messaging.arrange import conversation_of, said
from tests.safety.test_cases import report

pytestmark = pytest.mark.django_db


def test_it_asks_who_it_is_and_holds_what_is_hers(
    client: Client, member: User, mentor: User, moderator: User
) -> None:
    said(conversation_of(member, mentor), mentor, "What the other wrote.")
    said(conversation_of(member, mentor), member, "What she wrote.")
    report(member, mentor, words="He sells courses.")
    report(MemberFactory.create(name="Unknown Person"), member, words="About her.")
    member.set_password("moss under the north wall")
    member.save()
    client.force_login(member, backend="allauth.account.auth_backends.AuthenticationBackend")
    asked = client.get(reverse("export"))
    assert asked.status_code == 302
    assert asked["Location"].startswith(reverse("account_reauthenticate"))
    client.post(asked["Location"], {"password": "moss under the north wall"})
    answer = post(client, reverse("export"))
    assert answer["Content-Disposition"].startswith("attachment")
    held = words(answer)
    assert set(json.loads(held)) >= {"about", "messages", "reports", "requests"}
    for hers in (member.email, "What she wrote.", "He sells courses.", "HemePath"):
        assert hers in held
    for others in ("What the other wrote.", "About her.", mentor.email, "Unknown Person"):
        assert others not in held
