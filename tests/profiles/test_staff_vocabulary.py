"""Moderators look a hashtag up, edit it, and merge it into another one."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from profiles import actions
from profiles.actions import Relative, write_relatives
from profiles.choices import TagKind
from profiles.models import (
    Hashtag,
    HashtagTie,
    Profile,
    QuietTag,
    RelatedTag,
    TagFollow,
    TagSteward,
    TagStory,
    User,
)
from safety.models import AuditEntry
from tests.acting import bare, post
from tests.conftest import SignIn
from tests.factories import MemberFactory, MentorFactory, make_hashtag, tie
from tests.querycounts import count_queries

pytestmark = pytest.mark.django_db

ALL = "/staff/hashtags/all/"


@pytest.fixture
def staff(sign_in: SignIn, moderator: User) -> Client:
    """Sam's browser."""
    return sign_in(moderator)


def edit(client: Client, tag: Hashtag, **fields: object) -> Any:
    now = {
        "name": tag.name,
        "kind": tag.kind,
        "story": tag.story,
        "aliases": " ".join(f"#{alias.name}" for alias in tag.aliases.all()),
    }
    return post(client, f"{ALL}{tag.key}/", **(now | fields))


def merge(client: Client, one: str, other: str) -> Any:
    return post(client, f"{ALL}{one}/merge/", into=other)


class TestWhoMay:
    def test_for_everybody_else_the_pages_are_not_there(
        self, sign_in: SignIn, member: User
    ) -> None:
        make_hashtag("MDS")
        client = sign_in(member)
        nowhere = bare(client.get("/staff/nothing-here/"))
        for page in (ALL, f"{ALL}hemepath/", f"{ALL}hemepath/merge/"):
            assert bare(client.get(page)) == nowhere
        assert bare(merge(client, "mds", "HemePath")) == nowhere
        assert bare(edit(client, Hashtag.objects.get(key="mds"), kind="skill")) == nowhere
        assert Hashtag.objects.get(key="mds").kind == TagKind.TOPIC

    def test_what_is_no_hashtag_of_its_own_is_not_there(self, staff: Client) -> None:
        make_hashtag("Leukaemia", alias_of=make_hashtag("Leukemia"))
        for key in ("leukaemia", "nothere", "%00", "x" * 300):
            for page in ("", "merge/"):
                assert staff.get(f"{ALL}{key}/{page}").status_code == 404


class TestTheList:
    def found(self, client: Client, **asked: str) -> list[str]:
        return [tag.name for tag in client.get(ALL, asked).context["page"]]

    def test_is_searched_by_any_word_and_by_kind(self, staff: Client) -> None:
        make_hashtag("Leukaemia", alias_of=make_hashtag("Leukemia"))
        make_hashtag("HemePath", TagKind.SPECIALTY)
        assert self.found(staff) == ["HemePath", "Leukemia"]
        assert self.found(staff, q="#kaem") == ["Leukemia"]
        assert self.found(staff, q="PATH") == ["HemePath"]
        assert self.found(staff, kind="specialty") == ["HemePath"]
        assert self.found(staff, kind="specialty", q="leuk") == []

    @pytest.mark.parametrize("asked", ["%", "'", "\0", "x" * 10_000, "((", "#"])
    def test_anything_may_be_asked(self, staff: Client, asked: str) -> None:
        make_hashtag("HemePath")
        assert self.found(staff, q=asked, kind=asked, page=asked) in ([], ["HemePath"])

    def test_knows_nothing_of_quiet_tags(self, staff: Client) -> None:
        make_hashtag("Miscarriage")
        pages = (ALL, f"{ALL}miscarriage/", f"{ALL}miscarriage/merge/?into=Miscarriage")
        before = [bare(staff.get(page)) for page in pages]
        MemberFactory.create_batch(3, quiet=["Miscarriage"])
        assert [bare(staff.get(page)) for page in pages] == before

    def test_asks_as_often_for_one_as_for_many(self, staff: Client) -> None:
        make_hashtag("Alias0x", alias_of=make_hashtag("Topic0x"))
        few = count_queries(staff, ALL)
        for number in range(1, 40):
            make_hashtag(f"Alias{number}x", alias_of=make_hashtag(f"Topic{number}x"))
        assert count_queries(staff, ALL) == few


