"""What a first message to a stranger may be, how many there may be, and the same to many."""

from contextlib import suppress
from unittest import mock

import pytest
from django.conf import settings

from messaging import actions
from messaging.first_contact import DAY, SAME_TEXT_SECONDS, has_link, normalized
from messaging.models import Message
from profiles.choices import Contact
from profiles.models import User
from relationships import actions as relating
from safety.errors import RateLimited
from safety.text import clean_text
from tests.conftest import SignIn
from tests.factories import MemberFactory, MentorFactory, prove
from tests.messaging.arrange import another_day, first_contact, said, say, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def nadia(db: None) -> User:
    return MentorFactory.create(name="Nadia Aziz", contact=Contact.MEMBERS)


def test_five_hundred_characters_and_no_more(member: User, nadia: User, sign_in: SignIn) -> None:
    client, talk = sign_in(member), actions.start(by=member, person=nadia)
    long = say(client, talk, "ä" * 501)
    assert long.status_code == 400
    assert "That is 501 characters; a first message holds 500." in text_of(long)
    assert "ä" * 501 in text_of(long)
    assert say(client, talk, "ä" * 500).status_code == 302


@pytest.mark.parametrize(
    "text",
    [
        "See https://evil.example/x",
        "see HTTP://EVIL.EXAMPLE",
        "ftp://files",
        "www.evil",
        "bit.ly/3xYz",
        "write me: ana@mail.example",
        "visit Evil.com today",
        "ｗｗｗ．evil．com",
        "cheap-slides.shop",
        "more at evil.ru, today",
        "evil.co.uk",
    ],
)
def test_no_links_nor_addresses(member: User, nadia: User, sign_in: SignIn, text: str) -> None:
    talk = actions.start(by=member, person=nadia)
    refused = say(sign_in(member), talk, text)
    assert refused.status_code == 400
    assert "A first message holds no links and no addresses." in text_of(refused)
    assert not Message.objects.exists()


@pytest.mark.parametrize(
    "text",
    [
        "I am a PGY-3.My question is about #HemePath.",
        "We meet at 16:30, e.g. on Friday, i.e. 3.5 weeks from now.",
        "Ratio 3/4, and/or p<0.05; Dr.Aziz said so.",
        "Nadia, #ASH26 was a joy!",
        "I like marrow.it is why I write.so here I am, at ward.no. 5",
    ],
)
def test_what_only_looks_like_one_goes_through(text: str) -> None:
    assert not has_link(text)


# -- how many, and the same to many ----------------------------------------------------------------


def test_five_first_messages_a_day_and_the_figure_is_named(member: User, sign_in: SignIn) -> None:
    """Opened on other days and sent on one: what is sent counts."""
    most, client = settings.MAX_FIRST_CONTACTS_A_DAY, sign_in(member)
    talks = []
    for number in range(most + 1):
        another_day()
        other = MemberFactory.create(contact=Contact.MEMBERS, name=f"Other {number}")
        talks.append(actions.start(by=member, person=other))
    another_day()
    answers = [say(client, talk, f"Line {'x' * n}") for n, talk in enumerate(talks)]
    assert [one.status_code for one in answers] == [302] * most + [429]
    assert f"You have begun {most} new conversations within a day" in text_of(answers[-1])
    assert "Line xxxxx" in text_of(answers[-1])


def test_midnight_is_no_way_around_the_limit_of_a_day(member: User) -> None:
    most, sent = settings.MAX_FIRST_CONTACTS_A_DAY, 0
    midnight = 1_800_000_000 - 1_800_000_000 % DAY
    with mock.patch("safety.ratelimits.time.time") as now:
        for now.return_value in (midnight - 60, midnight + 60, midnight + DAY - 3600):
            with suppress(RateLimited):
                for number in range(most + 1):
                    other = MemberFactory.create(contact=Contact.MEMBERS)
                    said(actions.start(by=member, person=other), member, "Line " + "x" * number)
                    sent += 1
        assert sent == most
        now.return_value = midnight + DAY + 3600
        first_contact(member, MemberFactory.create(contact=Contact.MEMBERS), "Another day")


def test_the_same_to_three_is_seen_whenever_they_are_written_to(member: User) -> None:
    month = 700 * SAME_TEXT_SECONDS
    with mock.patch("safety.ratelimits.time.time") as now:
        for day, now.return_value in enumerate((month - 2 * DAY, month - DAY, month + DAY)):
            assert Message.objects.filter(held_at__isnull=False).count() == 0, day
            other = MemberFactory.create(contact=Contact.MEMBERS)
            first_contact(member, other, "My course on marrow begins in May.")
    assert Message.objects.filter(held_at__isnull=False).count() == 1


def test_whom_one_has_met_counts_for_nothing(member: User, nadia: User) -> None:
    prove(nadia)
    for number in range(settings.MAX_FIRST_CONTACTS_A_DAY + 2):
        other = MemberFactory.create(name=f"Mentee {number}")
        relating.ask(by=other, mentor=nadia, kind="talk", why="One question.")
        said(actions.start(by=nadia, person=other), nadia, "Gladly.")


def test_the_same_words_are_the_same_however_they_are_dressed() -> None:
    plain = normalized("Dear Nadia, I can help you!", name="Nadia Aziz")
    for dressed in (
        "DEAR  Aziz\n\ni can   help you 2",
        "Dear Aziz, I c an h.e.l.p you",
        "Dear Aziz, I c\u200dan he\u200clp y\u00adou",
        "Dear Aziz, I c\u0430n h\u0435l\u0440 y\u043eu",  # Cyrillic in between
    ):
        assert plain == normalized(clean_text(dressed), name="Nadia Aziz"), dressed
    assert plain == normalized("déar Ben: I can help you...", name="Ben Osei")
    assert plain != normalized("Dear Ben, I can teach you", name="Ben Osei")
