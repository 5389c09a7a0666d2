"""Sending: once, in order, to those who take it, with one sentence for all who do not."""

import uuid
from typing import Any
from unittest import mock

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from messaging import actions
from messaging.actions import sending
from messaging.models import MESSAGE_LENGTH, Conversation, Message, Participant
from messaging.places import seal_line
from notifications.models import Notification
from profiles import actions as people
from profiles.choices import Contact
from profiles.models import Profile, User
from relationships import actions as relationships
from tests.acting import bare, post
from tests.conftest import SignIn
from tests.factories import MemberFactory, MentorFactory
from tests.messaging.arrange import conversation_of, said
from tests.races import race
from tests.relationships.arrange import relationship_of, request_of
from tests.words import HOSTILE

pytestmark = pytest.mark.django_db

NEUTRAL = "They are not receiving messages right now."


def text_of(response: Any) -> str:
    return response.content.decode()


def send(client: Client, talk: Conversation, text: object, **fields: object) -> Any:
    data = {"client_id": str(uuid.uuid4()), "text": text} | fields
    return client.post(f"{talk.get_absolute_url()}send/", data)


def send_with_scripts(client: Client, talk: Conversation, text: str, **fields: object) -> Any:
    data = {"client_id": str(uuid.uuid4()), "text": text} | fields
    return client.post(f"{talk.get_absolute_url()}send/", data, headers={"HX-Request": "true"})


def test_what_one_sends_the_other_reads(
    member: User, mentor: User, talk: Conversation, sign_in: SignIn
) -> None:
    answer = send(sign_in(member), talk, "How did the tumor board go?\n\nI wondered.")
    assert answer.headers["Location"] == f"{talk.get_absolute_url()}#newest"
    page = text_of(sign_in(mentor).get(talk.get_absolute_url()))
    assert "How did the tumor board go?\n\nI wondered." in page
    assert "Ana Duarte" in page


def test_sent_twice_it_lands_once(member: User, talk: Conversation, sign_in: SignIn) -> None:
    client, client_id = sign_in(member), str(uuid.uuid4())
    answers = [send(client, talk, "Once", client_id=client_id) for _time in range(3)]
    assert [answer.status_code for answer in answers] == [302, 302, 302]
    assert len({answer.headers["Location"] for answer in answers}) == 1
    assert Message.objects.count() == 1
    assert Notification.objects.count() == 1


def test_back_and_another_text_is_not_lost_under_the_old_id(
    member: User, talk: Conversation, sign_in: SignIn
) -> None:
    client, client_id = sign_in(member), str(uuid.uuid4())
    send(client, talk, "First", client_id=client_id)
    answer = send(client, talk, "Second", client_id=client_id)
    assert answer.status_code == 409
    assert "Second</textarea>" in text_of(answer)
    assert client_id not in text_of(answer)
    assert Message.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_many_at_once_get_numbers_without_gaps_and_the_same_one_lands_once(
    member: User, mentor: User, talk: Conversation
) -> None:
    same = uuid.uuid4()

    def once(by: User, text: str, client_id: uuid.UUID) -> int:
        return actions.send(by=by, conversation=talk, client_id=client_id, text=text).number

    calls = [lambda n=n: once(member, f"a{n}", uuid.uuid4()) for n in range(8)]
    calls += [lambda n=n: once(mentor, f"b{n}", uuid.uuid4()) for n in range(8)]
    calls += [lambda: once(member, "same", same)] * 4
    with mock.patch("safety.doorbell._queue"):
        numbers = race(calls)
    assert sorted(numbers[:16] + numbers[16:17]) == list(range(1, 18))
    assert len(set(numbers[16:])) == 1
    assert list(Message.objects.values_list("number", flat=True)) == list(range(1, 18))
    talk.refresh_from_db()
    assert talk.last_number == 17


@pytest.mark.parametrize("words", HOSTILE)
def test_bad_input_is_answered_in_words(
    member: User, talk: Conversation, sign_in: SignIn, words: str
) -> None:
    client = sign_in(member)
    typed = words.encode("utf-8", "surrogatepass")
    for fields in ({"text": typed}, {"client_id": typed}):
        answer = send(client, talk, **({"text": "A line"} | fields))
        assert answer.status_code in {302, 400}
        page = answer if answer.status_code == 400 else client.get(talk.get_absolute_url())
        assert page.status_code in {200, 400}
        assert "<script>alert(1)" not in text_of(page)
        assert "\x00" not in text_of(page)


