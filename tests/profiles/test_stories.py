"""The story of a campaign's hashtag and its stewards: asked first, shown through the gate."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from profiles import actions
from profiles.models import Hashtag, TagSteward, TagStory, User
from safety.models import AuditEntry, Block
from tests.acting import bare, post
from tests.conftest import SignIn
from tests.factories import MemberFactory, MentorFactory, make_hashtag

pytestmark = pytest.mark.django_db

NAME = "ILookLikeASurgeon"
PAGE = f"/tags/{NAME}/"
STAFF = "/staff/hashtags/all/ilooklikeasurgeon/"


@pytest.fixture
def tag(db: None) -> Hashtag:
    return make_hashtag(NAME, "community")


@pytest.fixture
def steward(tag: Hashtag, moderator: User) -> User:
    """Priya, who said yes."""
    priya = MentorFactory.create(name="Priya Raman", handle="priya")
    actions.ask_steward(hashtag=tag, person=priya, by=moderator)
    actions.become_steward(hashtag=tag, by=priya)
    return priya


def tell(client: Client, where: str = f"{PAGE}story/", **fields: object) -> Any:
    return post(client, where, **({"version": 0, "text": "It began in 2015."} | fields))


class TestTheStory:
    def test_a_steward_tells_it_and_everybody_reads_it(
        self, sign_in: SignIn, client: Client, steward: User, member: User
    ) -> None:
        text = "It began with #WomenInSurgery.\nJoin in: https://example.org/a"
        answer = tell(sign_in(steward), text=text, began_on="2015-08-05")
        assert answer.headers["Location"] == PAGE
        for browser in (client, sign_in(member)):
            page = browser.get(PAGE).content.decode()
            assert "since 5 August 2015" in page
            assert 'href="/tags/WomenInSurgery/"' in page
        story = TagStory.objects.get()
        assert (story.began_on, story.version) == (date(2015, 8, 5), 1)
        entry = AuditEntry.objects.get(action="tell_tag_story")
        assert (entry.by, entry.facts) == (steward, {"version": 1})

    def test_what_would_run_is_text(self, sign_in: SignIn, client: Client, steward: User) -> None:
        tell(sign_in(steward), text="<script>alert(1)</script> javascript:alert(1)")
        page = client.get(PAGE).content.decode()
        assert "<script>alert" not in page
        assert 'href="javascript' not in page

    def test_left_empty_there_is_none(self, sign_in: SignIn, client: Client, steward: User) -> None:
        browser = sign_in(steward)
        tell(browser)
        tell(browser, version=1, text=" ")
        assert not TagStory.objects.exists()
        assert "The story" not in client.get(PAGE).content.decode()

    def test_two_at_once_lose_nothing(self, sign_in: SignIn, steward: User) -> None:
        browser = sign_in(steward)
        tell(browser)
        answer = tell(browser, text="Another one, typed meanwhile.")
        assert answer.status_code == 409
        assert "Another one, typed meanwhile." in answer.content.decode()
        assert TagStory.objects.get().text == "It began in 2015."

    @pytest.mark.parametrize(
        ("fields", "said"),
        [
            ({"text": "x" * 2001}, "2000"),
            ({"began_on": "2015-08-05", "ended_on": "2015-08-04"}, "before it began"),
            ({"began_on": "yesterday"}, "valid date"),
            ({"version": "x"}, "whole number"),
            ({"version": "9" * 30}, ""),
        ],
    )
    def test_what_cannot_be_is_said(
        self, sign_in: SignIn, steward: User, fields: dict[str, str], said: str
    ) -> None:
        answer = tell(sign_in(steward), **fields)
        assert answer.status_code == 400
        assert said in answer.content.decode()
        assert not TagStory.objects.exists()

    def test_for_whoever_is_none_it_is_not_there(
        self, sign_in: SignIn, tag: Hashtag, member: User, moderator: User
    ) -> None:
        client = sign_in(member)
        nowhere = bare(client.get("/tags/nothing/here/at/all/"))
        for where in (f"{PAGE}story/", f"{STAFF}story/"):
            assert bare(client.get(where)) == nowhere
            assert bare(tell(client, where)) == nowhere
        actions.ask_steward(hashtag=tag, person=member, by=moderator)
        assert bare(client.get(f"{PAGE}story/")) == nowhere  # asked is not yet steward
        assert not TagStory.objects.exists()

    def test_a_moderator_tells_it_too(self, sign_in: SignIn, tag: Hashtag, moderator: User) -> None:
        answer = tell(sign_in(moderator), f"{STAFF}story/")
        assert answer.headers["Location"] == f"{STAFF}story/"
        assert TagStory.objects.get().hashtag == tag


class TestStewards:
    def test_one_is_asked_and_shown_only_after_a_yes(
        self, sign_in: SignIn, tag: Hashtag, moderator: User, member: User
    ) -> None:
        priya = MentorFactory.create(name="Priya Raman", handle="priya")
        assert post(sign_in(moderator), f"{STAFF}stewards/", handle="@Priya").status_code == 302
        client, hers = sign_in(member), sign_in(priya)
        assert "Priya" not in client.get(PAGE).content.decode()
        assert f"look after #{NAME}" in hers.get("/home/").content.decode()
        assert "Would you look after" in hers.get(PAGE).content.decode()
        assert post(hers, f"{PAGE}stewardship/", answer="yes").headers["Location"] == PAGE
        assert "Priya Raman" in client.get(PAGE).content.decode()
        assert f"look after #{NAME}" not in hers.get("/home/").content.decode()
        assert {row.action for row in AuditEntry.objects.all()} == {"ask_steward", "become_steward"}

    def test_nobody_signed_out_reads_who(self, client: Client, steward: User) -> None:
        assert "Priya" not in client.get(PAGE).content.decode()

    def test_who_may_not_see_her_does_not(
        self, sign_in: SignIn, steward: User, member: User
    ) -> None:
        Block.objects.create(blocker=steward, blocked=member)
        assert "Priya" not in sign_in(member).get(PAGE).content.decode()

    @pytest.mark.parametrize("before", ["asked", "serving"])
    def test_a_no_ends_it_and_nobody_is_told(
        self, sign_in: SignIn, tag: Hashtag, moderator: User, before: str
    ) -> None:
        priya = MentorFactory.create(name="Priya Raman")
        actions.ask_steward(hashtag=tag, person=priya, by=moderator)
        if before == "serving":
            actions.become_steward(hashtag=tag, by=priya)
        client = sign_in(priya)
        assert post(client, f"{PAGE}stewardship/", answer="no").status_code == 302
        assert not TagSteward.objects.exists()
        assert client.get(f"{PAGE}story/").status_code == 404

    def test_who_was_not_asked_cannot_answer(
        self, sign_in: SignIn, tag: Hashtag, member: User
    ) -> None:
        client = sign_in(member)
        assert post(client, f"{PAGE}stewardship/", answer="yes").status_code == 404
        assert not TagSteward.objects.exists()

    def test_another_answer_changes_nothing(self, sign_in: SignIn, steward: User) -> None:
        for answer in ("", "maybe", "\0"):
            assert post(sign_in(steward), f"{PAGE}stewardship/", answer=answer).status_code == 302
        assert TagSteward.objects.get().accepted_at

    def test_a_moderator_ends_it(
        self, sign_in: SignIn, steward: User, moderator: User, member: User
    ) -> None:
        where = f"{STAFF}stewards/{steward.public_id}/end/"
        assert post(sign_in(member), where).status_code == 404
        client = sign_in(moderator)
        assert "Priya Raman" in client.get(f"{STAFF}story/").content.decode()
        assert post(client, where).status_code == 302
        assert not TagSteward.objects.exists()
        assert post(client, where).status_code == 404

    @pytest.mark.parametrize("handle", ["", "nobody", "hidden", "\0", "x" * 300, "@"])
    def test_nobody_is_asked_who_cannot_be(
        self, sign_in: SignIn, tag: Hashtag, moderator: User, handle: str
    ) -> None:
        hidden = MemberFactory.create(handle="hidden")
        Block.objects.create(blocker=hidden, blocked=moderator)
        answer = post(sign_in(moderator), f"{STAFF}stewards/", handle=handle)
        assert answer.status_code == 400
        assert "Nobody was asked" in answer.content.decode()
        assert not TagSteward.objects.exists()

    def test_there_are_few(self, tag: Hashtag, sign_in: SignIn, moderator: User) -> None:
        for person in MemberFactory.create_batch(8):
            actions.ask_steward(hashtag=tag, person=person, by=moderator)
        MemberFactory.create(handle="ninth")
        answer = post(sign_in(moderator), f"{STAFF}stewards/", handle="ninth")
        assert answer.status_code == 409
        assert "at most 8" in answer.content.decode()
