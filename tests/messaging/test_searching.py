"""Looking for words in one's messages: what one may read, whatever is typed, page by page."""

import re
import uuid
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from messaging.models import Conversation, Message, Participant, Withheld
from messaging.searching import FOUND, marked, search
from messaging.talk import path_to
from profiles.models import User
from tests.conftest import SignIn
from tests.factories import MemberFactory
from tests.messaging.arrange import conversation_of, group_of, said, text_of
from tests.querycounts import queries_of
from tests.words import HOSTILE

pytestmark = pytest.mark.django_db


def look(client: Client, words: str | bytes, where: str = "/messages/", **more: str) -> Any:
    return client.post(f"{where}search/", {"q": words} | more)


def found(answer: Any) -> list[str]:
    """The texts found, their marks left out."""
    lines = re.findall(r'class="hit".*?</a>', text_of(answer), re.DOTALL)
    return [re.sub(r"<[^>]+>", "", line.split("<bdi>")[-1]) for line in lines]


def test_it_finds_every_word_in_any_case_and_leads_there(
    member: User, mentor: User, talk: Conversation, sign_in: SignIn
) -> None:
    board, _wood = said(talk, mentor, "The Tumor board met on Monday.", "A board of wood.")
    said(conversation_of(member, MemberFactory.create()), member, "What tumor board?")
    client = sign_in(member)
    answer = look(client, "BOARD tumo")
    assert found(answer) == ["What tumor board?", "The Tumor board met on Monday."]
    assert f'href="{path_to(talk, board)}"' in text_of(answer)
    assert "<mark>Tumo</mark>r <mark>board</mark>" in text_of(answer)
    inside = look(client, "BOARD tumo", talk.get_absolute_url())
    assert found(inside) == ["The Tumor board met on Monday."]
    nothing = text_of(look(client, "nephrology"))
    assert "No message holds these words" in nothing


@pytest.mark.parametrize("words", ["%", "_", "%%", "a_c", "\\", "a%c"])
def test_no_sign_matches_more_than_itself(
    member: User, mentor: User, talk: Conversation, sign_in: SignIn, words: str
) -> None:
    said(talk, mentor, "abc plain words", "with a 100% sign, a_c, a%c, a \\ and %%")
    assert len(found(look(sign_in(member), words))) == 1


def test_whatever_is_typed_is_answered(
    member: User, mentor: User, talk: Conversation, sign_in: SignIn
) -> None:
    said(talk, mentor, "A line")
    client = sign_in(member)
    odd = ['"unbalanced', "it's", "& | ! :* ( )", "(a+)+$", "-", "\\", *HOSTILE]
    for words in odd:
        typed = words.encode("utf-8", "surrogatepass")
        assert look(client, typed).status_code in {200, 400}
    answer = look(client, "word " * 2000)
    assert answer.status_code == 400
    assert "a few of its words are enough" in text_of(answer)
    assert "word word" in text_of(answer)
    assert look(client, "").status_code == 400
    for cursor in ("x", "1:abc", "\x00", "9" * 9000):
        assert found(look(client, "line", after=cursor)) == ["A line"]


@pytest.mark.parametrize("inside", [False, True], ids=["in all", "in one"])
def test_pages_neither_repeat_nor_skip_while_new_ones_come(
    member: User, mentor: User, talk: Conversation, sign_in: SignIn, inside: bool
) -> None:
    where = talk.get_absolute_url() if inside else "/messages/"
    said(talk, mentor, *[f"word {number}" for number in range(45)])
    client, cursor, seen = sign_in(member), "", []
    for _page in range(3):
        answer = look(client, "word", where, after=cursor)
        seen += found(answer)
        said(talk, mentor, "word, a new one")
        cursor = answer.context["results"].next
    assert seen == [f"word {number}" for number in reversed(range(45))]
    assert cursor == ""
    # The place in one list is none in another.
    first = look(client, "word", where).context["results"].next
    assert found(look(client, "wor", where, after=first))[0] == "word, a new one"


