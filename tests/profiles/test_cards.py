"""What a card says: places, the usual answer, clocks, hashtags, words as HTML."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from pytest_django import DjangoAssertNumQueries

from profiles import clocks
from profiles.cards import Card, cards_for, last_answer, places_of, usual_answer
from profiles.choices import Status
from profiles.models import Availability, Profile, User
from profiles.text import address_link, excerpt, isolate, link_text
from tests.factories import MemberFactory, MentorFactory, make_hashtag, tie

JULY = datetime(2026, 7, 1, 12, tzinfo=UTC)
JANUARY = datetime(2026, 1, 15, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"status": Status.OPEN, "seats": 3, "seats_taken": 1}, "2 of 3 places open"),
        ({"status": Status.OPEN, "seats": 3, "seats_taken": 2}, "last of 3 places"),
        ({"status": Status.OPEN, "seats": 1}, "1 place open"),
        ({"status": Status.OPEN, "seats": 2, "seats_taken": 2}, "all places taken"),
        ({"status": Status.OPEN, "seats": 0}, "all places taken"),
        ({"status": Status.WAITING, "seats": 3}, "waiting list"),
        ({"status": Status.PAUSED}, "paused"),
        (
            {"status": Status.PAUSED, "paused_until": date(2027, 1, 12)},
            "paused until 12 January",
        ),
        ({"status": Status.NOT_OFFERING}, "not offering now"),
    ],
)
def test_places_in_words(fields: dict[str, object], sentence: str) -> None:
    assert places_of(Availability(**fields))["sentence"] == sentence


def test_without_a_row_nothing_is_offered() -> None:
    assert places_of(None)["sentence"] == "not offering now"
    assert usual_answer(None) == ""


@pytest.mark.parametrize(
    ("asked", "answered", "days", "sentence"),
    [
        (2, 2, 3, ""),
        (10, 2, 3, ""),
        (3, 3, None, ""),
        (3, 3, 4, "usually answers within 4 days, 3 of 3 requests"),
        (10, 9, 4, "usually answers within 4 days, 9 of 10 requests"),
        (41, 40, 4, "usually answers within 4 days, 9 of 10 requests"),
        (200, 30, 4, "usually answers within 4 days, 1 of 10 requests"),
        (4, 3, 1, "usually answers within a day, 3 of 4 requests"),
        (4, 3, 0, "usually answers within a day, 3 of 4 requests"),
        (2, 3, 2, "usually answers within 2 days, 3 of 3 requests"),
    ],
)
def test_the_usual_answer_needs_three(
    asked: int, answered: int, days: int | None, sentence: str
) -> None:
    row = Availability(asked=asked, answered=answered, answer_days=days)
    assert usual_answer(row) == sentence


@pytest.mark.parametrize(
    ("answered", "month", "sentence"),
    [
        (2, date(2026, 7, 1), ""),
        (3, None, ""),
        (3, date(2026, 7, 1), "last answered in July"),
        (3, date(2026, 1, 1), "last answered in January"),
        (9, date(2025, 11, 1), "last answered in November 2025"),
    ],
)
def test_the_last_answer_needs_three_and_is_a_month(
    answered: int, month: date | None, sentence: str
) -> None:
    row = Availability(asked=9, answered=answered, answer_days=4, last_answer_in=month)
    assert last_answer(row, today=date(2026, 7, 31)) == sentence
    assert last_answer(None, today=date(2026, 7, 31)) == ""


@pytest.mark.parametrize(
    ("theirs", "mine", "at", "ahead", "words"),
    [
        ("Europe/Berlin", "Europe/Berlin", JULY, 0, "same time zone"),
        ("Europe/Berlin", "Africa/Lagos", JULY, 1, "1 h ahead of you"),
        ("Europe/Berlin", "Africa/Lagos", JANUARY, 0, "same time zone"),
        ("Asia/Kolkata", "UTC", JULY, 5.5, "5½ h ahead of you"),
        ("Asia/Kathmandu", "UTC", JULY, 5.75, "5¾ h ahead of you"),
        ("America/New_York", "UTC", JULY, -4, "4 h behind you"),
        ("America/St_Johns", "America/New_York", JULY, 1.5, "1½ h ahead of you"),
        ("Pacific/Kiritimati", "Pacific/Pago_Pago", JULY, 25, "25 h ahead of you"),
    ],
)
def test_clocks(theirs: str, mine: str, at: datetime, ahead: float, words: str) -> None:
    found = clocks.hours_ahead(ZoneInfo(theirs), of=ZoneInfo(mine), at=at)
    assert found == ahead
    assert clocks.difference(found) == words


@pytest.mark.parametrize(
    ("ahead", "common", "words"),
    [
        (0, 12, ""),
        (2, 10, "10 h of the day in common"),
        (-2, 10, "10 h of the day in common"),
        (5.5, 6.5, "6½ h of the day in common"),
        (12, 0, "no hours of the day in common"),
        (-13, 1, "1 h of the day in common"),
        (25, 11, "11 h of the day in common"),
    ],
)
def test_hours_in_common_are_between_eight_and_eight(
    ahead: float, common: float, words: str
) -> None:
    by_the_clock = sum(
        8 <= hour < 20 and 8 <= (hour + ahead) % 24 < 20
        for hour in (quarter / 4 for quarter in range(96))
    )
    assert clocks.hours_in_common(ahead) == common == by_the_clock / 4
    assert clocks.shared_day(ahead) == words


@pytest.mark.django_db
class TestCards:
    def card(self, person: User, viewer: User) -> Card:
        rows = Profile.objects.visible_to(viewer).for_cards().filter(user=person)
        return cards_for(rows, viewer=viewer, at=JULY)[0]

    def test_a_mentor(self, member: User) -> None:
        Profile.objects.filter(user=member).update(time_zone="America/New_York")
        member.refresh_from_db()
        mentor = MentorFactory.create(
            name="Nadia Aziz",
            headline="Pathologist",
            institution="Lakeside",
            time_zone="Europe/Berlin",
            bio="Slides. " * 60,
            offers=["MDS", "HemePath"],
            offers_hours=3,
        )
        Availability.objects.filter(user=mentor).update(
            asked=10, answered=9, answer_days=4, last_answer_in=date(JULY.year, 6, 1)
        )
        card = self.card(mentor, member)

        assert card["facts"] == [
            "Mid-career faculty",
            "<bdi>Lakeside</bdi>",
            "6 h ahead of you, 6 h of the day in common",
            "usually answers within 4 days, 9 of 10 requests",
            "last answered in June",
        ]
        assert card["tags"] == [
            {"name": "HemePath", "kind": "topic", "shared": True},
            {"name": "MDS", "kind": "topic", "shared": False},
        ]
        assert card["kinds"] == ["Mentorship", "One talk"]
        assert card["hours_a_month"] == 3
        assert card["is_open"] is True
        assert card["url"] == f"/people/{mentor.public_id}/"
        assert len(str(card["about"])) < 250
        assert str(card["about"]).endswith("…</bdi>")

    def test_who_does_not_mentor_has_no_places(self, member: User) -> None:
        other = MemberFactory.create()
        card = self.card(other, member)
        assert card["availability"] is None
        assert card["is_open"] is False
        assert card["usual_answer"] == ""

    def test_ones_own_card_compares_with_nobody(self, member: User) -> None:
        card = self.card(member, member)
        assert card["is_viewer"] is True
        assert card["hours_ahead"] == ""
        assert card["tags"] == [{"name": "HemePath", "kind": "topic", "shared": False}]

    def test_a_hashtag_in_two_directions_stands_once(self, member: User) -> None:
        mentor = MentorFactory.create(offers=["MDS"], about=["MDS"])
        assert [tag["name"] for tag in self.card(mentor, member)["tags"]] == ["MDS"]

    def test_a_held_hashtag_does_not_stand(self, member: User) -> None:
        mentor = MentorFactory.create(offers=["MDS"])
        make_hashtag("Waits", held=True)
        tie(mentor, "is", "Waits")
        assert [tag["name"] for tag in self.card(mentor, member)["tags"]] == ["MDS"]

    def test_a_name_that_is_no_zone_any_more_counts_as_utc(self, member: User) -> None:
        mentor = MentorFactory.create(time_zone="Mars/Olympus")
        assert self.card(mentor, member)["hours_ahead"] == "same time zone"

    def test_five_queries_for_any_number(
        self, member: User, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        MentorFactory.create(offers=["MDS"])
        for expected in (1, 61):
            viewer = User.objects.get(pk=member.pk)
            rows = Profile.objects.visible_to(viewer).others_than(viewer).for_cards()
            with django_assert_num_queries(5):
                assert len(cards_for(rows, viewer=viewer)) == expected
            for number in range(60):
                MentorFactory.create(offers=[f"Topic{number}x", "MDS"])


class TestText:
    def test_hashtags_lead_to_their_pages(self) -> None:
        assert link_text("On #COVID-19, not #2020.") == (
            '<bdi>On <a class="tag topic" href="/tags/COVID-19/"><bdi class="word">#COVID-19</bdi>'
            "</a>, not #2020.</bdi>"
        )

    def test_a_name_in_another_script_is_a_safe_address(self) -> None:
        assert 'href="/tags/%E8%A1%80%E6%B6%B2%E5%AD%A6/"' in link_text("#血液学")

    def test_mentions_are_plain_text(self) -> None:
        assert link_text("Thanks @nadia and @nobody_at_all") == (
            "<bdi>Thanks @nadia and @nobody_at_all</bdi>"
        )

    def test_a_mention_is_a_link_only_where_the_reader_may_follow_it(self) -> None:
        text = "Thanks @Nadia, not @nobody_at_all nor nadia@nadia.org"
        linked = '<a class="mention" href="/people/1/">@Nadia</a>'
        assert link_text(text, people={"nadia": "/people/1/"}) == (
            f"<bdi>Thanks {linked}, not @nobody_at_all nor nadia@nadia.org</bdi>"
        )
        assert "<a" not in link_text("<b>@nadia", people={"omar": "/people/2/"})
        hostile = "@nadia" * 5000 + "\u200d@nadia\x00" + "@" * 5000
        assert link_text(hostile, people={"nadia": "/people/1/"}).startswith("<bdi>")

    @pytest.mark.parametrize(
        ("text", "address"),
        [
            ("see https://example.org/a", "https://example.org/a"),
            ("see https://example.org.", "https://example.org"),
            ("(see http://example.org/a_(b))", "http://example.org/a_(b)"),
            ("HTTPS://EXAMPLE.ORG/x!", "HTTPS://EXAMPLE.ORG/x"),
            ("https://example.org/?q=1&r=2#frag", "https://example.org/?q=1&amp;r=2#frag"),
            ("https://example.org/#HemePath", "https://example.org/#HemePath"),
        ],
    )
    def test_addresses_are_links(self, text: str, address: str) -> None:
        html = link_text(text)
        assert f'<a href="{address}" rel="nofollow ugc noopener"><bdi>{address}</bdi></a>' in html
        assert 'class="tag' not in html

    @pytest.mark.parametrize(
        "text",
        [
            "javascript:alert(1)",
            "JaVaScRiPt:alert(1)",
            "\tjavascript:alert(1)",
            "data:text/html,x",
            "//evil.example",
            "ftp://example.org",
            "https://",
            "https://localhost/x",
            "https://kindred@evil.example/",
            "https://kindred.example:80@evil.example/",
            "https://example.org:99999/",
            "https://[::1",
            "https://ex\u0430mple.org/",
            "xhttps://example.org",
            "https://example.org/" + "a" * 600,
        ],
    )
    def test_no_link_is_made_of(self, text: str) -> None:
        assert "<a " not in link_text(text)
        assert "<a " not in address_link(text)

    def test_everything_else_is_escaped(self) -> None:
        html = link_text('<b>"x"</b> & \'y\' https://example.org/"onload="alert(1) #a<script>')
        assert "<b>" not in html
        assert "<script" not in html
        assert 'onload="' not in html

    def test_long_runs_take_no_time(self) -> None:
        assert link_text("https://a.b/" + ")" * 20_000).startswith("<bdi>")
        assert link_text("#" * 20_000).count("#") == 20_000

    @pytest.mark.parametrize(
        ("text", "length", "short"),
        [
            ("short", 10, "short"),
            ("one two three", 9, "one two…"),
            ("one two, three", 8, "one two…"),
            ("look at #HemePath now", 12, "look at…"),
            ("x" * 100, 10, "x" * 10 + "…"),
            ("血液学が専門です。" * 5, 10, "血液学が専門です。血…"),
        ],
    )
    def test_excerpt(self, text: str, length: int, short: str) -> None:
        assert excerpt(text, length) == short


def test_a_hashtag_keeps_its_sign_before_it_in_words_from_the_right() -> None:
    arabic = "أقرأ الشرائح. #HemePath #MDS"
    apart = "<bdi>أقرأ الشرائح. <bdi>#HemePath</bdi> <bdi>#MDS</bdi></bdi>"
    assert isolate(arabic) == apart
    assert isolate("مرحبا <b> #MDS") == "<bdi>مرحبا &lt;b&gt; <bdi>#MDS</bdi></bdi>"
    assert isolate("Marrow in Zürich. #MDS") == "<bdi>Marrow in Zürich. #MDS</bdi>"
