"""The index of hashtags, a hashtag's page, and what is offered while somebody types."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from profiles.choices import Audience, Status, TagKind
from profiles.models import Availability, Hashtag, Profile, User
from safety.models import Block
from tests.acting import bare
from tests.conftest import SignIn
from tests.factories import MemberFactory, MentorFactory, make_hashtag, tie
from tests.querycounts import count_queries

pytestmark = pytest.mark.django_db

Arrange = Callable[[User], None]

SUGGEST = "/tags/suggest/"


def people_under(name: str, number: int, *, reviewed: bool = True) -> list[User]:
    make_hashtag(name, reviewed=reviewed)
    return [
        MentorFactory.create(name=f"Mentor {index:03}", offers=[name]) for index in range(number)
    ]


def names_on(response: Any) -> list[str]:
    return [card["name"] for card in response.context["cards"]]


class TestAPageForMembers:
    def test_lists_mentors_with_a_place_and_everybody(self, sign_in: SignIn, mentor: User) -> None:
        MentorFactory.create(name="Pavel Full", offers=["HemePath"], seats=1, seats_taken=1)
        MentorFactory.create(name="Quinn Paused", offers=["HemePath"], status=Status.PAUSED)
        MemberFactory.create(name="Rosa Seeks", seeks=["HemePath"])
        viewer = MemberFactory.create()
        client = sign_in(viewer)

        page = client.get("/tags/HemePath/")
        assert names_on(page) == ["Nadia Aziz"]
        assert (page.context["mentors"], page.context["people"]) == (1, 4)
        everybody = client.get("/tags/HemePath/?show=people")
        assert names_on(everybody) == ["Nadia Aziz", "Pavel Full", "Quinn Paused", "Rosa Seeks"]

    def test_whoever_looks_there_is_no_mentor_there(
        self, sign_in: SignIn, member: User, mentor: User
    ) -> None:
        MentorFactory.create(name="Rosa Learns", seeks=["HemePath"], offers=["MedEd"])
        client = sign_in(member)
        page = client.get("/tags/HemePath/")
        assert names_on(page) == ["Nadia Aziz"]
        assert (page.context["mentors"], page.context["people"]) == (1, 2)
        [kind] = client.get("/tags/?").context["kinds"]
        assert {tag.name: tag.mentors for tag in kind.open} == {"HemePath": 1, "MedEd": 1}

    def test_leaves_the_viewer_out_of_list_and_figure(
        self, sign_in: SignIn, member: User, mentor: User
    ) -> None:
        page = sign_in(member).get("/tags/HemePath/?show=people")
        assert names_on(page) == ["Nadia Aziz"]
        assert page.context["people"] == 1

    def test_a_pause_holds_at_once(self, sign_in: SignIn, member: User, mentor: User) -> None:
        client = sign_in(member)
        assert client.get("/tags/HemePath/").context["mentors"] == 1
        Availability.objects.filter(user=mentor).update(status=Status.PAUSED)
        page = client.get("/tags/HemePath/")
        assert page.context["mentors"] == 0
        assert page.context["show"] == "people"

    @pytest.mark.parametrize(
        "spelling", ["hemepath", "HEMEPATH", "Heme_Path", "Heme\uff30ath", "#HemePath"]
    )
    def test_any_spelling_is_the_same_page(
        self, sign_in: SignIn, member: User, mentor: User, spelling: str
    ) -> None:
        page = sign_in(member).get(f"/tags/{spelling.replace('#', '%23')}/")
        assert page.context["tag"].name == "HemePath"
        assert names_on(page) == ["Nadia Aziz"]

    def test_everybody_is_met_once_from_page_to_page(self, sign_in: SignIn, member: User) -> None:
        people_under("MDS", 45)
        for profile in Profile.objects.filter(name__in=["Mentor 007", "Mentor 008"]):
            Profile.objects.filter(pk=profile.pk).update(name="Élodie İpek")
        client, met, after = sign_in(member), list[str](), ""
        for _page in range(4):
            page = client.get("/tags/MDS/", {"show": "mentors", "after": after})
            met += [card["url"] for card in page.context["cards"]]
            after = page.context["next"]
            if not after:
                break
        assert len(met) == len(set(met)) == 45

    def test_a_page_is_filled_after_the_gate(self, sign_in: SignIn, member: User) -> None:
        for person in people_under("MDS", 30)[:9]:
            Block.objects.create(blocker=person, blocked=member)
        page = sign_in(member).get("/tags/MDS/")
        assert len(names_on(page)) == 20
        assert page.context["people"] == 21

    def test_asks_as_often_for_one_as_for_many(
        self, sign_in: SignIn, member: User, mentor: User
    ) -> None:
        client = sign_in(member)
        client.get("/tags/HemePath/")
        few = count_queries(client, "/tags/HemePath/")
        people_under("HemePath", 65)
        assert count_queries(client, "/tags/HemePath/") == few
        assert few <= 16, few


class TestSignedOut:
    def test_figures_from_five_up_and_nobody_named(self, client: Client) -> None:
        people_under("MDS", 5)
        MemberFactory.create(about=["MDS"])
        html = client.get("/tags/MDS/").content.decode()
        assert '<dd class="num">5</dd>' in html
        assert '<dd class="num">6</dd>' in html
        assert "Mentor 00" not in html
        assert "/people/" not in html

    def test_joining_leads_back(self, client: Client) -> None:
        html = client.get("/tags/MDS/").content.decode()
        assert 'href="/accounts/signup/?next=/tags/MDS/"' in html

    def test_fewer_than_five_is_no_figure(self, client: Client) -> None:
        people_under("MDS", 4)
        html = client.get("/tags/MDS/").content.decode()
        assert html.count("Fewer than five") == 2
        assert "Mentor 00" not in html

    def test_who_shows_herself_to_nobody_is_not_counted(self, client: Client) -> None:
        people = people_under("MDS", 6)
        Profile.objects.filter(user=people[0]).update(audience=Audience.NOBODY)
        User.objects.filter(pk=people[1].pk).update(suspended_at=timezone.now())
        assert client.get("/tags/MDS/").context["people"] is None

    @pytest.mark.parametrize("number", [0, 1, 4])
    def test_a_new_hashtag_of_few_is_the_page_of_none(self, client: Client, number: int) -> None:
        people_under("NewWord", number, reviewed=False)
        made = bare(client.get("/tags/newword/"), "newword")
        assert made == bare(client.get("/tags/neverone/"), "neverone")
        assert made[0] == 200

    def test_a_new_hashtag_of_five_is_told(self, client: Client) -> None:
        people_under("NewWord", 5, reviewed=False)
        page = client.get("/tags/newword/")
        assert page.context["people"] == 5
        assert "#NewWord" in page.content.decode()

    def test_asks_as_often_for_one_as_for_many(self, client: Client) -> None:
        people_under("MDS", 1)
        few = count_queries(client, "/tags/MDS/")
        people_under("MDS", 61)
        assert count_queries(client, "/tags/MDS/") == few == 3


def hidden(member: User) -> None:
    """A new hashtag that only people out of the viewer's sight write."""
    blocker, suspended, shy, _gone = people_under("Neverone", 4, reviewed=False)
    Block.objects.create(blocker=blocker, blocked=member)
    User.objects.filter(pk=suspended.pk).update(suspended_at=timezone.now())
    Profile.objects.filter(user=shy).update(audience=Audience.NOBODY)
    User.objects.filter(pk=_gone.pk).update(is_active=False)