class TestEditing:
    def test_spelling_kind_line_and_words(self, staff: Client, moderator: User) -> None:
        tag = make_hashtag("hemepath", reviewed=False)
        answer = edit(
            staff,
            tag,
            name="#HemePath",
            kind="specialty",
            story="Marrow",
            aliases="#HemPath, BldPath",
        )
        assert answer.headers["Location"] == f"{ALL}hemepath/"
        tag.refresh_from_db()
        assert (tag.name, tag.kind, tag.story) == ("HemePath", "specialty", "Marrow")
        assert tag.reviewed
        rows = tag.aliases.values_list("name", "kind", "reviewed")
        assert set(rows) == {("HemPath", "specialty", True), ("BldPath", "specialty", True)}
        entry = AuditEntry.objects.get(action="edit_hashtag")
        assert (entry.by, entry.facts) == (moderator, {"kind": "specialty", "aliases": 2})

    def test_a_word_taken_out_stands_for_itself(self, staff: Client, client: Client) -> None:
        tag = make_hashtag("MDS")
        make_hashtag("MDSsm", alias_of=tag)
        assert client.get("/tags/mdssm/").status_code == 301
        edit(staff, tag, aliases="")
        assert client.get("/tags/mdssm/").status_code == 200

    @pytest.mark.parametrize(
        ("fields", "said"),
        [
            ({"name": "MDSX"}, "another hashtag"),
            ({"name": "two words"}, "is not a hashtag"),
            ({"name": ""}, "required"),
            ({"aliases": "#AML"}, "Merge it into this one instead"),
            ({"aliases": "#AMLsm"}, "Take it out there first"),
            ({"aliases": "#a!"}, "not a hashtag"),
            ({"aliases": " ".join(f"w{number}x" for number in range(31))}, "30"),
            ({"kind": "flower"}, "valid choice"),
            ({"story": "x" * 301}, "300"),
        ],
    )
    def test_what_cannot_be_is_said_and_nothing_changes(
        self, staff: Client, fields: dict[str, str], said: str
    ) -> None:
        tag = make_hashtag("MDS")
        make_hashtag("AMLsm", alias_of=make_hashtag("AML"))
        answer = edit(staff, tag, **fields)
        assert answer.status_code == 400
        assert said in answer.content.decode()
        tag.refresh_from_db()
        assert (tag.name, tag.kind, tag.curated_at) == ("MDS", "topic", None)
        assert Hashtag.objects.count() == 3

    def test_matching_looks_again_when_the_kind_changed(self, staff: Client, mentor: User) -> None:
        tag, before = Hashtag.objects.get(key="hemepath"), timezone.now()
        edit(staff, tag, story="Marrow")
        assert not Profile.objects.filter(changed_at__gte=before).exists()
        edit(staff, tag, kind="specialty")
        assert Profile.objects.filter(changed_at__gte=before).exists()

    def test_a_file_brought_in_later_leaves_it_be(self, staff: Client, tmp_path: Path) -> None:
        file = tmp_path / "tags.csv"
        file.write_text("name,kind,aliases,story\nMDS,topic,MDSsm Myelo,\nAML,topic,,\n")
        call_command("import_hashtags", file)
        tag = Hashtag.objects.get(key="mds")
        edit(staff, tag, name="mds", kind="skill", aliases="MDSsm")
        merge(staff, "aml", "mds")
        call_command("import_hashtags", file)
        tag.refresh_from_db()
        assert (tag.name, tag.kind) == ("mds", "skill")
        assert set(tag.aliases.values_list("key", flat=True)) == {"mdssm", "aml"}
        assert Hashtag.objects.get(key="myelo").alias_of is None


