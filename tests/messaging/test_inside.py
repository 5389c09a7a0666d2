"""Inside a conversation: where it opens, answering, changing, taking back."""

import re
import uuid

import pytest

from messaging import actions
from messaging.models import Conversation, Message, Participant, Withheld
from messaging.talk import anchor, path_to
from notifications.models import Mail, Notification
from profiles import actions as people
from profiles.models import User
from safety.models import Block
from tests.acting import post
from tests.conftest import SignIn
from tests.factories import MemberFactory
from tests.messaging.arrange import (
    NEW,
    conversation_of,
    edit,
    group_of,
    line_place,
    page_of,
    said,
)
from tests.messaging.test_conversation import long_talk, text_of
from tests.messaging.test_sending import send

pytestmark = pytest.mark.django_db


# -- where it opens --------------------------------------------------------------------------------


def test_it_opens_at_the_first_unread_message_and_says_so_once(
    member: User, mentor: User, talk: Conversation, sign_in: SignIn
) -> None:
    said(talk, mentor, "Read already")
    client, url = sign_in(member), talk.get_absolute_url()
    client.get(url)
    said(talk, mentor, "The first new one", "The second")
    page = text_of(client.get(url))
    assert page.count(NEW) == 1
    assert page.index("Read already") < page.index(NEW) < page.index("The first new one")
    assert NEW not in text_of(client.get(url))


def test_the_list_and_the_bell_lead_there(
    member: User, mentor: User, talk: Conversation, sign_in: SignIn
) -> None:
    said(talk, mentor, "One")
    client = sign_in(member)
    assert f'href="{talk.get_absolute_url()}#new"' in text_of(client.get("/messages/"))
    news = Notification.objects.get(recipient=member)
    assert client.get(news.get_absolute_url()).headers["Location"].endswith("#new")


def test_two_hundred_unread_ones_are_read_page_by_page_from_the_first(
    member: User, mentor: User, talk: Conversation, sign_in: SignIn
) -> None:
    long_talk(talk, mentor, 200)
    Participant.objects.filter(user=member).update(read_number=60)
    client, url = sign_in(member), talk.get_absolute_url()
    page = text_of(client.get(url))
    assert page.index("line-60-") < page.index(NEW) < page.index("line-61-")
    shown = {int(number) for number in re.findall(r"line-(\d+)-", page)}
    assert shown >= set(range(53, 103))
    assert Participant.objects.get(user=member).read_number == 102
    later = re.search(r'rel="next" href="([^"]+)"', page)
    assert later is not None
    following = text_of(client.get(url + later[1]))
    assert "line-103-" in following
    assert "line-102-" not in following
    newest = text_of(client.get(f"{url}?at=newest"))
    assert "line-200-" in newest
    assert 'rel="next"' not in newest
    assert Participant.objects.get(user=member).read_number == 200


def test_every_page_by_number_meets_the_next(
    member: User, mentor: User, talk: Conversation, sign_in: SignIn
) -> None:
    long_talk(talk, mentor, 170)
    client = sign_in(member)
    url = f"{talk.get_absolute_url()}?after={line_place(client, talk, 0)}"
    seen: list[int] = []
    while url:
        page = text_of(client.get(url))
        lines = page[page.index('id="lines"') :]
        seen += [int(number) for number in re.findall(r"line-(\d+)-</bdi>", lines)]
        link = re.search(r'rel="next" href="([^"]+)"', page)
        url = f"{talk.get_absolute_url()}{link[1]}" if link else ""
    assert sorted(set(seen)) == list(range(1, 171))
    assert len(seen) - len(set(seen)) < 50  # the last page is a whole one


@pytest.mark.parametrize("at", [1, 9, 60, 95, 120])
def test_a_link_to_a_message_opens_where_it_stands(
    member: User, mentor: User, talk: Conversation, sign_in: SignIn, at: int
) -> None:
    long_talk(talk, mentor, 120)
    message = Message.objects.get(number=at)
    page = text_of(sign_in(member).get(path_to(talk, message)))
    assert f'id="{anchor(message)}"' in page
    assert len(re.findall(r'id="m-[^"]+"', page)) == 50


