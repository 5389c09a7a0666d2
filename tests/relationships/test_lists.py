"""The lists: what stands first, what they say when empty, and how many questions they ask."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from notifications.actions import notify
from profiles.models import User
from relationships import actions
from relationships.models import MentorshipRequest, Relationship
from tests.conftest import SignIn
from tests.factories import MemberFactory, MentorFactory
from tests.querycounts import queries_of
from tests.relationships.arrange import relationship_of, request_of

pytestmark = pytest.mark.django_db


def text_of(response: Any) -> str:
    return response.content.decode()


def asked_by(mentor: User, people: int) -> None:
    for number in range(people):
        request_of(MemberFactory.create(name=f"Asker {number}", offers=["HemePath"]), mentor)


def mentored(mentor: User, people: int) -> None:
    mentor.availability.seats = 20
    mentor.availability.save()
    for number in range(people):
        mentee = MemberFactory.create(name=f"Mentee {number}")
        Relationship.objects.create(mentee=mentee, mentor=mentor)


def told_of(mentor: User, people: int) -> None:
    mentored(mentor, people)
    asked_by(mentor, people)
    for ask in MentorshipRequest.objects.open().filter(mentor=mentor):
        actions.withdraw(by=ask.mentee, request=ask)
    for relationship in Relationship.objects.all():
        notify(
            kind="relationship_ended",
            recipient=mentor,
            actor=relationship.mentee,
            key=f"relationship:{relationship.pk}:ended",
            about={"relationship": relationship.pk},
        )


@pytest.mark.parametrize(
    ("arrange", "url", "most"),
    [
        (asked_by, "/requests/?show=received", 14),
        (mentored, "/mentorships/", 14),
        (told_of, "/notifications/", 16),
    ],
)
def test_a_list_asks_the_same_of_the_database_for_one_row_and_for_many(
    mentor: User,
    sign_in: SignIn,
    arrange: Callable[[User, int], None],
    url: str,
    most: int,
) -> None:
    client = sign_in(mentor)
    client.get("/healthz/")  # the session's first visit is written down once
    arrange(mentor, 1)
    one = queries_of(client, url)
    arrange(mentor, 9)
    many = queries_of(client, url)
    assert len(one) == len(many), "\n".join(many)
    assert len(many) <= most, "\n".join(many)


def test_what_waits_stands_first(mentor: User, sign_in: SignIn) -> None:
    waits = request_of(MemberFactory.create(name="Waits"), mentor, days_ago=9)
    done = request_of(MemberFactory.create(name="Done"), mentor, days_ago=1)
    actions.decline(by=mentor, request=done)
    page = text_of(sign_in(mentor).get("/requests/"))
    assert page.index("Waits") < page.index("Done")
    assert waits.get_absolute_url() in page


def test_mentorships_that_go_on_stand_first(mentor: User, sign_in: SignIn) -> None:
    over = relationship_of(MemberFactory.create(name="Over"), mentor)
    actions.end(by=mentor, relationship=over)
    going_on = relationship_of(MemberFactory.create(name="Going On"), mentor)
    Relationship.objects.filter(pk=going_on.pk).update(
        started_at=timezone.now() - timedelta(days=300)
    )
    page = text_of(sign_in(mentor).get("/mentorships/"))
    assert page.index("Going On") < page.index("Over")


def test_a_long_list_has_pages_and_shows_everybody_once(mentor: User, sign_in: SignIn) -> None:
    asked_by(mentor, 25)
    client = sign_in(mentor)
    pages = [text_of(client.get(f"/requests/?show=received&page={page}")) for page in (1, 2)]
    for number in range(25):
        assert sum(page.count(f">Asker {number}<") for page in pages) == 1
    for odd in ("0", "99", "x", "-1", "1e3"):
        assert client.get(f"/requests/?show=received&page={odd}").status_code == 200


def test_empty_lists_say_what_to_do_next(member: User, sign_in: SignIn) -> None:
    client = sign_in(member)
    for url, words in (
        ("/requests/", "You have asked nobody yet"),
        ("/requests/?show=received", "Nobody has asked you yet"),
        ("/mentorships/", "No mentorship yet"),
        ("/notifications/", "Nothing new"),
        ("/messages/", "No conversations yet"),
    ):
        page = client.get(url)
        assert page.status_code == 200
        assert words in text_of(page)
        assert 'class="button primary"' in text_of(page)


def test_each_side_reads_its_own_words(member: User, mentor: User, sign_in: SignIn) -> None:
    made = relationship_of(member, mentor)
    assert "Nadia Aziz mentors you" in text_of(sign_in(member).get(made.get_absolute_url()))
    assert "You mentor Ana Duarte" in text_of(sign_in(mentor).get(made.get_absolute_url()))
    assert "mentors you" in text_of(sign_in(member).get("/mentorships/"))
    assert "you mentor" in text_of(sign_in(mentor).get("/mentorships/"))


def test_times_are_in_the_viewers_zone(sign_in: SignIn) -> None:
    member = MemberFactory.create(time_zone="Pacific/Auckland")
    mentor = MentorFactory.create(time_zone="America/Los_Angeles")
    ask = request_of(member, mentor)
    MentorshipRequest.objects.filter(pk=ask.pk).update(
        created_at=datetime(2026, 7, 1, 12, 30, tzinfo=UTC)
    )
    assert "2 July 2026, 00:30" in text_of(sign_in(member).get(ask.get_absolute_url()))
    assert "1 July 2026, 05:30" in text_of(sign_in(mentor).get(ask.get_absolute_url()))
