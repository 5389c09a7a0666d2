"""A stranger's first contact: one short message that waits apart, answered in one press, and a
sender who reads "sent" whatever became of it."""

import re
import uuid
from unittest import mock

import pytest

from messaging import actions
from messaging.models import Conversation, Message, Participant
from notifications.models import Mail, Notification
from profiles import actions as people
from profiles.choices import Audience, Contact
from profiles.models import Profile, User
from relationships import actions as relating
from safety.choices import Outcome
from safety.models import Block
from tests.acting import bare, post
from tests.conftest import SignIn
from tests.factories import MemberFactory, MentorFactory, prove
from tests.messaging.arrange import (
    WORDS,
    another_day,
    answer,
    first_contact,
    said,
    say,
    text_of,
)
from tests.notifications.arrange import word_notification
from tests.safety.test_cases import decided

pytestmark = pytest.mark.django_db

SENT = "Sent. You can go on here once they answer."


@pytest.fixture
def nadia(db: None) -> User:
    return MentorFactory.create(name="Nadia Aziz", contact=Contact.MEMBERS)


@pytest.fixture
def asked(member: User, nadia: User) -> Conversation:
    return first_contact(member, nadia)


# -- where it waits -------------------------------------------------------------------------------


def test_it_waits_apart_with_who_asks_and_why(
    member: User, nadia: User, asked: Conversation, sign_in: SignIn
) -> None:
    Profile.objects.filter(user=member).update(headline="PGY-3, pathology", institution="Northgate")
    client = sign_in(nadia)
    inbox = client.get("/messages/")
    assert inbox.context["threads"] == []
    assert inbox.context["waiting"] == 1
    assert WORDS not in text_of(inbox)
    assert inbox.context["nav_counts"]["messages"] == 0
    page = text_of(client.get("/messages/requests/"))
    for word in ("Ana Duarte", "PGY-3, pathology", "Northgate", WORDS):
        assert word in page
    for press in ("accept", "decline", "block"):
        assert f'name="answer" value="{press}"' in page


def test_the_sender_has_it_in_the_list_and_reads_sent(
    member: User, asked: Conversation, sign_in: SignIn
) -> None:
    client = sign_in(member)
    assert f"You: {WORDS}" in text_of(client.get("/messages/"))
    page = text_of(client.get(asked.get_absolute_url()))
    assert SENT in page
    assert "<textarea" not in page


def test_sent_with_scripts_the_box_gives_way_to_the_word_sent(
    member: User, nadia: User, sign_in: SignIn
) -> None:
    talk = actions.start(by=member, person=nadia)
    page = text_of(sign_in(member).get(talk.get_absolute_url()))
    assert "No links; they come once there is an answer." in page
    assert 'data-most="500"' in page
    fragment = text_of(say(sign_in(member), talk, WORDS, **{"HX-Request": "true"}))
    assert SENT in fragment
    assert "<textarea" not in fragment


def test_a_person_who_asked_or_accepted_is_no_stranger(
    member: User, nadia: User, sign_in: SignIn
) -> None:
    prove(nadia)
    relating.ask(by=member, mentor=nadia, kind="talk", why="One question.")
    talk = actions.start(by=nadia, person=member)
    said(talk, nadia, "Gladly, here is a link: https://example.org/marrow", "And a second line.")
    inbox = sign_in(member).get("/messages/")
    assert [row.unread for row in inbox.context["threads"]] == [2]
    assert inbox.context["waiting"] == 0


def test_a_search_does_not_find_it_before_it_is_accepted(
    nadia: User, asked: Conversation, sign_in: SignIn
) -> None:
    client = sign_in(nadia)
    assert WORDS not in text_of(client.get("/messages/search/?q=marrow"))
    assert "Ana Duarte" not in text_of(post(client, "/messages/search/", q="marrow"))
    answer(client, asked, "accept")
    assert "Ana Duarte" in text_of(post(client, "/messages/search/", q="marrow"))


# -- one answer, one press -------------------------------------------------------------------------


def test_accepted_both_write_on(
    member: User, nadia: User, asked: Conversation, sign_in: SignIn
) -> None:
    client = sign_in(nadia)
    assert answer(client, asked, "accept").headers["Location"] == asked.get_absolute_url()
    assert WORDS in text_of(client.get(asked.get_absolute_url()))
    assert client.get("/messages/").context["waiting"] == 0
    assert say(sign_in(member), asked, "A second line, with example.org in it.").status_code == 302
    assert [row.unread for row in client.get("/messages/").context["threads"]] == [1]


def test_declined_it_is_gone_and_can_still_be_taken_up(
    member: User, nadia: User, asked: Conversation, sign_in: SignIn
) -> None:
    client = sign_in(nadia)
    assert answer(client, asked, "decline").headers["Location"] == "/messages/requests/"
    assert client.get("/messages/").context["waiting"] == 0
    assert "Ana Duarte" not in text_of(client.get("/messages/requests/"))
    page = text_of(client.get(asked.get_absolute_url()))
    assert "You declined this." in page
    assert 'value="decline"' not in page
    answer(client, asked, "accept")
    assert say(sign_in(member), asked, "Thank you.").status_code == 302