def held(member: User) -> None:
    people_under("Neverone", 9, reviewed=False)
    Hashtag.objects.filter(key="neverone").update(held=True)


def refused(member: User) -> None:
    people_under("Neverone", 9)
    Hashtag.objects.filter(key="neverone").update(held=True)


def alias_of_hidden(member: User) -> None:
    hidden(member)
    target = Hashtag.objects.get(key="neverone")
    Hashtag.objects.filter(pk=target.pk).update(key="other", name="Other")
    make_hashtag("Neverone", alias_of=target)


def quiet_only(member: User) -> None:
    MemberFactory.create_batch(7, quiet=["Neverone"])


@pytest.mark.parametrize("arrange", [hidden, held, refused, alias_of_hidden, quiet_only])
@pytest.mark.parametrize("signed_in", [True, False])
def test_existence_is_never_told(
    sign_in: SignIn, client: Client, member: User, signed_in: bool, arrange: Arrange
) -> None:
    browser = sign_in(member) if signed_in else client
    urls = ["/tags/neverone/", "/tags/NEVERONE/?show=people", "/tags/", f"{SUGGEST}?q=never"]
    before = [bare(browser.get(url)) for url in urls]
    arrange(member)
    assert [bare(browser.get(url)) for url in urls] == before
    assert before[0][0] == 200


