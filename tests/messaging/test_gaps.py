"""Nobody can tell that something is kept from her: from no source of a page, and from no stream.

Two worlds are compared as Cem reads them. In the second the group holds as much again that a block
or a review keeps from her. Only words that tell nothing may differ: ids, sealed places, moments.
The control lets the numbers of lines or changes out, and then the same comparison has to find it.
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from unittest import mock

import pytest
from django.test import Client
from django.utils import timezone

from messaging import actions
from messaging.models import Conversation, Message, Participant, Withheld
from profiles import actions as people
from profiles.models import User
from tests.acting import FRESH
from tests.conftest import SignIn
from tests.factories import MemberFactory
from tests.messaging.arrange import change_place, conversation_of, group_of, page_of, said, text_of
from tests.permissions.asking import undone

pytestmark = pytest.mark.django_db

SAID = 70  # more than a page
READ = 12
NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
TELLS_NOTHING = re.compile(rf"{UUID}|(?<=[\"=\s])[A-Za-z0-9_-]{{54}}(?=[\"\\\s])")
SEEN = re.compile(r"(?<=name=\"seen\" value=\")[^\"]+")  # a sealed copy of lines that she has
MOMENTS = re.compile(r"(?<=data-order=\")\d+|(?<=data-order=\\\")\d+|(?<=:\d\d)\.\d+")


@pytest.fixture
def trio(member: User) -> tuple[User, User, User]:
    """Ana, who is heard, Ben, who is not, and Cem, who reads."""
    ben, cem = MemberFactory.create(name="Ben Osei"), MemberFactory.create(name="Cem Aydin")
    people.block(by=cem, person=ben)
    return member, ben, cem


def group_with(trio: tuple[User, User, User], *, kept_back: bool) -> Conversation:
    """A long talk, of which Cem has read the beginning."""
    ana, ben, cem = trio
    talk = group_of(*trio)
    every = 3 if kept_back else 1  # of three lines one is for her
    rows = Message.objects.bulk_create(
        Message(
            conversation=talk,
            number=number,
            changed=number,
            sender=ben if number % every == 1 else ana,
            held_at=NOON if number % every == 2 else None,
            client_id=f"00000000-0000-4000-8000-{number:012d}",
            text=f"line {number // every}" if number % every == 0 else "not for Cem",
            sent_at=NOON + timedelta(minutes=number // every),
        )
        for number in range(1, every * SAID + 1)
    )
    Withheld.objects.bulk_create(
        Withheld(message=row, person=cem) for row in rows if row.number % every == 1
    )
    last = len(rows)
    Conversation.objects.filter(pk=talk.pk).update(last_number=last, last_change=last, last_at=NOON)
    Participant.objects.filter(conversation=talk).update(read_number=READ * every)
    talk.refresh_from_db()
    for text in ("newest but one", "newest"):
        if kept_back:
            keep_back(talk, ben)
        said(talk, ana, text)
    actions.edit_message(by=ana, message=heard(talk, 3), text="line 3, said better", version=1)
    if kept_back:
        keep_back(talk, ben)
    return talk


def heard(talk: Conversation, nth: int) -> Message:
    """A line that is for everybody."""
    return Message.objects.get(conversation=talk, text=f"line {nth}")


def keep_back(talk: Conversation, ben: User) -> None:
    """Something is said, changed and taken back that is not for Cem."""
    (first, second) = said(talk, ben, "not for Cem", "not for Cem either")
    actions.edit_message(by=ben, message=first, text="still not for Cem", version=1)
    actions.delete_message(by=ben, message=second)


def sources(client: Client, talk: Conversation, *, briefly: bool) -> list[str]:
    """What Cem is sent: the page at the first unread line, the newest one and the stream; if not
    briefly also every other page, both ways, and whatever else shows lines."""
    url = talk.get_absolute_url()
    stream = f"{url}live/?once=yes&after={change_place(client, talk, 0)}"
    found = [text_of(client.get(each)) for each in (url, f"{url}?at=newest", stream)]
    if briefly:
        return found
    for way in ("prev", "next"):
        page = found[0]
        while link := re.search(rf'rel="{way}" href="([^"]+)"', page):
            page = text_of(client.get(url + link[1]))
            found.append(page)
            if len(found) > 9:
                break
    line = heard(talk, 5)
    found += [text_of(client.get(at)) for at in (f"{url}?at={line.public_id}", page_of(line))]
    found.append(text_of(client.get(f"{url}?reply={line.public_id}")))
    found.append(text_of(client.post(f"{url}search/", {"q": "line"})))
    found.append(text_of(client.get("/messages/")))
    return found


def compared(source: str) -> str:
    """The source, with words that tell nothing in the order of their coming."""
    seen: dict[str, str] = {}
    source = SEEN.sub("", source)
    source = MOMENTS.sub("", FRESH.sub(rb"\1", source.encode()).decode())
    return TELLS_NOTHING.sub(lambda word: seen.setdefault(word[0], f"w{len(seen)}"), source)


def two_worlds(
    client: Client, trio: tuple[User, User, User], *, briefly: bool = False
) -> list[list[str]]:
    """The same hour without and with something kept back."""
    worlds = []
    for kept_back in (False, True):
        with undone(), mock.patch.object(timezone, "now", return_value=NOON + timedelta(hours=9)):
            talk = group_with(trio, kept_back=kept_back)
            worlds.append([compared(source) for source in sources(client, talk, briefly=briefly)])
    return worlds


def test_nothing_that_is_kept_from_somebody_leaves_a_gap(
    trio: tuple[User, User, User], sign_in: SignIn
) -> None:
    plain, gapped = two_worlds(sign_in(trio[2]), trio)
    assert len(plain) > 8
    assert "line 3, said better" in "".join(plain)
    assert "not for Cem" not in "".join(gapped)
    assert plain == gapped


LETTING_OUT: dict[str, Callable[..., str]] = {
    "messaging.talk.seal_line": lambda _viewer, _talk, number: str(number),
    "messaging.talk.seal_change": lambda _viewer, _talk, change: str(change),
    "messaging.live.looking.seal_change": lambda _viewer, _talk, change: str(change),
    "messaging.talk.anchor": lambda message: f"m-{message.number}",
}


@pytest.mark.parametrize("where", LETTING_OUT)
def test_control_a_number_let_out_is_found(
    trio: tuple[User, User, User], sign_in: SignIn, where: str
) -> None:
    with mock.patch(where, LETTING_OUT[where]):
        plain, gapped = two_worlds(sign_in(trio[2]), trio, briefly=True)
    assert plain != gapped


def test_an_open_page_stands_still_while_something_is_kept_from_its_reader(
    trio: tuple[User, User, User], sign_in: SignIn
) -> None:
    """To the byte, places and all: nobody sees that there was something by looking again."""
    ana, ben, cem = trio
    talk, client = group_of(*trio), sign_in(cem)

    def looked() -> list[bytes]:
        url = talk.get_absolute_url()
        pages = [url, f"{url}live/", "/messages/"]
        with mock.patch.object(timezone, "now", return_value=NOON):
            return [FRESH.sub(rb"\1", client.get(page).content) for page in pages]

    for _nothing_yet_or_something in range(2):
        client.get(talk.get_absolute_url())
        before = looked()
        keep_back(talk, ben)
        assert looked() == before
        said(talk, ana, "for everybody")
        assert looked() != before


def test_what_a_block_withholds_moves_the_group_nowhere(
    trio: tuple[User, User, User], sign_in: SignIn
) -> None:
    ana, ben, cem = trio
    talk = group_of(*trio)
    said(talk, ana, "For everybody")
    said(conversation_of(cem, ana), ana, "A line in between")
    said(talk, ben, "Not for Cem")
    threads = sign_in(cem).get("/messages/").context["threads"]
    assert [row.is_group for row in threads] == [False, True]
    assert sign_in(ana).get("/messages/").context["threads"][0].is_group