def test_a_link_of_an_old_mail_leads_to_the_conversation(
    member: User, mentor: User, talk: Conversation, sign_in: SignIn
) -> None:
    """Of the time when a message was named by its number."""
    said(talk, mentor, "Read already")
    client, url = sign_in(member), talk.get_absolute_url()
    client.get(url)
    said(talk, mentor, "The first new one")
    assert NEW in text_of(client.get(f"{url}?at=1"))


# -- answering -------------------------------------------------------------------------------------


def test_an_answer_quotes_what_it_answers_and_leads_there(
    member: User, mentor: User, talk: Conversation, sign_in: SignIn
) -> None:
    first, _second = said(talk, mentor, "How did the tumor board go?", "And the other thing?")
    client, url = sign_in(member), talk.get_absolute_url()
    box = text_of(client.get(f"{url}?reply={first.public_id}"))
    assert f'name="reply_to" value="{first.public_id}"' in box
    send(client, talk, "Well.", reply_to=str(first.public_id))
    place = f'id="{anchor(Message.objects.get(number=3))}"'
    page = text_of(client.get(url))
    line = page[page.index(place) :]
    assert f'href="{path_to(talk, first)}" data-jumps="{anchor(first)}"' in line
    assert line.index("How did the tumor board go?") < line.index("Well.")
    actions.delete_message(by=mentor, message=first)
    line = text_of(client.get(url)).partition(place)[2]
    assert "How did" not in line
    assert "Message deleted" in line.partition("Well.")[0]


def test_what_one_may_not_read_cannot_be_answered(
    member: User, mentor: User, talk: Conversation, sign_in: SignIn
) -> None:
    elsewhere = said(conversation_of(mentor, MemberFactory.create()), mentor, "Between us")[0]
    client = sign_in(member)
    for odd in (elsewhere.public_id, uuid.uuid4(), "x", "\x00", "9" * 9000):
        assert "Between us" not in text_of(client.get(f"{talk.get_absolute_url()}?reply={odd}"))
        send(client, talk, "An answer", reply_to=str(odd))
    assert set(Message.objects.filter(conversation=talk).values_list("reply_to", flat=True)) == {
        None
    }


# -- changing and taking back ----------------------------------------------------------------------


def test_a_changed_message_is_marked_and_tells_nobody_anew(
    member: User, mentor: User, talk: Conversation, sign_in: SignIn
) -> None:
    (message,) = said(talk, mentor, "At four.")
    sign_in(member).get(talk.get_absolute_url())
    news = Notification.objects.count()
    answer = edit(sign_in(mentor), message, "At five. @member_1")
    assert answer.headers["Location"] == path_to(talk, message)
    page = text_of(sign_in(member).get(talk.get_absolute_url()))
    assert "At five." in page
    assert "At four." not in page
    assert "edited" in page
    assert Notification.objects.count() == news
    message.refresh_from_db()
    assert (message.version, message.changed) == (2, 2)
    talk.refresh_from_db()
    assert talk.last_change == 2


def test_of_two_changes_the_second_is_told_and_keeps_its_text(
    member: User, talk: Conversation, sign_in: SignIn
) -> None:
    (message,) = said(talk, member, "At four.")
    client = sign_in(member)
    assert edit(client, message, "At five.").status_code == 302
    second = edit(client, message, "At six.")
    assert second.status_code == 409
    page = text_of(second)
    assert "At six.</textarea>" in page
    assert "At five." in page
    assert 'name="version" value="2"' in page
    assert edit(client, message, "At six.", version=2).status_code == 302


def test_a_message_is_changed_so_often_and_no_more(
    member: User, mentor: User, talk: Conversation, sign_in: SignIn
) -> None:
    (message,) = said(talk, mentor, "One")
    Message.objects.update(version=30_000)
    client = sign_in(mentor)
    assert edit(client, message, "Two", version=30_000).status_code == 409
    assert post(client, page_of(message, "delete/")).status_code == 302