def test_ten_kilobytes_are_refused_in_words_and_kept(
    member: User, talk: Conversation, sign_in: SignIn
) -> None:
    long = "ä" * 10_000
    for way in (send, send_with_scripts):
        answer = way(sign_in(member), talk, long)
        assert answer.status_code == 400
        page = text_of(answer)
        assert f"That is 10000 characters; a message holds {MESSAGE_LENGTH}." in page
        assert long in page
    assert not Message.objects.exists()
    assert send(sign_in(member), talk, "ä" * MESSAGE_LENGTH).status_code == 302


def test_one_neutral_sentence_whatever_the_cause(member: User, sign_in: SignIn) -> None:
    """Blocked by them, blocked by me, switched off, suspended, gone: nobody can tell which."""
    causes = {
        "switched off": lambda other: Profile.objects.filter(user=other).update(
            contact=Contact.NOBODY
        ),
        "they blocked": lambda other: people.block(by=other, person=member),
        "I blocked": lambda other: people.block(by=member, person=other),
        "suspended": lambda other: User.objects.filter(pk=other.pk).update(
            suspended_at=timezone.now()
        ),
        "gone": lambda other: User.objects.filter(pk=other.pk).update(is_active=False),
    }
    client = sign_in(member)
    fragments, pages = {}, {}
    for cause, happen in causes.items():
        other = MemberFactory.create(name="The Other")
        talk = conversation_of(member, other)
        happen(other)
        client_id = str(uuid.uuid4())
        answer = send_with_scripts(client, talk, "Are you there?", client_id=client_id)
        assert answer.status_code == 409, cause
        fresh = answer.context["form"].data["client_id"]
        fragments[cause] = bare(answer, talk.public_id, fresh)
        pages[cause] = send(client, talk, "Are you there?")
        assert NEUTRAL in text_of(pages[cause])
        assert "Are you there?" in text_of(pages[cause])
    gone = fragments.pop("gone")
    assert len(set(fragments.values())) == 1
    assert b"Somebody who left" in gone[2]
    assert {page.status_code for page in pages.values()} == {409}
    assert not Message.objects.exists()


def test_what_was_said_stays_readable_to_both_after_a_block(
    member: User, mentor: User, talk: Conversation, sign_in: SignIn
) -> None:
    said(talk, member, "Before")
    people.block(by=mentor, person=member)
    for person in (member, mentor):
        page = sign_in(person).get(talk.get_absolute_url())
        assert page.status_code == 200
        assert "Before" in text_of(page)
    assert f"/people/{mentor.public_id}/" not in text_of(
        sign_in(member).get(talk.get_absolute_url())
    )


def test_seen_does_not_move_while_a_block_holds(
    member: User, mentor: User, talk: Conversation, sign_in: SignIn
) -> None:
    said(talk, member, "Before")
    people.block(by=mentor, person=member)
    sign_in(mentor).get(talk.get_absolute_url())
    reader = Participant.objects.get(user=mentor)
    assert (reader.read_number, reader.seen_number) == (1, 0)
    assert ">Seen<" not in text_of(sign_in(member).get(talk.get_absolute_url()))


def test_messages_sent_during_a_block_do_not_exist_and_so_never_arrive(
    member: User, mentor: User, talk: Conversation, sign_in: SignIn
) -> None:
    people.block(by=mentor, person=member)
    assert send(sign_in(member), talk, "Into the void").status_code == 409
    people.unblock(by=mentor, person=member)
    assert not Message.objects.exists()
    assert send(sign_in(member), talk, "Hello again").status_code == 302


def test_a_conversation_is_nobody_elses(
    member: User, mentor: User, talk: Conversation, sign_in: SignIn
) -> None:
    said(talk, member, "Between us")
    stranger, unknown = sign_in(MemberFactory.create()), uuid.uuid4()
    for page in ("", "live/", f"?before={seal_line(member, talk, 1)}"):
        nothing = bare(stranger.get(f"/messages/{unknown}/{page}"), unknown)
        assert nothing[0] == 404
        answer = stranger.get(f"{talk.get_absolute_url()}{page}")
        assert bare(answer, talk.public_id) == nothing
    assert send(stranger, talk, "Let me in").status_code == 404
    assert Message.objects.count() == 1
    assert sign_in(member).get(f"{talk.get_absolute_url()}send/").status_code == 405


