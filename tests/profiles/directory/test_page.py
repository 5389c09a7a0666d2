"""The page of the directory: chips, cards, what helps where nobody is, and what is refused."""

import re
from unittest import mock

import pytest
from django.test import Client
from django.urls import reverse

from profiles.choices import Direction
from profiles.models import Hashtag, HashtagTie, RelatedTag, User
from profiles.views import mentors
from safety import ratelimits
from safety.models import Block, EvaluatorMark
from tests.acting import post
from tests.conftest import SignIn
from tests.factories import MemberFactory, MentorFactory, make_hashtag, tie
from tests.permissions.world import BACKEND

from .asking import URL, crowd, get

pytestmark = pytest.mark.django_db


def test_chips_leave_out_one_part_each(browser: Client, people: dict[str, User]) -> None:
    text = get(browser, "?tags=HemePath&open=1&stage=fellow+mid_faculty").content.decode()
    chips = re.findall(r'class="chip[^"]*" href="([^"]*)"', text)
    assert [one.replace("&amp;", "&") for one in chips] == [
        f"{URL}?open=1&stage=fellow+mid_faculty",
        f"{URL}?tags=HemePath&stage=fellow+mid_faculty",
        f"{URL}?tags=HemePath&open=1&stage=mid_faculty",
        f"{URL}?tags=HemePath&open=1&stage=fellow",
        URL,
    ]
    assert re.search(r'id="filters_count"[^>]*> <span class="count">2<', text)


def test_scripts_swap_the_answer_and_the_figures(browser: Client, people: dict[str, User]) -> None:
    answer = get(browser, "?tags=%23hemepath&q=&hours=", hx_request="true")
    text = answer.content.decode()
    assert answer["HX-Replace-Url"] == f"{URL}?tags=HemePath"
    assert text.lstrip().startswith('<section class="stack" id="found"')
    swapped = {"found_figure", "filters_now", "filters_count", "filters_more"}
    assert set(re.findall(r'id="(\w+)" hx-swap-oob="true"', text)) == swapped
    assert "<html" not in text


def test_cards_offer_to_ask_whom_one_may_ask(
    browser: Client, ana: User, people: dict[str, User]
) -> None:
    EvaluatorMark.objects.create(holder=ana, evaluator=people["omar"])
    text = get(browser).content.decode()
    asks = set(re.findall(r'href="/people/([0-9a-f-]+)/ask/"', text))
    assert asks == {str(people[who].public_id) for who in ("nadia", "zoe")}  # she has a list
    assert "2 of 2 places open" in text
    assert "Waiting list" in text
    assert "6 h ahead of you" in text


def test_the_shortlist_comes_back_to_the_search(browser: Client, people: dict[str, User]) -> None:
    whole = f"{URL}?tags=HemePath"
    page = get(browser, "?tags=HemePath").content.decode()
    assert f'name="next" value="{whole}"' in page
    url = reverse("matching:shortlist", args=[people["nadia"].public_id])
    assert browser.post(url, {"next": whole})["Location"] == whole
    elsewhere = browser.post(url, {"next": "//evil.example/mentors/"})
    assert elsewhere["Location"] == reverse("matching:suggestions")


def test_who_is_on_the_shortlist_is_shown_so_and_can_be_taken_off(
    browser: Client, people: dict[str, User], sign_in: SignIn
) -> None:
    paths = [
        reverse(f"matching:{word}", args=[people["nadia"].public_id])
        for word in ("shortlist", "unshortlist")
    ]

    def offered(client: Client) -> list[bool]:
        text = get(client, "?tags=HemePath").content.decode()
        return [f'action="{path}"' in text for path in paths]

    assert offered(browser) == [True, False]
    browser.post(paths[0])
    assert offered(browser) == [False, True]
    other = sign_in(MemberFactory.create(is_mentee=True))
    assert offered(other) == [True, False]
    browser.post(paths[1], {"next": f"{URL}?tags=HemePath"})
    assert offered(browser) == [True, False]


def test_where_nobody_is_the_page_says_what_would_find_somebody(
    browser: Client, people: dict[str, User]
) -> None:
    text = get(browser, "?tags=HemePath&open=1&stage=premed").content.decode()
    assert "2 without “Pre-medical student”" in text
    assert f'href="{URL}?tags=HemePath&amp;open=1"' in text
    assert "without “Open now”" not in text
    follow = reverse("profiles:follow_tag", args=["HemePath"])
    assert f'action="{follow}"' in text
    browser.post(follow, {"idempotency_key": "00000000-0000-4000-8000-000000000001"})
    again = get(browser, "?tags=HemePath&stage=premed").content.decode()
    assert "You follow #HemePath" in again
    assert f'action="{follow}"' not in again


def test_the_nearest_hashtags_are_offered_with_their_open_mentors(
    browser: Client, ana: User, people: dict[str, User]
) -> None:
    rare, near = make_hashtag("Mastocytosis"), Hashtag.objects.get(name="HemePath")
    empty = make_hashtag("NobodyHere")
    for other in (near, empty):
        RelatedTag.objects.create(hashtag=rare, other=other, strength=0.5, version="1")
    text = get(browser, "?tags=Mastocytosis").content.decode()
    assert f'href="{URL}?tags=HemePath&amp;open=1"' in text
    assert re.search(r'#HemePath</bdi>\s*<span class="of">2</span>', text)
    assert "NobodyHere" not in text
    Block.objects.create(blocker=people["nadia"], blocked=ana)
    fewer = get(browser, "?tags=Mastocytosis").content.decode()
    assert re.search(r'#HemePath</bdi>\s*<span class="of">1</span>', fewer)


