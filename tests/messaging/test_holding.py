"""The same first message to three strangers waits for a moderator; its sender cannot tell."""

from typing import Any

import pytest
from django.conf import settings

from messaging import actions
from messaging.models import Conversation, Message
from notifications.models import Notification
from profiles import actions as people
from profiles.choices import Contact
from profiles.models import User
from safety import decisions
from safety.choices import Outcome
from safety.models import Case
from tests.acting import bare
from tests.conftest import SignIn
from tests.factories import MemberFactory
from tests.messaging.arrange import first_contact, said, say, text_of

pytestmark = pytest.mark.django_db

SAME = "Dear {name}, my course on marrow begins in May. Shall I keep you a place?"


@pytest.fixture
def three(member: User) -> list[tuple[User, Conversation]]:
    """Three people to whom Ana wrote the same, greeting each by name."""
    found = []
    for name in ("Ben Osei", "Cem Aydin", "Dia Roy")[: settings.SAME_TEXT_TO_BE_HELD]:
        other = MemberFactory.create(name=name, contact=Contact.MEMBERS)
        words = SAME.format(name=name.split()[0]) + " " * len(found)
        found.append((other, first_contact(member, other, words.strip())))
    return found


def test_the_third_is_held_and_nobody_but_moderators_learns_of_it(
    member: User, three: list[tuple[User, Conversation]], sign_in: SignIn
) -> None:
    client = sign_in(member)
    (ben, first), (_cem, second), (dia, third) = three
    assert [Message.objects.get(conversation=one).held_at is None for one in (first, second)] == [
        True,
        True,
    ]
    assert Message.objects.get(conversation=third).held_at is not None
    for other, waiting in ((ben, 1), (dia, 0)):
        inbox = sign_in(other).get("/messages/")
        assert inbox.context["waiting"] == waiting
        assert inbox.context["nav_counts"]["news"] == waiting
    for part in ("", "search/", "live/", "live/?once"):
        assert sign_in(dia).get(f"{third.get_absolute_url()}{part}").status_code == 404
        assert sign_in(ben).get(f"{first.get_absolute_url()}{part}").status_code == 200
    assert "Ana Duarte" not in text_of(sign_in(dia).get("/messages/requests/"))
    pages = [client.get(one.get_absolute_url()) for one in (first, third)]
    alike = {
        bare(page, one.public_id, other.profile.name, other.profile.name.split()[0])[0]
        for page, (other, one) in zip(pages, (three[0], three[2]), strict=True)
    }
    assert alike == {200}
    assert all("Sent. You can go on here once they answer." in text_of(page) for page in pages)
    case = Case.objects.get(subject=member)
    assert case.reports.get().snapshot["text"] == SAME.format(name="Dia")


def decide(outcome: Outcome, moderator: User) -> None:
    case = decisions.take(by=moderator, case=Case.objects.get())
    decisions.decide(by=moderator, case=case, outcome=outcome, reason="We looked at it.")


def test_released_it_waits_like_any_other(
    three: list[tuple[User, Conversation]], moderator: User, sign_in: SignIn
) -> None:
    dia, third = three[2]
    public_id = str(Message.objects.get(conversation=third).public_id)
    before = Conversation.objects.get(pk=third.pk).last_change
    actions.settle(thing=public_id, released=True, by=moderator)
    assert sign_in(dia).get("/messages/").context["waiting"] == 1
    assert Notification.objects.filter(recipient=dia, kind="message_request").count() == 1
    # An open page of its sender is told where it stands by the number of the change.
    assert Conversation.objects.get(pk=third.pk).last_change == before + 1
    actions.settle(thing=public_id, released=True, by=moderator)
    assert Notification.objects.filter(recipient=dia).count() == 1


@pytest.mark.parametrize("between", ["kept", "blocked", "deleted", "switched off"])
def test_what_happened_in_between_holds(
    member: User,
    three: list[tuple[User, Conversation]],
    moderator: User,
    sign_in: SignIn,
    between: str,
) -> None:
    dia, third = three[2]
    message = Message.objects.get(conversation=third)
    if between == "blocked":
        people.block(by=dia, person=member)
    elif between == "deleted":
        actions.delete_message(by=member, message=message)
    elif between == "switched off":
        dia.profile.contact = Contact.NOBODY
        dia.profile.save()
    public_id = str(message.public_id)
    actions.settle(thing=public_id, released=between != "kept", by=moderator)
    people.unblock(by=dia, person=member)
    assert sign_in(dia).get("/messages/").context["waiting"] == 0
    assert not Notification.objects.filter(recipient=dia).exists()


def test_the_decision_of_its_case_sends_it_on_its_way(
    three: list[tuple[User, Conversation]], moderator: User, sign_in: SignIn
) -> None:
    decide(Outcome.NONE, moderator)
    assert sign_in(three[2][0]).get("/messages/").context["waiting"] == 1


def test_deleting_and_writing_again_is_counted_too(
    member: User, three: list[tuple[User, Conversation]]
) -> None:
    for _other, talk in three[:2]:
        actions.delete_message(by=member, message=Message.objects.get(conversation=talk))
    other = MemberFactory.create(name="Eve Moreau", contact=Contact.MEMBERS)
    talk = first_contact(member, other, SAME.format(name="EVE") + "!!")
    assert Message.objects.get(conversation=talk).held_at is not None


def test_other_words_and_people_one_has_met_are_never_held(
    member: User, three: list[tuple[User, Conversation]], sign_in: SignIn
) -> None:
    other = MemberFactory.create(name="Eve Moreau", contact=Contact.MEMBERS)
    talk = first_contact(member, other, "I read your paper on fibrosis. May I ask about figure 2?")
    assert Message.objects.get(conversation=talk).held_at is None
    ben, first = three[0]
    actions.accept_request(by=ben, conversation=first)
    said(first, member, SAME.format(name="Ben"))
    assert not Message.objects.filter(conversation=first, held_at__isnull=False).exists()


def test_a_held_message_cannot_be_changed_nor_followed_by_another(
    member: User, three: list[tuple[User, Conversation]], sign_in: SignIn
) -> None:
    _dia, third = three[2]
    message = Message.objects.get(conversation=third)
    answer: Any = sign_in(member).post(
        f"{third.get_absolute_url()}{message.public_id}/edit/", {"text": "Other", "version": "1"}
    )
    assert answer.status_code == 409
    assert say(sign_in(member), third, "Hello?").status_code == 409
