"""What one shows and keeps in a conversation: who has read, who writes, muting, drafts."""

import uuid
from typing import Any
from unittest import mock

import pytest
from django.test import Client

from messaging.circle import circle_of
from messaging.models import Conversation, MessagingSettings, Participant
from messaging.talk import latest
from notifications.models import Notification
from profiles import actions as people
from profiles.models import User
from safety.models import Block
from tests.acting import post
from tests.conftest import SignIn
from tests.factories import MemberFactory
from tests.messaging.arrange import group_of, page_of, said, text_of
from tests.messaging.test_sending import NEUTRAL, send, send_with_scripts

pytestmark = pytest.mark.django_db


# -- who has read ----------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["reader", "writer"])
def test_receipts_switched_off_are_off_both_ways(
    member: User, mentor: User, talk: Conversation, sign_in: SignIn, who: str
) -> None:
    said(talk, member, "Did you see it?")
    sign_in(mentor).get(talk.get_absolute_url())
    assert ">Seen<" in text_of(sign_in(member).get(talk.get_absolute_url()))
    client = sign_in(mentor if who == "reader" else member)
    assert 'id="id_receipts" checked' in text_of(client.get("/settings/messages/"))
    assert post(client, "/settings/messages/", typing="on").status_code == 302
    assert ">Seen<" not in text_of(sign_in(member).get(talk.get_absolute_url()))
    said(talk, mentor, "I did")
    sign_in(member).get(talk.get_absolute_url())
    assert ">Seen<" not in text_of(sign_in(mentor).get(talk.get_absolute_url()))
    assert "checked" not in str(client.get("/settings/messages/").context["form"]["receipts"])
    assert "checked" in str(client.get("/settings/messages/").context["form"]["typing"])


def test_what_is_read_while_receipts_are_off_is_not_told_later(
    member: User, mentor: User, talk: Conversation, sign_in: SignIn
) -> None:
    client, writer = sign_in(mentor), sign_in(member)
    post(client, "/settings/messages/", typing="on")
    said(talk, member, "Did you see it?")
    client.get(talk.get_absolute_url())
    said(talk, mentor, "About something else")
    said(talk, member, "And this?")
    client.get(talk.get_absolute_url())
    post(client, "/settings/messages/", typing="on", receipts="on")
    assert ">Seen<" not in text_of(writer.get(talk.get_absolute_url()))
    said(talk, member, "And now?")
    client.get(talk.get_absolute_url())
    assert ">Seen<" in text_of(writer.get(talk.get_absolute_url()))


def test_in_a_group_nobody_blocked_is_named_among_those_who_saw(
    member: User, mentor: User, sign_in: SignIn
) -> None:
    third = MemberFactory.create(name="Third One")
    talk = group_of(member, mentor, third)
    (message,) = said(talk, member, "Did you see it?")
    for reader in (mentor, third):
        sign_in(reader).get(talk.get_absolute_url())
    client = sign_in(member)
    assert "Seen by Nadia Aziz, Third One" in text_of(client.get(talk.get_absolute_url()))
    assert "Seen by Nadia Aziz, Third One" in text_of(client.get(page_of(message)))
    Block.objects.create(blocker=third, blocked=member)
    assert "Seen by Nadia Aziz<" in text_of(client.get(talk.get_absolute_url()))
    assert "Third One" not in text_of(client.get(page_of(message)))


def test_whoever_is_taken_out_meanwhile_sees_nobody(
    member: User, mentor: User, talk: Conversation
) -> None:
    said(talk, mentor, "One")
    Participant.objects.filter(user=member).delete()
    circle = circle_of(member, talk)
    assert (circle.people, circle.here, circle.seen) == ({}, frozenset(), {})
    assert latest(circle).lines == []


# -- writing ---------------------------------------------------------------------------------------


def knocks(client: Client, talk: Conversation) -> list[Any]:
    with mock.patch("messaging.actions.keeping.knock") as knock:
        assert client.post(f"{talk.get_absolute_url()}typing/").status_code == 204
    return knock.call_args_list


def test_that_somebody_writes_is_said_to_the_other_and_kept_nowhere(
    member: User, mentor: User, talk: Conversation, sign_in: SignIn
) -> None:
    (call,) = knocks(sign_in(member), talk)
    assert call.args == ([mentor.pk], "typing")
    assert call.kwargs == {"conversation": talk.pk, "by": member.pk}