class TestNames:
    def test_an_alias_leads_to_what_it_means(
        self, sign_in: SignIn, client: Client, member: User, mentor: User
    ) -> None:
        target = Hashtag.objects.get(key="hemepath")
        make_hashtag("HematoPathology", alias_of=target)
        for browser in (client, sign_in(member)):
            answer = browser.get("/tags/hematopathology/")
            assert (answer.status_code, answer.headers["Location"]) == (301, "/tags/HemePath/")

    @pytest.mark.parametrize(
        "name",
        ["2024", "a", "two words", "x!", "%20", "a%00", "%F0%9F%91%A9", "foo-bar", "x" * 65, "..."],
    )
    def test_what_no_hashtag_can_be_made_of_is_not_there(self, client: Client, name: str) -> None:
        assert client.get(f"/tags/{name}/").status_code == 404

    @pytest.mark.parametrize(
        ("typed", "shown"),
        [
            ("ab%E2%80%AEcd", "abcd"),
            ("ab%E2%80%8Bcd", "abcd"),
            ("ab%00cd", "abcd"),
            ("%E8%A1%80%E6%B6%B2", "血液"),
        ],
    )
    def test_no_more_than_the_cleaned_name_is_echoed(
        self, client: Client, typed: str, shown: str
    ) -> None:
        html = client.get(f"/tags/{typed}/").content.decode()
        assert f"#{shown}" in html
        assert "\u202e" not in html

    def test_a_hashtag_may_be_named_as_the_suggestions_are(
        self, sign_in: SignIn, member: User
    ) -> None:
        people_under("Suggest", 1)
        assert names_on(sign_in(member).get("/tags/suggest/")) == ["Mentor 000"]

    def test_only_reading_is_answered(self, client: Client) -> None:
        for url in ("/tags/", "/tags/MDS/", f"{SUGGEST}?q=x"):
            assert client.post(url).status_code == 405


class TestIndex:
    def test_members_see_hashtags_with_a_mentor_who_has_a_place(
        self, sign_in: SignIn, member: User, mentor: User
    ) -> None:
        make_hashtag("ASH26", TagKind.CONFERENCE)
        Hashtag.objects.filter(key="hemepath").update(kind=TagKind.SPECIALTY)
        kinds = {
            kind.kind: (
                [(tag.name, tag.mentors) for tag in kind.open],
                [tag.name for tag in kind.others],
            )
            for kind in sign_in(member).get("/tags/").context["kinds"]
        }
        assert kinds == {
            "specialty": ([("HemePath", 1)], []),
            "conference": ([], ["ASH26"]),
        }

    def test_figures_are_the_viewers_own(self, sign_in: SignIn, member: User) -> None:
        people = people_under("MDS", 3)
        Block.objects.create(blocker=people[0], blocked=member)
        kinds = sign_in(member).get("/tags/").context["kinds"]
        mds = next(tag for tag in kinds[0].open if tag.name == "MDS")
        assert (mds.mentors, mds.people) == (2, 2)

    def test_signed_out_sees_figures_from_five_up(self, client: Client) -> None:
        people_under("MDS", 5)
        people_under("HemePath", 4)
        kinds = client.get("/tags/").context["kinds"]
        assert [(tag.name, tag.mentors) for tag in kinds[0].open] == [("MDS", 5)]
        assert [(tag.name, tag.mentors) for tag in kinds[0].others] == [("HemePath", None)]

    def test_shows_the_most_used_of_a_kind(self, client: Client) -> None:
        people_under("Topic0x", 5)
        for number in range(1, 80):
            make_hashtag(f"Topic{number}x")
        kind = client.get("/tags/").context["kinds"][0]
        assert [tag.name for tag in kind.open] == ["Topic0x"]
        assert len(kind.others) == 60
        assert not kind.all_shown
        assert "Type any other above" in client.get("/tags/").content.decode()

    def test_asking_leads_to_the_page(self, client: Client) -> None:
        answer = client.get("/tags/", {"q": "#Heme Path"})
        assert (answer.status_code, answer.headers["Location"]) == (302, "/tags/HemePath/")

    @pytest.mark.parametrize("asked", ["!!!", "2024", '"><svg onload=alert(1)>', "a\0", "%", "'"])
    def test_what_is_no_hashtag_is_said_so(self, client: Client, asked: str) -> None:
        answer = client.get("/tags/", {"q": asked})
        assert answer.status_code == 200
        assert "is not a hashtag" in answer.content.decode()
        assert "<svg onload" not in answer.content.decode()

    def test_asks_as_often_for_one_as_for_many(
        self, sign_in: SignIn, member: User, client: Client
    ) -> None:
        signed_in = sign_in(member)
        signed_in.get("/tags/")
        few, few_outside = count_queries(signed_in, "/tags/"), count_queries(client, "/tags/")
        for number in range(61):
            people_under(f"Topic{number}x", 1)
        assert count_queries(signed_in, "/tags/") == few
        assert count_queries(client, "/tags/") == few_outside == 2


