"""Conversations for tests."""

import uuid
from datetime import datetime
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.db import connection
from django.test import Client

from messaging import actions
from messaging.models import Conversation, Message, Participant
from messaging.places import seal_change, seal_line
from profiles.models import User
from safety.models import RateCounter
from tests.acting import post
from tests.factories import MemberFactory


def conversation_of(one: User, other: User) -> Conversation:
    """A conversation of two who said yes to each other."""
    return actions.open_conversation(between=(one, other), by=other)


def friend_of(person: User, name: str) -> User:
    """Somebody who wrote to her, and whom she may ask into a group."""
    friend: User = MemberFactory.create(name=name)
    said(conversation_of(person, friend), friend, "Hello")
    return friend


def said(
    conversation: Conversation, by: User, *texts: str, at: datetime | None = None
) -> list[Message]:
    """Messages, sent through the door; `at` moves them to another time."""
    messages = [
        actions.send(by=by, conversation=conversation, client_id=uuid.uuid4(), text=text)
        for text in texts
    ]
    if at is not None:
        Message.objects.filter(pk__in=[message.pk for message in messages]).update(sent_at=at)
    return messages


FILL = """
    INSERT INTO messaging_message (public_id, conversation_id, number, sender_id, client_id, text,
        event, changed, version, sent_at)
    SELECT gen_random_uuid(), %s, n, CASE WHEN n %% 2 = 0 THEN %s ELSE %s END, gen_random_uuid(),
        'line ' || n, '', n, 1, now() - interval '1 second' * (%s - n)
    FROM generate_series(1, %s) n
"""
NEW = 'id="new"'  # where a page says that what follows has not been read
WORDS = "Your talk on marrow made me want to ask one thing."


def text_of(response: Any) -> str:
    """The body of an answer."""
    return response.content.decode()


def line_place(client: Client, talk: Conversation, number: int) -> str:
    """The place of a line, as a page of whoever is signed in holds it."""
    return seal_line(_viewer(client), talk, number)


def change_place(client: Client, talk: Conversation, number: int) -> str:
    """The place of a change, the same way."""
    return seal_change(_viewer(client), talk, number)


def _viewer(client: Client) -> User:
    return User.objects.get(pk=client.session[SESSION_KEY])


def page_of(message: Message, page: str = "") -> str:
    """The page of one message, or a page below it."""
    return f"{message.conversation.get_absolute_url()}{message.public_id}/{page}"


def edit(client: Client, message: Message, text: str, version: int = 1, **more: Any) -> Any:
    """Send other words for a message, from a page that had this version of it."""
    return post(client, page_of(message, "edit/"), text=text, version=version, **more)


def say(client: Client, talk: Conversation, text: str, **headers: str) -> Any:
    """Send a message over HTTP."""
    form = {"client_id": str(uuid.uuid4()), "text": text}
    return client.post(f"{talk.get_absolute_url()}send/", form, headers=headers)


def answer(client: Client, talk: Conversation, press: str) -> Any:
    """Press one of the buttons of a request or an invitation."""
    return post(client, f"{talk.get_absolute_url()}answer/", answer=press)


def first_contact(by: User, person: User, text: str = WORDS) -> Conversation:
    """A conversation that `by` begins with a stranger."""
    talk = actions.start(by=by, person=person)
    said(talk, by, text)
    return talk


def another_day() -> None:
    """Another day, as far as the limits are concerned."""
    RateCounter.objects.all().delete()


def group_of(maker: User, *others: User) -> Conversation:
    """A group in which all of these have joined."""
    talk = Conversation.objects.create(name="Marrow circle", maker=maker)
    Participant.objects.bulk_create(
        Participant(conversation=talk, user=person) for person in (maker, *others)
    )
    return talk


def fill(talk: Conversation, one: User, other: User, *, size: int) -> None:
    """So many messages, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(FILL, [talk.pk, one.pk, other.pk, size, size])
    Conversation.objects.filter(pk=talk.pk).update(last_number=size, last_change=size)
