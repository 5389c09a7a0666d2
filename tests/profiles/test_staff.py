"""Moderators look after hashtags; for everybody else the page is not there."""

import uuid
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from profiles.choices import TagKind
from profiles.models import Hashtag, Profile, User
from safety.models import AuditEntry
from tests.acting import bare, post
from tests.conftest import SignIn
from tests.factories import MemberFactory, MentorFactory, make_hashtag, tie
from tests.querycounts import count_queries

pytestmark = pytest.mark.django_db

URL = "/staff/hashtags/"
MIXED = "s\u0435psis"  # the e is Cyrillic


@pytest.fixture
def waiting() -> Hashtag:
    """A held hashtag that one mentor wrote."""
    tag = make_hashtag(MIXED, held=True, reviewed=False)
    tie(MentorFactory.create(name="Nadia Aziz"), "is", MIXED)
    return tag


def decide(client: Client, tag: Hashtag, verdict: str, **fields: object) -> Any:
    chosen = {"hashtag": tag.key, "verdict": verdict, "kind": "topic", "alias_of": ""}
    return post(client, URL, **(chosen | fields))


class TestWhoMay:
    def test_signed_out_is_sent_to_sign_in(self, client: Client, waiting: Hashtag) -> None:
        assert client.get(URL).status_code == 302
        assert decide(client, waiting, "approve").status_code == 302
        waiting.refresh_from_db()
        assert waiting.held

    def test_it_is_not_there_for_members(
        self, sign_in: SignIn, member: User, waiting: Hashtag
    ) -> None:
        client = sign_in(member)
        nowhere = bare(client.get("/staff/nothing-here/"))
        assert bare(client.get(URL)) == nowhere
        assert bare(decide(client, waiting, "approve")) == nowhere
        waiting.refresh_from_db()
        assert waiting.held

    def test_a_role_taken_away_is_gone_at_once(
        self, sign_in: SignIn, moderator: User, waiting: Hashtag
    ) -> None:
        client = sign_in(moderator)
        assert client.get(URL).status_code == 200
        User.objects.filter(pk=moderator.pk).update(is_staff=False)
        assert client.get(URL).status_code == 404
        assert decide(client, waiting, "approve").status_code == 404


class TestTheList:
    def test_held_first_then_new_by_use(
        self, sign_in: SignIn, moderator: User, waiting: Hashtag
    ) -> None:
        make_hashtag("Reviewed")
        make_hashtag("Alias", reviewed=False, alias_of=make_hashtag("Target"))
        for name, people in (("Rare", 1), ("Common", 3)):
            make_hashtag(name, reviewed=False)
            for _number in range(people):
                MemberFactory.create(about=[name])
        rows = sign_in(moderator).get(URL).context["rows"]
        assert [(tag.name, tag.people) for tag, *_more in rows] == [
            (MIXED, 1),
            ("Common", 3),
            ("Rare", 1),
        ]

    def test_refused_ones_can_be_looked_at_again(
        self, sign_in: SignIn, moderator: User, waiting: Hashtag
    ) -> None:
        client = sign_in(moderator)
        decide(client, waiting, "refuse")
        assert client.get(URL).context["rows"] == []
        rows = client.get(f"{URL}?show=refused").context["rows"]
        assert [tag.name for tag, *_more in rows] == [MIXED]

    def test_knows_nothing_of_quiet_tags(self, sign_in: SignIn, moderator: User) -> None:
        client = sign_in(moderator)
        before = bare(client.get(URL))
        MemberFactory.create_batch(3, quiet=["Miscarriage"])
        assert bare(client.get(URL)) == before

    def test_asks_as_often_for_one_as_for_many(
        self, sign_in: SignIn, moderator: User, waiting: Hashtag
    ) -> None:
        client = sign_in(moderator)
        client.get(URL)
        few = count_queries(client, URL)
        for number in range(61):
            make_hashtag(f"New{number}x", reviewed=False)
        assert count_queries(client, URL) == few

    def test_has_pages(self, sign_in: SignIn, moderator: User) -> None:
        for number in range(30):
            make_hashtag(f"New{number}x", reviewed=False)
        client = sign_in(moderator)
        assert len(client.get(URL).context["rows"]) == 25
        assert len(client.get(f"{URL}?page=2").context["rows"]) == 5
        assert client.get(f"{URL}?page=\0&show=\0").status_code == 200


