"""Following a hashtag: what is new under it since one last looked, and nobody else's business."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone

from profiles import actions
from profiles.choices import Audience, Status
from profiles.following import followed, since_words
from profiles.models import Availability, Hashtag, HashtagTie, Profile, TagFollow, User
from relationships import actions as relating
from safety.models import AuditEntry, Block
from tests.acting import bare, post
from tests.conftest import SignIn
from tests.factories import MemberFactory, MentorFactory, make_hashtag, tie
from tests.relationships.arrange import request_of

pytestmark = pytest.mark.django_db

PAGE = "/tags/HemePath/"
TUESDAY = timedelta(days=3)


@pytest.fixture
def follower(sign_in: SignIn, member: User) -> Client:
    """Ana follows #HemePath since three days; nobody opened since."""
    follow(member)
    return sign_in(member)


def follow(user: User, name: str = "HemePath", *, ago: timedelta = TUESDAY) -> TagFollow:
    then = timezone.now() - ago
    row, _made = TagFollow.objects.update_or_create(
        user=user,
        hashtag=make_hashtag(name),
        defaults={"created_at": then, "read_at": then, "before_at": then, "told_at": then},
    )
    return row


def long_ago(*people: User) -> None:
    """These stand under their hashtags, welcomed and open, since long ago."""
    then = timezone.now() - timedelta(days=60)
    HashtagTie.objects.filter(user__in=people).update(created_at=then)
    Profile.objects.filter(user__in=people).update(welcomed_at=then)
    Availability.objects.filter(user__in=people).update(opened_at=then)


def news(user: User) -> dict[str, int]:
    return {row.hashtag.name: row.mentors for row in followed(User.objects.get(pk=user.pk))}


def names_on(response: Any) -> list[str]:
    return [card["name"] for card in response.context["cards"]]


class TestTheButton:
    def test_follow_and_unfollow_each_once(self, sign_in: SignIn, member: User) -> None:
        client = sign_in(member)
        assert "Follow #HemePath" in client.get(PAGE).content.decode()
        for _time in range(2):
            answer = post(client, f"{PAGE}follow/")
            assert (answer.status_code, answer.headers["Location"]) == (302, PAGE)
        assert TagFollow.objects.get().user == member
        assert "Unfollow #HemePath" in client.get(PAGE).content.decode()
        for _time in range(2):
            assert post(client, f"{PAGE}unfollow/").status_code == 302
        assert not TagFollow.objects.exists()

    def test_it_stands_where_nobody_is_yet(self, sign_in: SignIn, member: User) -> None:
        make_hashtag("Amyloidosis")
        page = sign_in(member).get("/tags/Amyloidosis/").content.decode()
        assert "Nobody else here uses #Amyloidosis yet" in page
        assert "Follow #Amyloidosis" in page

    def test_another_word_for_it_follows_what_it_means(self, sign_in: SignIn, member: User) -> None:
        make_hashtag("BloodPath", alias_of=Hashtag.objects.get(key="hemepath"))
        client = sign_in(member)
        assert post(client, "/tags/bloodpath/follow/").headers["Location"] == PAGE
        assert TagFollow.objects.get().hashtag.key == "hemepath"
        assert post(client, "/tags/bloodpath/unfollow/").status_code == 302
        assert not TagFollow.objects.exists()

    def test_signed_out_there_is_none(self, client: Client, mentor: User) -> None:
        assert "Follow" not in client.get(PAGE).content.decode()
        assert post(client, f"{PAGE}follow/").headers["Location"].startswith("/accounts/login/")
        assert not TagFollow.objects.exists()

    def test_a_hashtag_out_of_sight_is_one_that_is_not_there(
        self, sign_in: SignIn, member: User
    ) -> None:
        blocker = MentorFactory.create()
        make_hashtag("Hidden", reviewed=False)
        tie(blocker, "offers", "Hidden")
        Block.objects.create(blocker=blocker, blocked=member)
        make_hashtag("Waits", held=True, reviewed=False)
        client = sign_in(member)
        for press in ("follow", "unfollow"):
            nothing = bare(post(client, f"/tags/neverone/{press}/"))
            assert nothing[0] == 404
            for name in ("hidden", "waits", "...", "%00", "x" * 300):
                assert bare(post(client, f"/tags/{name}/{press}/")) == nothing
        assert not TagFollow.objects.exists()

    def test_what_is_out_of_sight_by_now_can_still_be_left(
        self, sign_in: SignIn, member: User
    ) -> None:
        make_hashtag("Hidden", reviewed=False)
        follow(member, "Hidden")
        client = sign_in(member)
        assert "Unfollow #Hidden" in client.get("/tags/").content.decode()
        answer = post(client, "/tags/hidden/unfollow/", next="/tags/")
        assert (answer.status_code, answer.headers["Location"]) == (302, "/tags/")
        assert not TagFollow.objects.exists()

    @pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "/home/"])
    def test_leads_back_to_no_other_page(self, follower: Client, elsewhere: str) -> None:
        answer = post(follower, f"{PAGE}unfollow/", next=elsewhere)
        assert answer.headers["Location"] == PAGE

    def test_there_is_a_most(self, follower: Client, settings: Any) -> None:
        make_hashtag("MDS")
        settings.MAX_FOLLOWED_HASHTAGS = 1
        answer = post(follower, "/tags/MDS/follow/")
        assert answer.status_code == 409
        assert "1 hashtag" in answer.content.decode()
        assert TagFollow.objects.count() == 1

    def test_it_leaves_no_trace_but_its_row(self, sign_in: SignIn, member: User) -> None:
        changed = Profile.objects.get(user=member).changed_at
        post(sign_in(member), f"{PAGE}follow/")
        assert Profile.objects.get(user=member).changed_at == changed
        assert not AuditEntry.objects.exists()

    def test_others_see_nothing_of_it(self, sign_in: SignIn, member: User, mentor: User) -> None:
        client = sign_in(mentor)
        before = [bare(client.get(url)) for url in (PAGE, "/tags/", f"/people/{member.public_id}/")]
        follow(member)
        after = [bare(client.get(url)) for url in (PAGE, "/tags/", f"/people/{member.public_id}/")]
        assert after == before