class TestMerging:
    def test_shows_first_what_moves_and_changes_nothing(self, staff: Client) -> None:
        MentorFactory.create(offers=["BloodPath", "HemePath"])
        MentorFactory.create(offers=["BloodPath"], about=["BloodPath"])
        one = Hashtag.objects.get(key="bloodpath")
        make_hashtag("BldPath", alias_of=one)
        for follower in MemberFactory.create_batch(4):
            actions.follow_tag(by=follower, hashtag=one)
        page = staff.get(f"{ALL}bloodpath/merge/?into=%23hemepath")
        found = page.context["merge"]
        assert (found.people, found.both, found.followers, found.aliases) == (2, 1, 4, 1)
        assert page.context["followers"] is None
        assert "Fewer than five" in page.content.decode()
        assert Hashtag.objects.get(key="bloodpath").alias_of is None

    def test_moves_all_that_stands_under_it(self, staff: Client, moderator: User) -> None:
        both = MentorFactory.create(offers=["BloodPath", "HemePath"])
        alone = MentorFactory.create(offers=["BloodPath"], about=["BloodPath"])
        one, other = Hashtag.objects.get(key="bloodpath"), Hashtag.objects.get(key="hemepath")
        make_hashtag("BldPath", alias_of=one)
        follower = MemberFactory.create()
        actions.follow_tag(by=follower, hashtag=one)
        TagStory.objects.create(hashtag=one, text="How it began.")
        TagSteward.objects.create(hashtag=one, user=alone, accepted_at=timezone.now())
        version = Profile.objects.get(user=alone).version

        answer = merge(staff, "bloodpath", "HemePath")

        assert answer.headers["Location"] == f"{ALL}hemepath/"
        assert set(other.aliases.values_list("key", flat=True)) == {"bloodpath", "bldpath"}
        assert {(row.user, row.direction) for row in other.ties.all()} == {
            (both, "offers"),
            (alone, "offers"),
            (alone, "is"),
        }
        assert TagFollow.objects.get(user=follower).hashtag == other
        assert TagStory.objects.get().hashtag == other
        assert TagSteward.objects.get().hashtag == other
        assert Profile.objects.get(user=alone).version == version + 1
        entry = AuditEntry.objects.get(action="merge_hashtags")
        assert entry.by == moderator
        assert entry.facts == {"into": other.pk, "people": 2, "both": 1, "followers": 1}

    def test_the_old_address_leads_to_the_new(self, staff: Client, client: Client) -> None:
        make_hashtag("BloodPath")
        make_hashtag("HemePath")
        merge(staff, "bloodpath", "HemePath")
        answer = client.get("/tags/BloodPath/")
        assert (answer.status_code, answer.headers["Location"]) == (301, "/tags/HemePath/")

    def test_who_follows_both_misses_nothing(self, staff: Client, member: User) -> None:
        early, late = timezone.now() - timedelta(days=9), timezone.now()
        for name, moment in (("BloodPath", early), ("HemePath", late)):
            TagFollow.objects.create(
                user=member, hashtag=make_hashtag(name), read_at=moment, before_at=moment
            )
        merge(staff, "bloodpath", "HemePath")
        row = TagFollow.objects.get()
        assert (row.hashtag.key, row.read_at) == ("hemepath", early)

    def test_relatives_move_until_the_next_night(self, staff: Client, client: Client) -> None:
        ids = {name: make_hashtag(name).pk for name in ("BloodPath", "HemePath", "MDS", "AML")}
        pairs = [("BloodPath", "MDS"), ("BloodPath", "HemePath"), ("MDS", "BloodPath")]
        pairs += [("HemePath", "MDS"), ("HemePath", "BloodPath"), ("AML", "BloodPath")]
        write_relatives(
            relatives=[Relative(ids[one], ids[other], 0.5) for one, other in pairs], version="v"
        )
        merge(staff, "bloodpath", "HemePath")
        named = {tag: name for name, tag in ids.items()}
        rows = RelatedTag.objects.values_list("hashtag", "other")
        assert {(named[one], named[other]) for one, other in rows} == {
            ("HemePath", "MDS"),
            ("MDS", "HemePath"),
            ("AML", "HemePath"),
        }

    def test_what_is_kept_quiet_moves_to_nobody(
        self, staff: Client, sign_in: SignIn, member: User
    ) -> None:
        """Two worlds: the same pages, the same rows, whoever keeps one of the two quiet."""
        make_hashtag("IVFdocs", TagKind.COMMUNITY)
        make_hashtag("InfertilityDocs", TagKind.COMMUNITY)
        open_one = MentorFactory.create(about=["IVFdocs"])
        holder = MentorFactory.create(quiet=["IVFdocs"])
        QuietTag.objects.create(user=open_one, key="infertilitydocs", name="InfertilityDocs")
        merge(staff, "ivfdocs", "InfertilityDocs")
        ties = HashtagTie.objects.filter(hashtag__key="infertilitydocs")
        assert [row.user for row in ties] == [open_one]
        assert set(QuietTag.objects.values_list("user", "key")) == {
            (holder.pk, "ivfdocs"),
            (open_one.pk, "infertilitydocs"),
        }
        assert actions.quiet_keys(holder) == {"infertilitydocs"}
        page = sign_in(member).get("/tags/InfertilityDocs/")
        assert [card["name"] for card in page.context["cards"]] == [open_one.profile.name]

    @pytest.mark.parametrize(
        ("one", "other", "said"),
        [
            ("mds", "MDS", "mean the same already"),
            ("mds", "MDSsm", "mean the same already"),
            ("mds", "Nothere", "no such hashtag"),
            ("mds", "two words", "no such hashtag"),
            ("mds", "", "required"),
            ("mds", "\0", ""),
            ("mds", "Waits", "held for review"),
            ("mds", "Told", "Both have a story"),
            ("mds", "WomenInMedicine", "did not say what #WomenInMedicine says"),
            ("womeninmedicine", "MDS", "did not say what #MDS says"),
        ],
    )
    def test_what_must_stay_apart_does(
        self, staff: Client, one: str, other: str, said: str
    ) -> None:
        MentorFactory.create(about=["MDS"])
        make_hashtag("WomenInMedicine", TagKind.COMMUNITY)
        tie(MemberFactory.create(), "is", "WomenInMedicine")
        make_hashtag("MDSsm", alias_of=Hashtag.objects.get(key="mds"))
        make_hashtag("Waits", held=True, reviewed=False)
        for name in ("MDS", "Told"):
            TagStory.objects.create(hashtag=make_hashtag(name), text="How it began.")
        before = list(Hashtag.objects.values_list("key", "alias_of"))
        for answer in (merge(staff, one, other), staff.get(f"{ALL}{one}/merge/", {"into": other})):
            assert answer.status_code == 400
            assert said in answer.content.decode()
        assert list(Hashtag.objects.values_list("key", "alias_of")) == before
        assert not AuditEntry.objects.exists()

    def test_who_was_saved_at_that_moment_is_moved_in_the_night(
        self, staff: Client, member: User
    ) -> None:
        one, other = make_hashtag("BloodPath"), make_hashtag("HemePath")
        tie(member, "is", "BloodPath")
        merge(staff, "bloodpath", "HemePath")
        tie(member, "seeks", "BloodPath")  # its form was being saved meanwhile
        TagFollow.objects.create(user=member, hashtag=one)
        assert [actions.settle_aliases() for _night in range(2)] == [1, 0]
        assert set(member.hashtag_ties.values_list("hashtag", "direction")) == {
            (other.pk, "is"),
            (other.pk, "seeks"),
        }
        assert TagFollow.objects.get().hashtag == other

    def test_where_nobody_stands_a_community_may_take_it(self, staff: Client) -> None:
        make_hashtag("WomenMed")
        make_hashtag("WomenInMedicine", TagKind.COMMUNITY)
        assert merge(staff, "womenmed", "WomenInMedicine").status_code == 302