class TestDeciding:
    def test_approve_makes_it_seen(
        self, sign_in: SignIn, moderator: User, member: User, waiting: Hashtag
    ) -> None:
        ana = sign_in(member)
        person = waiting.ties.get().user
        assert MIXED not in ana.get(f"/people/{person.public_id}/").content.decode()
        before = timezone.now()

        answer = decide(sign_in(moderator), waiting, "approve", kind="specialty")

        assert answer.headers["Location"] == URL
        waiting.refresh_from_db()
        assert (waiting.held, waiting.reviewed, waiting.kind) == (False, True, TagKind.SPECIALTY)
        assert MIXED in ana.get(f"/people/{person.public_id}/").content.decode()
        assert Profile.objects.filter(changed_at__gte=before).get().user == person
        entry = AuditEntry.objects.get(action="approve_hashtag")
        assert entry.by == moderator
        assert entry.facts == {"held": False, "kind": "specialty"}

    def test_refuse_takes_it_out_of_sight(
        self, sign_in: SignIn, moderator: User, member: User
    ) -> None:
        tag = make_hashtag("Spam", reviewed=False)
        mentor = MentorFactory.create(offers=["Spam"])
        ana = sign_in(member)
        assert ana.get("/tags/spam/").context["people"] == 1
        decide(sign_in(moderator), tag, "refuse")
        assert ana.get("/tags/spam/").context.get("people") is None
        assert "Spam" not in ana.get(f"/people/{mentor.public_id}/").content.decode()
        tag.refresh_from_db()
        assert (tag.held, tag.reviewed) == (True, True)

    @pytest.mark.parametrize("named", ["HemePath", "#hemepath", "Heme_Path", "BloodPath"])
    def test_alias_moves_its_people(
        self, sign_in: SignIn, moderator: User, member: User, named: str
    ) -> None:
        target = Hashtag.objects.get(key="hemepath")
        make_hashtag("BloodPath", alias_of=target)
        tag = make_hashtag("HemathoPath", reviewed=False)
        both = MentorFactory.create(name="Nadia Aziz", offers=["HemathoPath", "HemePath"])
        one = MentorFactory.create(name="Pavel Novak", offers=["HemathoPath"])

        assert decide(sign_in(moderator), tag, "alias", alias_of=named).status_code == 302

        tag.refresh_from_db()
        assert (tag.alias_of, tag.reviewed, tag.held) == (target, True, False)
        assert {row.user for row in target.ties.filter(direction="offers")} == {both, one}
        assert not tag.ties.exists()
        answer = sign_in(member).get("/tags/hemathopath/")
        assert (answer.status_code, answer.headers["Location"]) == (301, "/tags/HemePath/")

    def test_alias_of_one_that_is_not_there_makes_it(
        self, sign_in: SignIn, moderator: User, waiting: Hashtag
    ) -> None:
        decide(sign_in(moderator), waiting, "alias", alias_of="Sepsis", kind="topic")
        waiting.refresh_from_db()
        assert waiting.alias_of is not None
        assert (waiting.alias_of.name, waiting.alias_of.reviewed) == ("Sepsis", True)

    def test_alias_of_one_that_was_refused_is_refused_in_words(
        self, sign_in: SignIn, moderator: User, waiting: Hashtag
    ) -> None:
        make_hashtag("BuyNow", held=True)
        answer = decide(sign_in(moderator), waiting, "alias", alias_of="#buynow")
        assert answer.status_code == 409
        assert "#BuyNow was refused. Approve it first" in answer.content.decode()
        waiting.refresh_from_db()
        assert (waiting.alias_of, waiting.reviewed) == (None, False)

    def test_alias_of_itself_approves(
        self, sign_in: SignIn, moderator: User, waiting: Hashtag
    ) -> None:
        decide(sign_in(moderator), waiting, "alias", alias_of=MIXED)
        waiting.refresh_from_db()
        assert (waiting.alias_of, waiting.held) == (None, False)

    def test_a_double_click_decides_once(
        self, sign_in: SignIn, moderator: User, waiting: Hashtag
    ) -> None:
        client, key = sign_in(moderator), str(uuid.uuid4())
        for _click in range(2):
            answer = decide(client, waiting, "approve", idempotency_key=key)
            assert answer.status_code == 302
        assert AuditEntry.objects.filter(action="approve_hashtag").count() == 1

    def test_what_was_made_an_alias_meanwhile_is_said_so(
        self, sign_in: SignIn, moderator: User, waiting: Hashtag
    ) -> None:
        Hashtag.objects.filter(pk=waiting.pk).update(alias_of=make_hashtag("Sepsis"))
        client = sign_in(moderator)
        assert decide(client, waiting, "approve").headers["Location"] == URL
        assert "decided meanwhile" in client.get(URL).content.decode()

    @pytest.mark.parametrize(
        "fields",
        [
            {"verdict": "delete"},
            {"verdict": ""},
            {"kind": "disease"},
            {"kind": "\0"},
            {"verdict": "alias", "alias_of": ""},
            {"verdict": "alias", "alias_of": "two words"},
            {"verdict": "alias", "alias_of": "2024"},
            {"verdict": "alias", "alias_of": "x" * 5000},
            {"verdict": "alias", "alias_of": "\0"},
            {"verdict": "alias", "alias_of": '"><svg onload=alert(1)>'},
        ],
    )
    def test_a_wrong_answer_is_a_field_error(
        self, sign_in: SignIn, moderator: User, waiting: Hashtag, fields: dict[str, str]
    ) -> None:
        verdict = fields.get("verdict", "approve")
        answer = decide(sign_in(moderator), waiting, **({"verdict": verdict} | fields))
        assert answer.status_code == 400
        assert "Not saved yet" in answer.content.decode()
        assert "<svg onload" not in answer.content.decode()
        waiting.refresh_from_db()
        assert (waiting.held, waiting.reviewed, waiting.alias_of) == (True, False, None)

    @pytest.mark.parametrize("key", ["", "\0", "nothere", "x" * 5000, "\ud800"])
    def test_a_hashtag_that_is_not_there_changes_nothing(
        self, sign_in: SignIn, moderator: User, waiting: Hashtag, key: str
    ) -> None:
        sent = key.encode("utf-8", "surrogatepass").decode("latin-1")
        answer = decide(sign_in(moderator), waiting, "approve", hashtag=sent)
        assert answer.status_code == 302
        waiting.refresh_from_db()
        assert waiting.held