class TestWhatIsNew:
    def test_a_mentor_who_comes_to_stand_there(self, follower: Client, member: User) -> None:
        assert news(member) == {"HemePath": 0}
        MentorFactory.create(offers=["HemePath"])
        assert news(member) == {"HemePath": 1}

    def test_a_mentor_who_stood_there_and_opens(self, follower: Client, member: User) -> None:
        pat = MentorFactory.create(offers=["HemePath"], status=Status.PAUSED)
        long_ago(pat)
        assert news(member) == {"HemePath": 0}
        places = actions.Places(status=Status.OPEN, seats=2)
        actions.set_availability(by=pat, places=places)
        assert news(member) == {"HemePath": 1}
        Availability.objects.filter(user=pat).update(opened_at=timezone.now() - 2 * TUESDAY)
        actions.set_availability(by=pat, places=actions.Places(status=Status.OPEN, seats=3))
        assert news(member) == {"HemePath": 0}

    def test_a_pause_that_runs_out(self, follower: Client, member: User) -> None:
        yesterday = timezone.localdate() - timedelta(days=1)
        pat = MentorFactory.create(
            offers=["HemePath"], status=Status.PAUSED, paused_until=yesterday
        )
        long_ago(pat)
        assert actions.end_pauses() == 1
        assert news(member) == {"HemePath": 1}

    def test_the_last_place_that_is_free_again(self, follower: Client, member: User) -> None:
        pat = MentorFactory.create(offers=["HemePath"], seats=1)
        other = MemberFactory.create()
        pair = relating.accept(by=pat, request=request_of(other, pat))
        long_ago(pat)
        assert news(member) == {"HemePath": 0}
        relating.end(by=other, relationship=pair)
        assert news(member) == {"HemePath": 1}

    def test_one_place_more_beside_others_is_no_news(self, follower: Client, member: User) -> None:
        pat = MentorFactory.create(offers=["HemePath"], seats=2)
        other = MemberFactory.create()
        pair = relating.accept(by=pat, request=request_of(other, pat))
        long_ago(pat)
        relating.end(by=other, relationship=pair)
        assert news(member) == {"HemePath": 0}

    def test_another_way_to_say_the_same_is_no_news(self, follower: Client, member: User) -> None:
        pat = MentorFactory.create(offers=["HemePath"])
        long_ago(pat)
        tie(pat, "is", "HemePath")
        assert news(member) == {"HemePath": 0}
        assert TestWhatIsNew.listed(follower) == []

    def test_who_only_looks_there_is_no_news(self, follower: Client, member: User) -> None:
        MentorFactory.create(seeks=["HemePath"], offers=["MedEd"])
        assert news(member) == {"HemePath": 0}

    def test_one_is_no_news_to_oneself(self, sign_in: SignIn, mentor: User) -> None:
        follow(mentor)
        assert news(mentor) == {"HemePath": 0}

    @pytest.mark.parametrize("way", ["blocks", "is blocked", "hides", "pauses", "is suspended"])
    def test_it_is_counted_through_the_gate(
        self, follower: Client, member: User, mentor: User, way: str
    ) -> None:
        assert news(member) == {"HemePath": 1}
        if way == "blocks":
            Block.objects.create(blocker=mentor, blocked=member)
        elif way == "is blocked":
            Block.objects.create(blocker=member, blocked=mentor)
        elif way == "hides":
            Profile.objects.filter(user=mentor).update(audience=Audience.NOBODY)
        elif way == "pauses":
            Availability.objects.filter(user=mentor).update(status=Status.PAUSED)
        else:
            User.objects.filter(pk=mentor.pk).update(suspended_at=timezone.now())
        assert news(member) == {"HemePath": 0}
        assert TestWhatIsNew.listed(follower) == []

    @staticmethod
    def listed(client: Client) -> list[str]:
        page = client.get(f"{PAGE}?show=new")
        return names_on(page) if page.context.get("cards") is not None else []

    def test_a_held_hashtag_has_no_news(self, follower: Client, member: User, mentor: User) -> None:
        Hashtag.objects.update(held=True)
        assert news(member) == {}