class TestSuggestions:
    def offered(self, client: Client, typed: str) -> list[tuple[str, int | None]]:
        answer = client.get(SUGGEST, {"q": typed})
        assert answer.status_code == 200
        return [(tag["name"], tag["count"]) for tag in answer.context["tags"]]

    def test_begins_as_typed_whatever_the_spelling(self, client: Client) -> None:
        people_under("HemePath", 5)
        make_hashtag("HemOnc")
        for typed in ("heme", "#heme", "HEME", " heme ", "he_me"):
            assert self.offered(client, typed) == [("HemePath", 5)], typed
        assert self.offered(client, "hem") == [("HemePath", 5), ("HemOnc", None)]

    def test_an_alias_offers_what_it_means(self, client: Client) -> None:
        target = make_hashtag("HemePath")
        make_hashtag("BloodPath", alias_of=target)
        assert self.offered(client, "blood") == [("HemePath", None)]

    def test_a_figure_from_five_up(self, client: Client) -> None:
        people_under("HemePath", 4)
        assert self.offered(client, "heme") == [("HemePath", None)]
        MemberFactory.create(about=["HemePath"])
        assert self.offered(client, "heme") == [("HemePath", 5)]
        assert "people" in client.get(SUGGEST, {"q": "heme"}).content.decode()

    def test_a_new_hashtag_is_offered_from_five_people_on(self, client: Client) -> None:
        people_under("NewWord", 4, reviewed=False)
        assert self.offered(client, "neww") == []
        tie(MemberFactory.create(), "is", "NewWord")
        assert self.offered(client, "neww") == [("NewWord", 5)]

    def test_a_member_counts_only_whom_she_may_see(self, sign_in: SignIn, member: User) -> None:
        people = people_under("NewWord", 5, reviewed=False)
        client = sign_in(member)
        assert self.offered(client, "neww") == [("NewWord", 5)]
        Block.objects.create(blocker=people[0], blocked=member)
        assert self.offered(client, "neww") == []

    def test_at_most_eight(self, client: Client) -> None:
        for number in range(12):
            make_hashtag(f"Topic{number}x")
        assert len(self.offered(client, "topic")) == 8

    @pytest.mark.parametrize(
        "typed", ["", "h", "%", "_", "\\", "'", "(a+)+$", "\0", "x" * 10_000, "#", "\ud800", "*"]
    )
    def test_anything_may_be_typed(self, client: Client, typed: str) -> None:
        make_hashtag("HemePath")
        sent = typed.encode("utf-8", "surrogatepass").decode("latin-1")
        assert self.offered(client, sent) == []

    def test_held_hashtags_are_never_offered(self, client: Client) -> None:
        people_under("Waits", 9, reviewed=False)
        Hashtag.objects.filter(key="waits").update(held=True)
        assert self.offered(client, "waits") == []

    def test_a_hundred_in_a_minute_are_too_many(self, client: Client) -> None:
        answers = [client.get(SUGGEST, {"q": "heme"}) for _number in range(100)]
        statuses = [answer.status_code for answer in answers]
        if 429 not in statuses:  # the minute turned over in between
            statuses = [client.get(SUGGEST, {"q": "heme"}).status_code for _number in range(91)]
        assert statuses[0] == 200
        assert statuses[-1] == 429
        assert int(client.get(SUGGEST, {"q": "heme"}).headers["Retry-After"]) > 0

    def test_asks_as_often_for_one_as_for_many(self, client: Client) -> None:
        people_under("Topic0x", 1)
        few = count_queries(client, f"{SUGGEST}?q=topic")
        for number in range(1, 62):
            people_under(f"Topic{number}x", 1)
        assert count_queries(client, f"{SUGGEST}?q=topic") == few