def test_blocked_in_one_press_and_nothing_waits_any_more(
    member: User, nadia: User, asked: Conversation, sign_in: SignIn
) -> None:
    client = sign_in(nadia)
    answer(client, asked, "block")
    assert Block.objects.filter(blocker=nadia, blocked=member).exists()
    assert client.get("/messages/").context["waiting"] == 0
    people.unblock(by=nadia, person=member)
    assert client.get("/messages/").context["waiting"] == 0


@pytest.mark.parametrize("odd", ["", "yes", "\x00", "accept "])
def test_another_answer_changes_nothing_and_says_so(
    nadia: User, asked: Conversation, sign_in: SignIn, odd: str
) -> None:
    client = sign_in(nadia)
    answer(client, asked, odd)
    page = text_of(client.get("/messages/requests/"))
    assert "Nothing was changed: please press one of the buttons." in page
    assert "Ana Duarte" in page


def test_an_answer_twice_is_one(nadia: User, asked: Conversation, sign_in: SignIn) -> None:
    client, key = sign_in(nadia), str(uuid.uuid4())
    url = f"{asked.get_absolute_url()}answer/"
    form = {"answer": "accept", "idempotency_key": key}
    assert {client.post(url, form).headers["Location"] for _time in range(2)} == {
        asked.get_absolute_url()
    }
    assert answer(client, asked, "decline").headers["Location"] == asked.get_absolute_url()
    assert Participant.objects.get(user=nadia).welcomes


def test_a_request_is_answered_by_nobody_else(
    member: User, nadia: User, asked: Conversation, sign_in: SignIn
) -> None:
    unknown = uuid.uuid4()
    stranger = sign_in(MemberFactory.create())
    nothing = bare(post(stranger, f"/messages/{unknown}/answer/", answer="accept"), unknown)
    assert nothing[0] == 404
    assert bare(answer(stranger, asked, "accept"), asked.public_id) == nothing
    # The sender cannot accept on the other's behalf.
    answer(sign_in(member), asked, "accept")
    assert not Participant.objects.get(user=nadia).welcomes


# -- "sent", and nothing else ----------------------------------------------------------------------


def test_the_sender_reads_the_same_whatever_became_of_it(member: User, sign_in: SignIn) -> None:
    """Unread, read, declined, blocked, switched off, suspended: page, list, fragment, second
    message."""
    client = sign_in(member)
    fates = {
        "unread": lambda other, talk: None,
        "read": lambda other, talk: sign_in(other).get("/messages/requests/"),
        "opened": lambda other, talk: sign_in(other).get(talk.get_absolute_url()),
        "declined": lambda other, talk: answer(sign_in(other), talk, "decline"),
        "switched off": lambda other, talk: Profile.objects.filter(user=other).update(
            contact=Contact.NOBODY
        ),
        "declined by a wish": lambda other, talk: Profile.objects.filter(user=other).update(
            contact=Contact.CONNECTED
        ),
    }
    answers: dict[str, list[object]] = {}
    for fate, happen in fates.items():
        other = MemberFactory.create(name="The Other", contact=Contact.MEMBERS)
        talk = first_contact(member, other)
        happen(other, talk)
        echoed = (talk.public_id, other.public_id)
        answers[fate] = [
            bare(client.get(talk.get_absolute_url()), *echoed)[0],
            SENT in text_of(client.get(talk.get_absolute_url())),
            ">Seen<" in text_of(client.get(talk.get_absolute_url())),
            re.findall(r"event: \w+", text_of(client.get(f"{talk.get_absolute_url()}live/"))),
            text_of(say(client, talk, "Are you there?", **{"HX-Request": "true"})).count(
                "Your message is sent."
            ),
        ]
        Conversation.objects.all().delete()
        another_day()
    told = ["event: end", "event: counts"]
    assert set(map(str, answers.values())) == {str([200, True, False, told, 1])}, answers


def test_that_an_answer_is_being_written_is_told_to_no_stranger(
    member: User, nadia: User, asked: Conversation, sign_in: SignIn
) -> None:
    client = sign_in(nadia)
    for told in (False, True):
        with mock.patch("messaging.actions.keeping.knock") as knock:
            assert client.post(f"{asked.get_absolute_url()}typing/").status_code == 204
        assert knock.called is told
        answer(client, asked, "accept")


def test_blocked_or_gone_the_words_are_the_same(member: User, sign_in: SignIn) -> None:
    client = sign_in(member)
    for happen in (
        lambda other: people.block(by=other, person=member),
        lambda other: User.objects.filter(pk=other.pk).update(is_active=False),
    ):
        other = MemberFactory.create(name="The Other", contact=Contact.MEMBERS)
        talk = first_contact(member, other)
        happen(other)
        assert SENT in text_of(client.get(talk.get_absolute_url()))
        assert "Your message is sent." in text_of(say(client, talk, "Hello?"))
    assert Message.objects.count() == 2