class TestTheMarker:
    def test_home_says_it_until_the_page_was_read(
        self, follower: Client, member: User, mentor: User
    ) -> None:
        MentorFactory.create(name="Pavel Novak", offers=["HemePath"])
        home = follower.get("/home/").content.decode()
        assert "<b>2 new open mentors</b>" in home
        assert "/tags/HemePath/?show=new" in home
        assert f"since {timezone.now() - TUESDAY:%A}" in home
        page = follower.get(PAGE)
        assert page.context["show"] == "new"
        assert names_on(page) == ["Nadia Aziz", "Pavel Novak"]
        assert "new open mentor" not in follower.get("/home/").content.decode()
        assert "Nothing new since" in follower.get("/tags/").content.decode()

    def test_the_same_visit_shows_them_still(
        self, follower: Client, member: User, mentor: User
    ) -> None:
        for _look in range(2):
            page = follower.get(PAGE)
            assert (page.context["show"], page.context["new"]) == ("new", 1)
        TagFollow.objects.update(read_at=timezone.now() - timedelta(hours=2))
        assert follower.get(PAGE).context["new"] == 1  # she opened within those two hours
        HashtagTie.objects.update(created_at=timezone.now() - timedelta(hours=3))
        Profile.objects.update(welcomed_at=timezone.now() - timedelta(hours=3))
        TagFollow.objects.update(read_at=timezone.now() - timedelta(hours=2))
        assert follower.get(PAGE).context["show"] == "mentors"

    def test_a_marker_is_one_hashtags_own(self, follower: Client, member: User) -> None:
        follow(member, "MDS")
        MentorFactory.create(offers=["HemePath", "MDS"])
        follower.get(PAGE)
        assert news(member) == {"HemePath": 0, "MDS": 1}

    def test_looking_ahead_is_no_reading(
        self, follower: Client, member: User, mentor: User
    ) -> None:
        follower.head(PAGE)
        assert news(member) == {"HemePath": 1}

    def test_following_again_begins_anew(
        self, follower: Client, member: User, mentor: User
    ) -> None:
        post(follower, f"{PAGE}unfollow/")
        post(follower, f"{PAGE}follow/")
        assert news(member) == {"HemePath": 0}

    def test_when_nobody_is_new_the_list_says_so(self, follower: Client, mentor: User) -> None:
        long_ago(mentor)
        page = follower.get(f"{PAGE}?show=new")
        assert "Nobody new since" in page.content.decode()


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (datetime(2026, 11, 22, 8, 5, tzinfo=UTC), "since 09:05"),
        (datetime(2026, 11, 21, 23, 30, tzinfo=UTC), "since 00:30"),
        (datetime(2026, 11, 17, 9, 0, tzinfo=UTC), "since Tuesday"),
        (datetime(2026, 11, 16, 9, 0, tzinfo=UTC), "since Monday"),
        (datetime(2026, 11, 15, 9, 0, tzinfo=UTC), "since 15 November"),
        (datetime(2025, 12, 3, 9, 0, tzinfo=UTC), "since 3 December 2025"),
    ],
)
def test_since_is_said_as_people_say_it(moment: datetime, words: str) -> None:
    now = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
    assert since_words(moment, zone=ZoneInfo("Europe/Paris"), now=now) == words
