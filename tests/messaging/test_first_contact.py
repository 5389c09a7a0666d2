"""A mentor who has not shown who they are does not write first; everybody else goes on."""

import uuid

import pytest
from django.test import Client

from messaging.models import Conversation, Message
from profiles.choices import Contact
from profiles.models import User
from relationships import actions as relating
from safety.models import Block
from tests.acting import bare, post
from tests.conftest import SignIn
from tests.factories import MemberFactory, MentorFactory, prove

pytestmark = pytest.mark.django_db


@pytest.fixture
def trainee(db: None) -> User:
    return MemberFactory.create(name="Ana Duarte", contact=Contact.MEMBERS)


@pytest.fixture
def client(mentor: User, sign_in: SignIn) -> Client:
    return sign_in(mentor)


def write(client: Client, person: User) -> object:
    return post(client, f"/people/{person.public_id}/write/")


def say(client: Client, conversation: Conversation) -> object:
    form = {"client_id": str(uuid.uuid4()), "text": "A first sentence."}
    return client.post(f"{conversation.get_absolute_url()}send/", form)


def test_a_mentor_without_a_proof_is_told_what_to_do_first(client: Client, trainee: User) -> None:
    answer = write(client, trainee)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Mentors confirm who they are before they write first" in page
    assert 'href="/settings/proof/"' in page
    assert not Conversation.objects.exists()
    page = client.get(f"/people/{trainee.public_id}/").content.decode()
    assert "Confirm who I am, to write first" in page
    assert ">Write<" not in page


def test_with_a_proof_the_same_mentor_writes(client: Client, mentor: User, trainee: User) -> None:
    """The control: it is the proof, and nothing else, that was missing."""
    prove(mentor)
    assert ">Write<" in client.get(f"/people/{trainee.public_id}/").content.decode()
    assert write(client, trainee).status_code == 302
    assert say(client, Conversation.objects.get()).status_code == 302
    assert Message.objects.count() == 1


def test_a_mentee_needs_no_proof(sign_in: SignIn, trainee: User) -> None:
    client = sign_in(MemberFactory.create())
    assert write(client, trainee).status_code == 302
    assert say(client, Conversation.objects.get()).status_code == 302


def test_who_mentors_and_looks_for_mentors_counts_as_a_mentor(
    sign_in: SignIn, trainee: User
) -> None:
    assert write(sign_in(MentorFactory.create(is_mentee=True)), trainee).status_code == 409


def test_answering_is_no_first_contact(client: Client, mentor: User, trainee: User) -> None:
    mentor.profile.contact = Contact.MEMBERS
    mentor.profile.save()
    asker = Client()
    asker.force_login(trainee, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert write(asker, mentor).status_code == 302
    conversation = Conversation.objects.get()
    assert say(asker, conversation).status_code == 302
    assert say(client, conversation).status_code == 302


def test_whoever_asked_may_be_written_to(client: Client, mentor: User, trainee: User) -> None:
    relating.ask(by=trainee, mentor=mentor, kind="talk", why="Your talk on marrow.")
    assert ">Write<" in client.get(f"/people/{trainee.public_id}/").content.decode()
    assert write(client, trainee).status_code == 302
    assert say(client, Conversation.objects.get()).status_code == 302


def test_becoming_a_mentor_in_between_opens_no_way_around(
    client: Client, mentor: User, trainee: User
) -> None:
    mentor.profile.is_mentor = False
    mentor.profile.save()
    assert write(client, trainee).status_code == 302
    mentor.profile.is_mentor = True
    mentor.profile.save()
    answer = say(client, Conversation.objects.get())
    assert answer.status_code == 409
    assert "A first sentence." in answer.content.decode()
    assert not Message.objects.exists()


def test_the_answer_tells_nothing_of_the_other(client: Client, mentor: User, trainee: User) -> None:
    """Whether the other takes messages changes no word of it, and a block is a page not found."""
    open_to_all = bare(write(client, trainee), trainee.public_id)
    trainee.profile.contact = Contact.NOBODY
    trainee.profile.save()
    closed = bare(write(client, trainee), trainee.public_id)
    assert open_to_all[0] == closed[0] == 409
    assert len(open_to_all[2]) == len(closed[2])
    Block.objects.create(blocker=trainee, blocked=mentor)
    assert write(client, trainee).status_code == 404