def test_only_one_message_until_there_is_an_answer(
    member: User, nadia: User, asked: Conversation, sign_in: SignIn
) -> None:
    second = say(sign_in(member), asked, "One more thing")
    assert second.status_code == 409
    assert "Your message is sent. You can go on here once they answer." in text_of(second)
    assert Message.objects.count() == 1


# -- what tells of it ------------------------------------------------------------------------------


def test_the_bell_says_it_once_a_day_and_no_more_when_they_are_answered(
    nadia: User, sign_in: SignIn
) -> None:
    talks = [first_contact(MemberFactory.create(name=f"Ask {n}"), nadia) for n in range(3)]
    news = Notification.objects.filter(recipient=nadia)
    assert news.count() == 1
    assert Mail.objects.count() == 1
    words = word_notification(news.get())
    assert words is not None
    assert words[0] == "3 people you do not know yet would like to write to you"
    client = sign_in(nadia)
    assert "3 people you do not know yet" in text_of(client.get("/notifications/"))
    for talk in talks:
        answer(client, talk, "decline")
    assert client.get("/notifications/").context["nav_counts"]["news"] == 0
    assert word_notification(news.get()) is None


@pytest.mark.parametrize("fate", ["blocked", "suspended", "deleted"])
def test_who_comes_after_somebody_unwelcome_is_told_of_all_the_same(
    member: User, nadia: User, asked: Conversation, moderator: User, sign_in: SignIn, fate: str
) -> None:
    client = sign_in(nadia)
    assert client.get("/messages/").context["nav_counts"]["news"] == 1
    if fate == "blocked":
        people.block(by=nadia, person=member)
    elif fate == "suspended":
        decided(member, moderator, Outcome.SUSPEND)
    else:
        actions.delete_message(by=member, message=Message.objects.get())
    bell = client.get("/notifications/")
    assert (bell.context["nav_counts"]["news"], bell.context["news"]) == (0, [])
    first_contact(MemberFactory.create(), nadia, "Quite another thing")
    bell = client.get("/notifications/")
    assert "Somebody you do not know yet would like to write to you" in text_of(bell)
    assert bell.context["nav_counts"]["news"] == 1
    assert Mail.objects.filter(notification__kind="message_request").count() == 1


def test_the_list_of_requests_reads_its_news(
    nadia: User, asked: Conversation, sign_in: SignIn
) -> None:
    client = sign_in(nadia)
    client.head("/messages/requests/")
    assert client.get("/messages/").context["nav_counts"]["news"] == 1
    client.get("/messages/requests/")
    assert client.get("/messages/").context["nav_counts"]["news"] == 0


def test_suspended_or_blocked_meanwhile_it_waits_no_more(
    member: User, nadia: User, asked: Conversation, sign_in: SignIn
) -> None:
    from django.utils import timezone

    client = sign_in(nadia)
    User.objects.filter(pk=member.pk).update(suspended_at=timezone.now())
    assert client.get("/messages/").context["waiting"] == 0
    assert "Ana Duarte" not in text_of(client.get("/messages/requests/"))
    assert client.get(asked.get_absolute_url()).status_code == 404
    User.objects.filter(pk=member.pk).update(suspended_at=None)
    assert client.get("/messages/").context["waiting"] == 1
    people.block(by=member, person=nadia)
    people.unblock(by=member, person=nadia)
    assert client.get("/messages/").context["waiting"] == 0


def test_who_hides_from_all_is_seen_by_whom_they_write_to_and_no_longer_once_declined(
    nadia: User, sign_in: SignIn
) -> None:
    shy = MemberFactory.create(name="Shy Lindgren", audience=Audience.NOBODY)
    client = sign_in(nadia)
    talk = actions.start(by=shy, person=nadia)
    assert client.get(f"/people/{shy.public_id}/").status_code == 404
    said(talk, shy, WORDS)
    assert client.get(f"/people/{shy.public_id}/").status_code == 200
    assert "Shy Lindgren" in text_of(client.get("/messages/requests/"))
    answer(client, talk, "decline")
    assert client.get(f"/people/{shy.public_id}/").status_code == 404


def test_who_takes_a_first_message_back_is_hidden_again(nadia: User, sign_in: SignIn) -> None:
    shy = MemberFactory.create(name="Shy Lindgren", audience=Audience.NOBODY)
    client, talk = sign_in(nadia), first_contact(shy, nadia)
    assert client.get(f"/people/{shy.public_id}/").status_code == 200
    actions.delete_message(by=shy, message=Message.objects.get())
    assert client.get(f"/people/{shy.public_id}/").status_code == 404
    assert client.get(talk.get_absolute_url()).status_code == 404


def test_writing_to_somebody_takes_up_what_they_sent(
    member: User, nadia: User, asked: Conversation, sign_in: SignIn
) -> None:
    prove(nadia)
    Profile.objects.filter(user=member).update(contact=Contact.MEMBERS)
    client = sign_in(nadia)
    url = post(client, f"/people/{member.public_id}/write/").headers["Location"]
    assert url == asked.get_absolute_url()
    assert "<textarea" in text_of(client.get(url))
    assert client.get("/messages/").context["waiting"] == 0