def test_a_misspelled_hashtag_and_a_word_lead_to_the_right_one(
    browser: Client, people: dict[str, User]
) -> None:
    for query in ("?tags=HemePathologist", "?q=hemepath&stage=premed"):
        text = get(browser, query).content.decode()
        assert f'href="{URL}?tags=HemePath&amp;open=1"' in text, query
        assert "Near to it" in text, query
    assert "Under what you seek" in get(browser, "?q=zebra").content.decode()


@pytest.mark.parametrize(
    ("query", "told_about"),
    [
        ("?q=hemepath&stage=premed", ["HemePath"]),
        ("?tags=NobodyWritesThis&elsewhere=1", ["MDS"]),
        ("?q=zebra", ["MDS"]),
        ("?stage=premed", ["MDS"]),
        ("?tags=HemePath&stage=premed", ["HemePath"]),
    ],
)
def test_whatever_finds_nobody_one_can_be_told_when_somebody_opens(
    browser: Client, ana: User, people: dict[str, User], query: str, told_about: list[str]
) -> None:
    HashtagTie.objects.filter(user=ana).delete()
    make_hashtag("OnlyHers", reviewed=False)
    tie(ana, Direction.SEEKS, "OnlyHers", "MDS")
    text = get(browser, query).content.decode()
    offered = re.findall(r"Tell me when one opens under #(\w+)", text)
    assert list(dict.fromkeys(offered)) == told_about
    for name in told_about:
        path = reverse("profiles:follow_tag", args=[name])
        assert f'action="{path}"' in text
        assert post(browser, path).status_code == 302


def test_whoever_is_signed_out_keeps_the_search(client: Client) -> None:
    MentorFactory.create(name="Nadia Aziz")
    response = client.get(f"{URL}?q=nadia&open=1", follow=True)
    address, _status = response.redirect_chain[-1]
    assert address == f"{reverse('account_login')}?next=/mentors/%3Fq%3Dnadia%26open%3D1"
    assert "Your search comes with you" in response.content.decode()
    assert "Aziz" not in response.content.decode()
    long = client.get(f"{URL}?q={'x' * 10_000}")
    assert long["Location"] == f"{reverse('account_login')}?next=/mentors/"


def test_a_cursor_is_good_for_one_search_of_one_person(browser: Client) -> None:
    crowd()
    text = get(browser).content.decode()
    (cursor,) = re.findall(r'rel="next" href="[^"]*after=([^"]*)"', text)
    assert get(browser, f"?after={cursor}").status_code == 200
    other = Client()
    other.force_login(MemberFactory.create(), backend=BACKEND)
    altered = ("0" if cursor[0] == "1" else "1") + cursor[1:]
    for client, query in [
        (browser, f"?open=1&after={cursor}"),
        (browser, f"?after={altered}"),
        (browser, f"?after={cursor}x"),
        (browser, "?after=WyJuYWRpYSIsICJ4Il0"),
        (other, f"?after={cursor}"),
    ]:
        answer = client.get(f"{URL}{query}")
        assert answer.status_code == 400
        assert "This page belongs to another list" in answer.content.decode()


@pytest.mark.parametrize(
    ("part", "typed", "sentence"),
    [
        ("tags", "#HemePath C++", "“C++” is not a hashtag"),
        ("tags", " ".join(f"#tag{number}" for number in range(300)), "and these are 300"),
        ("tags", "x" * 10_000, "is not a hashtag"),
        ("q", "x" * 10_000, "Please use up to 8 words and 100 characters"),
        ("q", " ".join("abcdefghijklm"), "Please use up to 8 words"),
        ("q", "%%%", "There is no word in “%%%”"),
        ("q", "'); --", "There is no word in"),
    ],
)
def test_what_is_not_understood_is_said_and_nothing_typed_is_lost(
    browser: Client, people: dict[str, User], part: str, typed: str, sentence: str
) -> None:
    for headers in ({}, {"hx_request": "true"}):
        answer = browser.get(URL, {part: typed, "open": "1"}, headers=headers)
        assert answer.status_code == 400
        text = answer.content.decode()
        assert sentence in text.replace("&#x27;", "'")
        assert "Nadia" not in text
        if not headers:
            escaped = typed.replace("'", "&#x27;")
            assert f'value="{escaped}"' in text
            assert re.search(r'id="find_open" checked', text)


@pytest.mark.parametrize(
    "typed", ["\x00nadia", "nadia\ud800", "'); drop table x", '"nadia', "(a+)+$"]
)
def test_odd_words_are_only_words(browser: Client, people: dict[str, User], typed: str) -> None:
    raw = typed.encode("utf-8", "surrogatepass")
    quoted = "".join(f"%{byte:02x}" for byte in raw)
    answer = browser.get(f"{URL}?q={quoted}", follow=True)
    assert answer.status_code == 200


@pytest.mark.parametrize("limit", ["SEARCHES_A_MINUTE", "SEARCHES_AN_HOUR"])
def test_nobody_copies_the_directory(browser: Client, limit: str) -> None:
    with (
        mock.patch.object(mentors, limit, 3),
        mock.patch.object(ratelimits.time, "time", return_value=1_800_000_000),
    ):
        assert [browser.get(URL).status_code for _time in range(3)] == [200] * 3
        refused = browser.get(URL)
    assert refused.status_code == 429
    assert 0 < int(refused["Retry-After"]) <= 3600