@pytest.mark.parametrize("cause", ["mine off", "theirs off", "block", "not welcome", "left"])
def test_nobody_is_told_who_does_not_say_it_or_may_not_be_written_to(
    member: User, mentor: User, talk: Conversation, sign_in: SignIn, cause: str
) -> None:
    if cause == "mine off":
        MessagingSettings.objects.create(user=member, typing=False)
    elif cause == "theirs off":
        MessagingSettings.objects.create(user=mentor, typing=False)
    elif cause == "block":
        Block.objects.create(blocker=mentor, blocked=member)
    elif cause == "left":
        User.objects.filter(pk=mentor.pk).update(is_active=False)
    else:
        Participant.objects.filter(user=mentor).update(welcomes=False)
    assert knocks(sign_in(member), talk) == []


def test_one_says_so_only_so_often(
    member: User, talk: Conversation, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("messaging.views.keeping.KNOCKS_A_MINUTE", 2)
    client, url = sign_in(member), f"{talk.get_absolute_url()}typing/"
    assert [client.post(url).status_code for _time in range(3)] == [204, 204, 429]


# -- muting ----------------------------------------------------------------------------------------


def test_a_muted_conversation_is_silent_until_it_is_unmuted(
    member: User, mentor: User, talk: Conversation, sign_in: SignIn
) -> None:
    said(talk, mentor, "One")
    client, url = sign_in(member), talk.get_absolute_url()
    post(client, f"{url}mute/")
    assert client.get("/messages/").context["nav_counts"]["messages"] == 0
    assert client.get("/messages/").context["nav_counts"]["news"] == 0
    said(talk, mentor, "Two")
    assert client.get("/messages/").context["nav_counts"]["news"] == 0
    assert Notification.objects.filter(recipient=member, read_at=None).count() == 0
    assert client.get("/messages/").context["nav_counts"]["messages"] == 0
    assert client.get("/messages/").context["threads"][0].unread == 2
    assert ">Unmute<" in text_of(client.get(url))
    assert "nmute" not in text_of(sign_in(mentor).get(url))
    post(client, f"{url}unmute/")
    said(talk, mentor, "Three")
    assert client.get("/messages/").context["nav_counts"]["news"] == 1


# -- drafts ----------------------------------------------------------------------------------------


def keep(client: Client, talk: Conversation, text: str, client_id: uuid.UUID | None = None) -> Any:
    form = {"text": text, "client_id": str(client_id or uuid.uuid4())}
    return client.post(f"{talk.get_absolute_url()}draft/", form)


def test_a_draft_is_in_the_box_again_and_nobody_else_reads_it(
    member: User, mentor: User, talk: Conversation, sign_in: SignIn
) -> None:
    client = sign_in(member)
    assert keep(client, talk, "Half a sent").status_code == 204
    assert "Half a sent</textarea>" in text_of(client.get(talk.get_absolute_url()))
    for url in (talk.get_absolute_url(), "/messages/", "/notifications/"):
        assert "Half a sent" not in text_of(sign_in(mentor).get(url))
    found = post(sign_in(mentor), "/messages/search/", q="Half")
    assert 'class="hit"' not in text_of(found)


@pytest.mark.parametrize("way", [send, send_with_scripts])
def test_a_draft_is_done_with_once_it_is_sent(
    member: User, talk: Conversation, sign_in: SignIn, way: Any
) -> None:
    client, client_id = sign_in(member), uuid.uuid4()
    keep(client, talk, "Half a sentence", client_id)
    way(client, talk, "A whole sentence", client_id=str(client_id))
    assert Participant.objects.get(user=member).draft == ""
    # One that was on its way when the message landed.
    assert keep(client, talk, "Half a sentence", client_id).status_code == 205
    assert Participant.objects.get(user=member).draft == ""


def test_a_message_that_was_not_taken_leaves_the_draft(
    member: User, mentor: User, talk: Conversation, sign_in: SignIn
) -> None:
    client = sign_in(member)
    keep(client, talk, "Are you there?")
    people.block(by=mentor, person=member)
    assert NEUTRAL in text_of(send(client, talk, "Are you there?"))
    assert Participant.objects.get(user=member).draft == "Are you there?"


def test_what_could_not_be_sent_is_no_draft(
    member: User, talk: Conversation, sign_in: SignIn
) -> None:
    assert keep(sign_in(member), talk, "x" * 4001).status_code == 400
    assert sign_in(member).post(f"{talk.get_absolute_url()}draft/").status_code == 400
    assert Participant.objects.get(user=member).draft == ""
