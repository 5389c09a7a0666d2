"""Reading: the list, the pages of a long talk, what is new, and "Seen"."""

import json
import re
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone

from messaging.models import Conversation, Message, Participant
from messaging.talk import anchor
from notifications.models import Mail, Notification
from profiles import actions as people
from profiles.models import Profile, User
from tests.conftest import SignIn
from tests.factories import MemberFactory, make_hashtag
from tests.messaging.arrange import change_place, conversation_of, line_place, said
from tests.messaging.test_sending import send_with_scripts
from tests.notifications.arrange import word_notification
from tests.querycounts import queries_of

pytestmark = pytest.mark.django_db


def text_of(response: Any) -> str:
    return response.content.decode()


def live(client: Client, talk: Conversation, *, after: int) -> dict[str, list[Any]]:
    """What the page is told that has everything up to a change, by the events' names."""
    told: dict[str, list[Any]] = {}
    place = change_place(client, talk, after)
    answer = client.get(f"{talk.get_absolute_url()}live/?after={place}").content.decode()
    for name, data in re.findall(r"event: (\w+)\n(?:id: .+\n)?data: (.*)\n", answer):
        told.setdefault(name, []).append(json.loads(data))
    return told


def long_talk(talk: Conversation, by: User, messages: int) -> None:
    Message.objects.bulk_create(
        Message(
            conversation=talk,
            number=number,
            sender=by,
            client_id=f"00000000-0000-4000-8000-{number:012d}",
            text=f"line-{number}-",
        )
        for number in range(1, messages + 1)
    )
    Conversation.objects.filter(pk=talk.pk).update(last_number=messages)


def test_the_list_shows_the_last_line_the_count_and_the_newest_first(
    member: User, mentor: User, talk: Conversation, sign_in: SignIn
) -> None:
    other = MemberFactory.create(name="Ben Osei")
    said(conversation_of(member, other), other, "Earlier line")
    said(talk, mentor, "One", "Send it over, I can read it tonight.")
    client = sign_in(member)
    page = text_of(client.get("/messages/"))
    assert page.index("Send it over, I can read it tonight.") < page.index("Earlier line")
    threads = client.get("/messages/").context["threads"]
    assert [(row.person.name, row.unread) for row in threads] == [
        ("Nadia Aziz", 2),
        ("Ben Osei", 1),
    ]
    assert text_of(sign_in(mentor).get("/messages/")).count("You: Send it over") == 1


def test_quiet_mode_leaves_a_dot_where_the_number_stood(
    member: User, mentor: User, talk: Conversation, sign_in: SignIn
) -> None:
    said(talk, mentor, "One", "Two")
    client = sign_in(member)
    assert '<span class="count">2<' in text_of(client.get("/messages/"))
    Profile.objects.filter(user=member).update(quiet_mode=True)
    page = text_of(sign_in(member).get("/messages/"))
    assert '<span class="count calm"><span class="unseen"> new</span></span>' in page
    assert '<span class="count">' not in page


def test_opening_reads_and_the_counts_follow(
    member: User, mentor: User, talk: Conversation, sign_in: SignIn
) -> None:
    said(talk, mentor, "One", "Two")
    client = sign_in(member)
    assert client.get("/messages/").context["nav_counts"]["messages"] == 1
    assert client.get("/messages/").context["nav_counts"]["news"] == 1
    client.head(talk.get_absolute_url())
    assert Participant.objects.get(user=member).read_number == 0
    client.get(talk.get_absolute_url())
    assert Participant.objects.get(user=member).read_number == 2
    counts = client.get("/messages/").context["nav_counts"]
    assert (counts["messages"], counts["news"]) == (0, 0)


def test_sending_does_not_read_what_came_in_between(
    member: User, mentor: User, talk: Conversation, sign_in: SignIn
) -> None:
    said(talk, mentor, "Unread by Ana")
    said(talk, member, "Sent from another page")
    assert Conversation.objects.visible_to(member).unread_by(member).exists()
    assert sign_in(member).get("/messages/").context["threads"][0].unread == 1


def test_seen_stands_under_ones_own_newest_message_only(
    member: User, mentor: User, talk: Conversation, sign_in: SignIn
) -> None:
    said(talk, member, "Did you see it?")
    client, url = sign_in(member), talk.get_absolute_url()
    assert ">Seen<" not in text_of(client.get(url))
    sign_in(mentor).get(url)
    assert ">Seen<" in text_of(client.get(url))
    assert ">Seen<" in live(client, talk, after=1)["end"][0]
    said(talk, mentor, "I did")
    assert ">Seen<" not in text_of(client.get(url))


