"""Names in a conversation: links for those who may follow them, news for those who are in it."""

import pytest

from messaging import actions
from messaging.models import Conversation, Participant
from notifications.models import Notification
from profiles.choices import Audience
from profiles.models import Profile, User
from safety.models import Block
from tests.conftest import SignIn
from tests.factories import MemberFactory
from tests.messaging.arrange import conversation_of, group_of, said, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def mei() -> User:
    return MemberFactory.create(name="Mei Tanaka", handle="mei_t")


@pytest.fixture
def talk(member: User, mentor: User, mei: User) -> Conversation:
    return group_of(member, mentor, mei)


def link(person: User) -> str:
    return f'<a class="mention" href="/people/{person.public_id}/">@{person.handle}</a>'


def told(person: User) -> list[str]:
    rows = Notification.objects.filter(recipient=person).order_by("pk")
    return list(rows.values_list("kind", flat=True))


def test_a_name_in_the_conversation_is_a_link_and_any_other_is_text(
    member: User, talk: Conversation, mei: User, sign_in: SignIn
) -> None:
    outside = MemberFactory.create(handle="omar_x")
    said(talk, member, f"@{mei.handle}, ask @{outside.handle} or @nobody_there, not x@mei_t.org")
    page = text_of(sign_in(member).get(talk.get_absolute_url()))
    assert page.count('class="mention"') == 1
    assert link(mei) in page
    assert f"ask @{outside.handle} or @nobody_there" in page
    assert talk.get_absolute_url() in page


@pytest.mark.parametrize("cause", ["block", "blocked", "hidden", "left"])
def test_a_name_that_the_reader_may_not_follow_is_text(
    member: User, mentor: User, talk: Conversation, mei: User, sign_in: SignIn, cause: str
) -> None:
    if cause == "block":
        Block.objects.create(blocker=mei, blocked=member)
    elif cause == "blocked":
        Block.objects.create(blocker=member, blocked=mei)
    elif cause == "hidden":
        Profile.objects.filter(user=mei).update(audience=Audience.NOBODY)
    else:
        actions.mark_read(by=mei, conversation=talk, upto=0)
        Participant.objects.filter(user=mei).update(left_at="2026-01-01T00:00Z")
    said(talk, mentor, f"Ask @{mei.handle}")
    page = text_of(sign_in(member).get(talk.get_absolute_url()))
    assert f"Ask @{mei.handle}" in page
    assert 'mention"' not in page
    assert f'data-mention="{mei.handle}"' not in page


def test_whoever_is_named_is_told_once_and_nobody_else_of_it(
    member: User, mentor: User, talk: Conversation, mei: User, sign_in: SignIn
) -> None:
    outside = MemberFactory.create(handle="omar_x")
    said(talk, member, f"Morning @{mei.handle} @{mei.handle} @{outside.handle}")
    assert told(mei) == ["mention"]
    assert told(mentor) == ["new_message"]
    assert told(outside) == []
    page = text_of(sign_in(mei).get("/notifications/"))
    assert "Ana Duarte mentioned you in “Marrow circle”" in page
    assert "Morning" not in page
    sign_in(mei).get(talk.get_absolute_url())
    assert not Notification.objects.filter(recipient=mei, read_at=None).exists()


def test_an_edit_names_nobody_anew_and_a_deletion_unsays_it(
    member: User, talk: Conversation, mei: User, sign_in: SignIn
) -> None:
    (message,) = said(talk, member, "Morning all")
    actions.edit_message(by=member, message=message, text=f"Morning @{mei.handle}", version=1)
    assert told(mei) == ["new_message"]
    assert link(mei) in text_of(sign_in(member).get(talk.get_absolute_url()))
    (named,) = said(talk, member, f"@{mei.handle}?")
    assert told(mei) == ["new_message", "mention"]
    said(talk, member, "And something else")
    actions.delete_message(by=member, message=named)
    assert "mentioned you" not in text_of(sign_in(mei).get("/notifications/"))
    (renamed,) = said(talk, member, f"@{mei.handle}, or rather")
    said(talk, member, "And something else")
    assert "mentioned you" in text_of(sign_in(mei).get("/notifications/"))
    actions.edit_message(by=member, message=renamed, text="Or rather", version=1)
    bell = sign_in(mei).get("/notifications/")
    assert "mentioned you" not in text_of(bell)
    assert bell.context["nav_counts"]["news"] == len(bell.context["news"]) == 1


@pytest.mark.parametrize("cause", ["block", "hidden", "muted", "too many"])
def test_a_name_tells_nobody_whom_the_writer_may_not_reach(
    member: User, talk: Conversation, mei: User, cause: str
) -> None:
    text = f"@{mei.handle}"
    if cause == "block":
        Block.objects.create(blocker=mei, blocked=member)
    elif cause == "hidden":
        Profile.objects.filter(user=mei).update(audience=Audience.NOBODY)
    elif cause == "muted":
        Participant.objects.filter(user=mei).update(muted_at="2026-01-01T00:00Z")
    else:
        text = " ".join(f"@name_{number}" for number in range(5)) + " " + text
    said(talk, member, text)
    assert "mention" not in told(mei)


def test_the_box_offers_who_is_in_it_and_nobody_else(
    member: User, mentor: User, talk: Conversation, mei: User, sign_in: SignIn
) -> None:
    MemberFactory.create(handle="omar_x")
    page = text_of(sign_in(member).get(talk.get_absolute_url()))
    assert page.count("data-mention=") == 2
    for person in (mentor, mei):
        assert f'data-mention="{person.handle}"' in page
    pair = conversation_of(member, mentor)
    said(pair, member, f"@{mentor.handle} knows")
    page = text_of(sign_in(member).get(pair.get_absolute_url()))
    assert link(mentor) in page
    assert told(mentor) == ["new_message"]


def test_in_a_group_a_line_says_who_wrote_it_where_somebody_begins(
    member: User, mentor: User, talk: Conversation, mei: User, sign_in: SignIn
) -> None:
    said(talk, mentor, "One", "Two")
    said(talk, mei, "Three")
    said(talk, member, "Four")
    page = text_of(sign_in(member).get(talk.get_absolute_url()))
    assert page.count('class="author"') == 2
    assert page.count("Nadia Aziz:") == 2
    pair = conversation_of(member, mentor)
    said(pair, mentor, "Between us")
    assert "author" not in text_of(sign_in(member).get(pair.get_absolute_url()))
