"""Hashtags that go together: written by the night's count, shown as far as one may be told."""

import pytest
from django.test import Client
from django.utils import timezone

from matching import statistics
from profiles.actions import Relative, write_relatives
from profiles.models import Hashtag, RelatedTag, User
from profiles.related import related_tags
from safety.models import Block
from tests.conftest import SignIn
from tests.factories import MemberFactory, MentorFactory, make_hashtag
from tests.querycounts import count_queries

pytestmark = pytest.mark.django_db


def relate(one: str, *others: tuple[str, float]) -> None:
    write_relatives(
        relatives=[
            Relative(make_hashtag(one).pk, make_hashtag(other).pk, strength)
            for other, strength in others
        ],
        version="a night",
    )


def shown_on(client: Client, name: str) -> list[str]:
    return [tag.name for tag in client.get(f"/tags/{name}/").context["related"]]


class TestTheNight:
    def together(self, people: int) -> None:
        """So many mentors stand under both; others under each alone, and elsewhere."""
        for _number in range(people):
            MentorFactory.create(offers=["HemePath", "MDS"])
        for _number in range(12):
            MentorFactory.create(offers=["Sepsis", "POCUS"])
            MemberFactory.create(seeks=["MedEd"])
        statistics.refresh(now=timezone.now())

    def test_writes_what_goes_together_both_ways(self, client: Client) -> None:
        self.together(6)
        assert shown_on(client, "HemePath") == ["MDS"]
        assert shown_on(client, "MDS") == ["HemePath"]
        assert shown_on(client, "MedEd") == []
        [version] = set(RelatedTag.objects.values_list("version", flat=True))
        assert version == statistics.known().version

    def test_a_pair_of_fewer_than_five_people_shows_nobody(self, client: Client) -> None:
        self.together(4)
        assert shown_on(client, "HemePath") == []
        assert not RelatedTag.objects.filter(hashtag__key="hemepath").exists()

    def test_what_people_keep_quiet_goes_with_nothing(self, client: Client) -> None:
        for _number in range(9):
            MentorFactory.create(offers=["HemePath"], quiet=["MDS"])
        make_hashtag("MDS")
        self.together(0)
        assert shown_on(client, "HemePath") == []

    def test_the_next_night_leaves_nothing_of_this_one(self, client: Client) -> None:
        self.together(6)
        User.objects.filter(hashtag_ties__hashtag__key="mds").update(is_active=False)
        User.objects.filter(hashtag_ties__hashtag__key="mds").delete()
        statistics.refresh(now=timezone.now())
        assert shown_on(client, "HemePath") == []
        assert shown_on(client, "Sepsis") == ["POCUS"]

    def test_writing_twice_is_writing_once(self) -> None:
        for _time in range(2):
            relate("HemePath", ("MDS", 0.5), ("AML", 0.25))
        assert RelatedTag.objects.count() == 2


class TestThePage:
    def test_strongest_first_for_everybody(
        self, client: Client, sign_in: SignIn, member: User
    ) -> None:
        relate("HemePath", ("AML", 0.25), ("MDS", 0.5))
        for browser in (client, sign_in(member)):
            assert shown_on(browser, "HemePath") == ["MDS", "AML"]
            assert "Often beside it" in browser.get("/tags/HemePath/").content.decode()

    def test_without_any_nothing_is_said(self, client: Client) -> None:
        make_hashtag("HemePath")
        assert "Often beside it" not in client.get("/tags/HemePath/").content.decode()

    def test_a_held_one_and_another_word_are_left_out(self, client: Client) -> None:
        relate("HemePath", ("MDS", 0.5), ("AML", 0.4), ("CLL", 0.3))
        Hashtag.objects.filter(key="mds").update(held=True)
        Hashtag.objects.filter(key="aml").update(alias_of=make_hashtag("Leukemia"))
        assert shown_on(client, "HemePath") == ["CLL"]

    def test_a_new_one_only_with_five_whom_the_viewer_may_count(
        self, client: Client, sign_in: SignIn, member: User
    ) -> None:
        make_hashtag("HemePath")
        make_hashtag("NewWord", reviewed=False)
        people = [MentorFactory.create(about=["NewWord"]) for _number in range(5)]
        relate("HemePath", ("NewWord", 0.5))
        assert shown_on(client, "HemePath") == ["NewWord"]
        assert shown_on(sign_in(member), "HemePath") == ["NewWord"]
        Block.objects.create(blocker=people[0], blocked=member)
        assert shown_on(sign_in(member), "HemePath") == []

    def test_of_several_hashtags_each_other_one_once(self, member: User) -> None:
        write_relatives(
            relatives=[
                Relative(make_hashtag(one).pk, make_hashtag(other).pk, strength)
                for one, other, strength in (
                    ("HemePath", "MDS", 0.5),
                    ("HemePath", "AML", 0.2),
                    ("Lymphoma", "AML", 0.7),
                    ("MDS", "HemePath", 0.9),
                )
            ],
            version="a night",
        )
        given = Hashtag.objects.filter(key__in=["hemepath", "lymphoma"])
        assert [tag.name for tag in related_tags(given, viewer=member)] == ["AML", "MDS"]
        assert [tag.name for tag in related_tags(given, viewer=member, most=1)] == ["AML"]
        assert related_tags([], viewer=member) == []

    def test_asks_as_often_for_one_as_for_many(self, client: Client) -> None:
        relate("HemePath", ("MDS", 0.5))
        few = count_queries(client, "/tags/HemePath/")
        relate("HemePath", *((f"Topic{number}x", 0.1) for number in range(20)))
        assert count_queries(client, "/tags/HemePath/") == few
        assert len(shown_on(client, "HemePath")) == 6