def test_a_long_talk_comes_in_pages_without_gaps_or_repeats(
    member: User, mentor: User, talk: Conversation, sign_in: SignIn
) -> None:
    long_talk(talk, mentor, 120)
    Participant.objects.filter(user=member).update(read_number=120)
    client, url = sign_in(member), talk.get_absolute_url()
    earlier = [f"?before={line_place(client, talk, number)}" for number in (71, 21)]
    pages = [text_of(client.get(f"{url}{place}")) for place in ("", *earlier)]
    assert f'{earlier[0]}"' in pages[0]
    assert f'{earlier[1]}"' in pages[1]
    assert "?before=" not in pages[2]
    for number in range(1, 121):
        assert sum(page.count(f"line-{number}-</bdi>") for page in pages) == 1
    # While one reads an earlier page, new ones shift nothing.
    said(talk, mentor, "New while reading")
    assert text_of(client.get(f"{url}{earlier[0]}")).count("line-21-</bdi>") == 1


def test_an_earlier_page_reads_nothing_and_asks_for_nothing_new(
    member: User, mentor: User, talk: Conversation, sign_in: SignIn
) -> None:
    long_talk(talk, mentor, 60)
    client = sign_in(member)
    page = text_of(client.get(f"{talk.get_absolute_url()}?before={line_place(client, talk, 11)}"))
    assert "line-10-" in page
    assert Participant.objects.get(user=member).read_number == 0
    assert "data-conversation" not in page


@pytest.mark.parametrize(
    "odd", ["x", "17", "A" * 54, "9" * 9000, "\uff11\uff12", "%00", "%ED%A0%80"]
)
def test_odd_places_in_the_address_are_no_error(
    member: User, mentor: User, talk: Conversation, sign_in: SignIn, odd: str
) -> None:
    said(talk, mentor, "One")
    client = sign_in(member)
    for name in ("before", "after", "at", "from", "reply"):
        assert "One" in text_of(client.get(f"{talk.get_absolute_url()}?{name}={odd}"))
    assert client.get(f"{talk.get_absolute_url()}live/?after={odd}").status_code == 200


def test_what_is_new_comes_once_and_reads_nothing_by_itself(
    member: User, mentor: User, talk: Conversation, sign_in: SignIn
) -> None:
    said(talk, mentor, "One")
    client = sign_in(member)
    client.get(talk.get_absolute_url())
    assert "line" not in live(client, talk, after=1)
    two, three = said(talk, mentor, "Two", "Three")
    told = live(client, talk, after=1)
    assert [line["id"] for line in told["line"]] == [anchor(two), anchor(three)]
    assert "Two" in told["line"][0]["html"]
    assert f'name="after" value="{line_place(client, talk, 3)}"' in told["end"][0]
    assert ">1<" in told["counts"][0]["messages"]
    assert Participant.objects.get(user=member).read_number == 1
    assert (
        client.post(f"{talk.get_absolute_url()}read/", {"upto": three.public_id}).status_code == 204
    )
    assert Participant.objects.get(user=member).read_number == 3
    assert live(client, talk, after=3)["counts"][0]["messages"] == ""


def test_an_edited_line_comes_again_and_a_day_stands_above_its_first_line_alone(
    member: User, mentor: User, talk: Conversation, sign_in: SignIn
) -> None:
    evening = datetime(2026, 3, 1, 12, 30, tzinfo=UTC)
    _one, two = said(talk, mentor, "One", "Two", at=evening)
    (three,) = said(talk, mentor, "Three", at=evening.replace(day=2))
    client = sign_in(member)
    days = ['class="day"' in line["html"] for line in live(client, talk, after=0)["line"]]
    assert days == [True, False, True]
    Message.objects.filter(number=2).update(text="Two, said better", changed=4)
    Conversation.objects.filter(pk=talk.pk).update(last_change=4)
    told = live(client, talk, after=1)["line"]
    assert [line["id"] for line in told] == [anchor(three), anchor(two)]
    assert "said better" in told[1]["html"]
    assert 'class="day"' not in told[1]["html"]


@pytest.mark.parametrize("odd", ["", "x", "1", "\x00", "9" * 9000, f"{0:032x}"])
def test_saying_that_one_has_read_something_odd_reads_nothing(
    member: User, mentor: User, talk: Conversation, sign_in: SignIn, odd: str
) -> None:
    said(talk, mentor, "One")
    answer = sign_in(member).post(f"{talk.get_absolute_url()}read/", {"upto": odd})
    assert answer.status_code == 204
    assert Participant.objects.get(user=member).read_number == 0


def test_sending_with_scripts_answers_with_every_new_line_and_no_box(
    member: User, mentor: User, talk: Conversation, sign_in: SignIn
) -> None:
    said(talk, mentor, "One")
    client = sign_in(member)
    client.get(talk.get_absolute_url())
    said(talk, mentor, "Two")
    fragment = text_of(send_with_scripts(client, talk, "Mine", after=line_place(client, talk, 1)))
    assert "</textarea>" not in fragment
    assert fragment.index("Two") < fragment.index("Mine")
    assert f'name="after" value="{line_place(client, talk, 3)}"' in fragment