def test_nobody_finds_what_they_may_not_read(
    member: User, mentor: User, talk: Conversation, sign_in: SignIn
) -> None:
    third = MemberFactory.create()
    said(conversation_of(mentor, third), third, "zebra elsewhere")
    group = group_of(mentor, member, third)
    said(group, third, "zebra before", "zebra withheld", "zebra held", "zebra taken back", "zebra")
    Participant.objects.filter(conversation=group, user=member).update(first_number=2)
    rows = Message.objects.filter(conversation=group)
    Withheld.objects.create(message=rows.get(number=2), person=member)
    rows.filter(number=3).update(held_at=timezone.now())
    rows.filter(number=4).update(deleted_at=timezone.now())
    assert found(look(sign_in(member), "zebra")) == ["zebra"]
    Participant.objects.filter(conversation=group, user=member).update(left_at=timezone.now())
    assert found(look(sign_in(member), "zebra")) == []
    assert look(sign_in(member), "zebra", group.get_absolute_url()).status_code == 404
    assert look(sign_in(member), "zebra", f"/messages/{uuid.uuid4()}/").status_code == 404


def test_what_is_looked_for_stands_in_no_address(
    member: User, talk: Conversation, sign_in: SignIn
) -> None:
    client = sign_in(member)
    assert 'method="post"' in text_of(client.get("/messages/search/"))
    assert found(client.get("/messages/search/?q=zebra")) == []


def test_a_search_asks_the_same_for_one_and_for_many(
    member: User, mentor: User, talk: Conversation, sign_in: SignIn
) -> None:
    client = sign_in(member)
    queries_of(client, "/messages/search/")
    said(talk, mentor, "zebra one")
    counts = []
    for size in (1, 30):
        for number in range(size):
            other = MemberFactory.create()
            said(conversation_of(member, other), other, f"zebra {number}")
        with CaptureQueriesContext(connection) as captured:
            look(client, "zebra")
        counts.append(len(captured))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("words", ["zebra", "zebra of the"])
def test_it_walks_each_conversation_from_the_newest_down_and_stops(
    member: User, mentor: User, talk: Conversation, words: str
) -> None:
    """By an index of the conversation, and not by reading all of it for a word that stands
    everywhere."""
    said(talk, mentor, "the first of all")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO messaging_message (public_id, conversation_id, number, sender_id,"
            " client_id, text, event, changed, version, sent_at)"
            " SELECT gen_random_uuid(), %s, number, %s, gen_random_uuid(),"
            " 'a zebra of the plains', '', number, 1, now() FROM generate_series(2, 2000) number",
            [talk.pk, mentor.pk],
        )
        cursor.execute("ANALYZE messaging_message")
    for where in (None, talk):
        with CaptureQueriesContext(connection) as captured:
            assert len(search(member, words, conversation=where).found) == FOUND
        asked = next(
            each["sql"] for each in captured.captured_queries if "ZEBRA" in each["sql"].upper()
        )
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN {asked}")
            plan = "\n".join(line for (line,) in cursor.fetchall())
        assert "Index Scan Backward using message_numbered" in plan, plan
        assert "Sort" not in plan, plan


def test_searches_are_limited(
    member: User, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("messaging.views.searching.SEARCHES_A_MINUTE", 2)
    client = sign_in(member)
    assert [look(client, "word").status_code for _time in range(3)] == [200, 200, 429]


def test_what_is_marked_is_escaped_and_short() -> None:
    text = "x " * 300 + "<b>Zebra</b> & zebra " + "y " * 300
    html = marked(text, ["zebra", "<b>"])
    assert "<mark>&lt;b&gt;</mark><mark>Zebra</mark>&lt;/b&gt; &amp; <mark>zebra</mark>" in html
    assert html.count("…") == 2
    assert len(html) < 500
    assert marked("plain", []) == "<bdi>plain</bdi>"
    assert "<mark>" not in marked("plain words", ["absent"])