def test_a_deleted_message_leaves_no_word_anywhere(
    member: User, mentor: User, talk: Conversation, sign_in: SignIn
) -> None:
    (message,) = said(talk, mentor, "The biopsy of my sister")
    assert post(sign_in(mentor), page_of(message, "delete/")).status_code == 302
    message.refresh_from_db()
    assert message.text == ""
    client = sign_in(member)
    bell = client.get("/notifications/")
    assert "wrote to you" not in text_of(bell)
    assert bell.context["nav_counts"]["news"] == 0
    page = text_of(client.get(talk.get_absolute_url()))
    assert "biopsy" not in page
    assert "Message deleted" in page
    assert client.get(page_of(message)).status_code == 404
    assert sign_in(mentor).get(page_of(message, "edit/")).status_code == 404
    assert edit(sign_in(mentor), message, "Once more").status_code == 409
    found = post(client, "/messages/search/", q="biopsy")
    assert 'class="hit"' not in text_of(found)


def test_a_message_that_still_stands_is_still_told(
    member: User, mentor: User, talk: Conversation, sign_in: SignIn
) -> None:
    first, _second = said(talk, mentor, "One", "Two")
    actions.delete_message(by=mentor, message=first)
    bell = sign_in(member).get("/notifications/")
    assert "wrote to you" in text_of(bell)
    assert bell.context["nav_counts"]["news"] == 1


@pytest.mark.parametrize("how", ["taken back", "put away", "muted for a while"])
def test_what_is_said_next_is_told_when_the_news_before_it_is_gone(
    member: User, mentor: User, talk: Conversation, sign_in: SignIn, how: str
) -> None:
    (first,) = said(talk, mentor, "One")
    client = sign_in(member)
    if how == "taken back":
        actions.delete_message(by=mentor, message=first)
    elif how == "put away":
        post(client, "/notifications/read/")
    else:
        for page in ("mute", "unmute"):
            assert post(client, f"{talk.get_absolute_url()}{page}/").status_code == 302
    assert client.get("/notifications/").context["nav_counts"]["news"] == 0
    said(talk, mentor, "Two", "Three")
    bell = client.get("/notifications/")
    assert bell.context["nav_counts"]["news"] == 1
    assert "wrote to you" in text_of(bell)
    assert Mail.objects.filter(notification__read_at=None).count() == 1


def test_only_whoever_wrote_it_changes_or_deletes_it(
    member: User, mentor: User, talk: Conversation, sign_in: SignIn
) -> None:
    (message,) = said(talk, mentor, "Mine alone")
    client = sign_in(member)
    assert edit(client, message, "Yours").status_code == 404
    assert post(client, page_of(message, "delete/")).status_code == 404
    assert "Edit" not in text_of(client.get(page_of(message)))
    message.refresh_from_db()
    assert message.text == "Mine alone"


def test_no_new_words_come_past_a_block_in_an_old_message(
    member: User, mentor: User, talk: Conversation, sign_in: SignIn
) -> None:
    (message,) = said(talk, mentor, "Before")
    people.block(by=member, person=mentor)
    answer = edit(sign_in(mentor), message, "After")
    assert answer.status_code == 409
    assert "cannot be changed right now" in text_of(answer)
    assert "After</textarea>" in text_of(answer)
    message.refresh_from_db()
    assert message.text == "Before"
    # What was said can be taken back all the same.
    assert post(sign_in(mentor), page_of(message, "delete/")).status_code == 302


def test_in_a_group_a_changed_message_is_gone_for_whom_a_block_keeps_away(
    member: User, mentor: User, sign_in: SignIn
) -> None:
    third = MemberFactory.create(name="Third One")
    talk = group_of(mentor, member, third)
    (message,) = said(talk, mentor, "Before")
    Block.objects.create(blocker=member, blocked=mentor)
    actions.edit_message(by=mentor, message=message, text="After", version=1)
    assert Withheld.objects.get().person == member
    assert "After" not in text_of(sign_in(member).get(talk.get_absolute_url()))
    assert "After" in text_of(sign_in(third).get(talk.get_absolute_url()))