def test_days_are_the_readers_days(talk: Conversation, member: User, mentor: User) -> None:
    from messaging.circle import circle_of
    from messaging.talk import latest, newer
    from profiles.middleware import ZoneInfo

    evening = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)
    said(talk, mentor, "Late", at=evening)
    said(talk, mentor, "Later", at=evening.replace(minute=50))
    said(talk, mentor, "Next", at=evening.replace(day=2, hour=9))
    with timezone.override(ZoneInfo("UTC")):
        days = [line.day and line.day.day for line in latest(circle_of(member, talk)).lines]
        assert days == [1, None, 2]
        assert [
            line.day and line.day.day for line in newer(circle_of(member, talk), after=1).lines
        ] == [
            None,
            2,
        ]
    with timezone.override(ZoneInfo("Asia/Tokyo")):
        days = [line.day and line.day.day for line in latest(circle_of(member, talk)).lines]
        assert days == [2, None, None]


def test_hashtags_and_addresses_are_links_and_everything_else_is_inert(
    member: User, mentor: User, talk: Conversation, sign_in: SignIn
) -> None:
    make_hashtag("ASH26", kind="conference")
    said(
        talk,
        mentor,
        "An abstract for #ASH26 at https://example.org/call <img src=x onerror=alert(1)> "
        "javascript:alert(2) {{ 7 }}",
    )
    page = text_of(sign_in(member).get(talk.get_absolute_url()))
    assert 'class="tag conference" href="/tags/ASH26/"' in page
    assert 'rel="nofollow ugc noopener"' in page
    assert "<img src=x" not in page
    assert 'href="javascript' not in page
    assert "{{ 7 }}" in page


def test_one_piece_of_news_and_one_mail_until_they_have_read(
    member: User, mentor: User, talk: Conversation, sign_in: SignIn
) -> None:
    said(talk, mentor, "One", "Two", "Three")
    assert Notification.objects.filter(recipient=member).count() == 1
    assert Mail.objects.count() == 1
    sign_in(member).get(talk.get_absolute_url())
    said(talk, mentor, "Four", "Five")
    assert Notification.objects.filter(recipient=member).count() == 2
    assert Mail.objects.count() == 2


def test_news_stays_while_a_message_came_that_was_not_read(
    member: User, mentor: User, talk: Conversation, sign_in: SignIn
) -> None:
    first, second = said(talk, mentor, "One", "Two")
    news = Notification.objects.filter(recipient=member, read_at=None)
    client, path = sign_in(member), f"{talk.get_absolute_url()}read/"
    client.post(path, {"upto": first.public_id})  # the second came while the page had the first
    assert Participant.objects.get(user=member).read_number == 1
    assert news.count() == 1
    said(talk, member, "Three")
    client.post(path, {"upto": second.public_id})
    assert news.count() == 0


def test_the_mail_of_a_message_holds_nothing_of_it(
    member: User, mentor: User, talk: Conversation
) -> None:
    said(talk, mentor, "The biopsy of my sister")
    words = word_notification(Notification.objects.get())
    assert words is not None
    assert words[0] == "Nadia Aziz wrote to you"
    assert not any("biopsy" in part for part in words)


def test_a_block_after_the_message_stops_its_mail_and_its_news(
    member: User, mentor: User, talk: Conversation, sign_in: SignIn
) -> None:
    said(talk, mentor, "Hello")
    people.block(by=member, person=mentor)
    assert word_notification(Notification.objects.get()) is None
    client = sign_in(member)
    assert "wrote to you" not in text_of(client.get("/notifications/"))
    assert client.get("/messages/").context["nav_counts"]["news"] == 0


def test_the_list_asks_the_same_of_the_database_for_one_row_and_for_many(
    member: User, sign_in: SignIn
) -> None:
    client = sign_in(member)
    client.get("/healthz/")

    def arrange(conversations: int) -> Conversation:
        for number in range(conversations):
            other = MemberFactory.create(name=f"Person {number}")
            talk = conversation_of(member, other)
            said(talk, other, "One #HemePath", "Two #MedEd")
        return talk

    arrange(1)
    one = queries_of(client, "/messages/")
    talk = arrange(20)
    many = queries_of(client, "/messages/")
    assert len(one) == len(many), "\n".join(many)
    assert len(many) <= 14, "\n".join(many)
    client.get(talk.get_absolute_url())
    short = queries_of(client, talk.get_absolute_url())
    said(talk, member, *[f"line {number} #Topic{number}" for number in range(40)])
    client.get(talk.get_absolute_url())
    long = queries_of(client, talk.get_absolute_url())
    assert len(short) == len(long), "\n".join(long)
    assert len(long) <= 21, "\n".join(long)


def test_the_clock_beside_a_name_is_theirs(
    talk: Conversation, member: User, sign_in: SignIn
) -> None:
    Profile.objects.filter(user=member).update(time_zone="America/Chicago")
    Profile.objects.exclude(user=member).update(time_zone="Asia/Tokyo")
    tokyo = ZoneInfo("Asia/Tokyo")
    before = f"{timezone.localtime(timezone=tokyo):%H:%M} where they are"
    page = text_of(sign_in(member).get(talk.get_absolute_url()))
    after = f"{timezone.localtime(timezone=tokyo):%H:%M} where they are"
    assert before in page or after in page