def test_a_message_a_second_is_too_much_and_the_text_is_kept(
    member: User, talk: Conversation, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "MESSAGES_A_MINUTE", 2)
    said(talk, member, "one", "two")
    answer = send(sign_in(member), talk, "three")
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 60
    assert "three</textarea>" in text_of(answer)
    assert send_with_scripts(sign_in(member), talk, "three").status_code == 429
    assert Message.objects.count() == 2


# -- the first contact ---------------------------------------------------------------------------


def test_whoever_wants_it_can_be_written_to_by_members(member: User, sign_in: SignIn) -> None:
    welcoming = MemberFactory.create(name="Welcoming", contact=Contact.MEMBERS)
    client = sign_in(member)
    answer = post(client, f"/people/{welcoming.public_id}/write/")
    talk = Conversation.objects.get()
    assert answer.headers["Location"] == talk.get_absolute_url()
    # Before the first line the other is not bothered.
    assert "Ana Duarte" not in text_of(sign_in(welcoming).get("/messages/"))
    send(client, talk, "Hello")
    assert "Ana Duarte" in text_of(sign_in(welcoming).get("/messages/requests/"))
    again = post(client, f"/people/{welcoming.public_id}/write/")
    assert again.headers["Location"] == talk.get_absolute_url()
    assert Conversation.objects.count() == 1


@pytest.mark.parametrize("contact", [Contact.CONNECTED, Contact.NOBODY])
def test_others_cannot_and_the_answer_is_neutral(
    member: User, sign_in: SignIn, contact: Contact
) -> None:
    other = MemberFactory.create(contact=contact)
    answer = post(sign_in(member), f"/people/{other.public_id}/write/")
    assert answer.status_code == 409
    assert NEUTRAL in text_of(answer)
    assert not Conversation.objects.exists()


def test_writing_to_somebody_one_may_not_see_is_404(member: User, sign_in: SignIn) -> None:
    blocking = MemberFactory.create(contact=Contact.MEMBERS)
    people.block(by=blocking, person=member)
    client = sign_in(member)
    for public_id in (blocking.public_id, uuid.uuid4(), member.public_id):
        assert post(client, f"/people/{public_id}/write/").status_code == 404
    assert client.get(f"/people/{blocking.public_id}/write/").status_code == 405


def test_first_contacts_a_day_are_limited_and_the_figure_is_named(
    member: User, sign_in: SignIn
) -> None:
    client = sign_in(member)
    statuses = []
    for _number in range(30):
        other = MemberFactory.create(contact=Contact.MEMBERS)
        answer = post(client, f"/people/{other.public_id}/write/")
        statuses.append(answer.status_code)
    most = settings.MAX_FIRST_CONTACTS_A_DAY
    assert statuses == [302] * most + [429] * (30 - most)
    assert f"You have begun {most} new conversations within a day" in text_of(answer)
    assert int(answer.headers["Retry-After"]) > 0


def test_whoever_asked_can_be_written_to_by_whom_they_asked_and_then_answer(
    member: User, mentor: User, sign_in: SignIn
) -> None:
    ask = request_of(member, mentor)
    assert post(sign_in(member), f"/people/{mentor.public_id}/write/").status_code == 409
    assert post(sign_in(mentor), f"/people/{member.public_id}/write/").status_code == 302
    talk = Conversation.objects.get()
    assert send(sign_in(member), talk, "You had a question?").status_code == 404
    assert send(sign_in(mentor), talk, "One question first").status_code == 302
    assert send(sign_in(member), talk, "Gladly").status_code == 302
    relationships.withdraw(by=member, request=ask)
    assert send(sign_in(member), talk, "Here is the answer").status_code == 302


def test_who_changes_their_mind_is_left_alone_by_whom_they_never_answered(
    member: User, sign_in: SignIn
) -> None:
    other = MemberFactory.create(contact=Contact.MEMBERS)
    talk = actions.start(by=member, person=other)
    assert send(sign_in(member), talk, "Hello").status_code == 302
    Profile.objects.filter(user=other).update(contact=Contact.CONNECTED)
    assert send(sign_in(member), talk, "Hello?").status_code == 409
    said(talk, other, "Sorry, I was away")
    assert send(sign_in(member), talk, "No hurry").status_code == 302


def test_a_yes_makes_both_welcome_each_other(member: User, sign_in: SignIn) -> None:
    mentor = MentorFactory.create(contact=Contact.MEMBERS)
    actions.start(by=member, person=mentor)
    relationship_of(member, mentor)
    assert Conversation.objects.count() == 1
    assert Participant.objects.filter(welcomes=True).count() == 2
