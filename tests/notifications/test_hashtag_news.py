"""News of hashtags: who is asked to look after one, and whose hashtag got another name."""

import pytest
from django.test import Client

from notifications.models import Mail, Notification
from profiles import actions
from profiles.models import Hashtag, TagSteward, User
from tests.acting import post
from tests.conftest import SignIn
from tests.factories import MemberFactory, ModeratorFactory, make_hashtag
from tests.notifications.arrange import word_notification

pytestmark = pytest.mark.django_db
QUESTION = "Would you look after #HemePath?"


@pytest.fixture
def asked(member: User, sign_in: SignIn) -> Client:
    """Ana is asked by a moderator to look after #HemePath."""
    moderator = sign_in(ModeratorFactory.create())
    path = "/staff/hashtags/all/hemepath/stewards/"
    assert post(moderator, path, handle=member.handle).status_code == 302
    return sign_in(member)


def bell(client: Client) -> str:
    return client.get("/notifications/").content.decode()


def test_who_is_asked_is_told_in_the_bell_and_by_mail(asked: Client, member: User) -> None:
    assert QUESTION in bell(asked)
    news = Notification.objects.get(recipient=member)
    assert Mail.objects.get(to=member.email).notification == news
    words = word_notification(news)
    assert words is not None
    subject, text, _html = words
    assert subject == QUESTION
    assert news.get_absolute_url() in text
    assert asked.get(news.get_absolute_url()).url == "/tags/HemePath/"
    assert "needs no reason" in text


def test_asked_twice_is_told_once(asked: Client, member: User) -> None:
    tag = Hashtag.objects.get(name="HemePath")
    actions.ask_steward(hashtag=tag, person=member, by=ModeratorFactory.create())
    assert Notification.objects.count() == Mail.objects.count() == 1


def test_a_question_that_was_answered_is_mailed_no_more(asked: Client) -> None:
    post(asked, "/tags/HemePath/stewardship/", answer="yes")
    assert QUESTION in bell(asked)
    assert word_notification(Notification.objects.get()) is None


@pytest.mark.parametrize("how", ["taken back", "held"])
def test_a_question_that_stands_no_more_is_told_no_more(asked: Client, how: str) -> None:
    if how == "held":
        Hashtag.objects.update(held=True)
    else:
        TagSteward.objects.all().delete()
    assert QUESTION not in bell(asked)
    assert word_notification(Notification.objects.get()) is None


class TestMerged:
    WORDS = "#BoneMarrow is called #HemePath now"

    @pytest.fixture
    def merged(self, member: User) -> User:
        """A moderator merges #BoneMarrow into #HemePath; somebody stood under it, also quietly."""
        holder = MemberFactory.create(about=["BoneMarrow"])
        quiet = MemberFactory.create(quiet=["BoneMarrow"])
        one, other = make_hashtag("BoneMarrow"), make_hashtag("HemePath")
        actions.follow_tag(by=quiet, hashtag=one)
        actions.merge_hashtags(hashtag=one, into=other, by=ModeratorFactory.create())
        return holder

    def test_whoever_stood_under_it_is_told_and_nobody_else(self, merged: User) -> None:
        assert [row.recipient for row in Notification.objects.all()] == [merged]
        assert not Mail.objects.exists()

    def test_it_is_said_in_the_bell_and_leads_to_the_hashtag(
        self, merged: User, sign_in: SignIn
    ) -> None:
        browser = sign_in(merged)
        assert self.WORDS in bell(browser)
        assert browser.get(Notification.objects.get().get_absolute_url()).url == "/tags/HemePath/"

    def test_what_is_so_no_more_is_told_no_more(self, merged: User, sign_in: SignIn) -> None:
        Hashtag.objects.filter(name="BoneMarrow").update(alias_of=None)
        assert self.WORDS not in bell(sign_in(merged))

    def test_a_word_that_becomes_an_alias_in_review_is_told_too(
        self, member: User, sign_in: SignIn
    ) -> None:
        holder = MemberFactory.create(about=["HemeP"])
        actions.alias_hashtag(
            hashtag=make_hashtag("HemeP"),
            of="HemePath",
            kind=make_hashtag("HemePath").kind,
            by=ModeratorFactory.create(),
        )
        assert "#HemeP is called #HemePath now" in bell(sign_in(holder))
