"""The directory of mentors: who is found, how many, in which order, and where nobody is."""

import re
from collections.abc import Iterator
from typing import Any
from unittest import mock

import pytest
from django.test import Client
from django.urls import reverse

from profiles.choices import Audience, Direction, Status, TagKind
from profiles.directory import counted, found
from profiles.directory import page as pages
from profiles.models import Hashtag, Profile, QuietTag, RelatedTag, User
from profiles.views import mentors
from safety import ratelimits
from safety.models import Block, EvaluatorMark
from tests.acting import bare
from tests.factories import MemberFactory, MentorFactory, make_hashtag, tie
from tests.permissions.world import BACKEND
from tests.querycounts import queries_of

pytestmark = pytest.mark.django_db
URL = "/mentors/"
NAME = re.compile(r"<bdi>([^<]*)</bdi></a>(?:</h2>| <span class=\"pronouns\")")
FIGURE = re.compile(r'id="found_figure"[^>]*>([^<]*)<')


@pytest.fixture
def ana() -> User:
    return MemberFactory.create(
        name="Ana Duarte",
        institution="Riverside Clinic",
        time_zone="America/New_York",
        languages=["en", "es"],
        seeks=["HemePath"],
    )


@pytest.fixture
def browser(ana: User) -> Client:
    client = Client()
    client.force_login(ana, backend=BACKEND)
    return client


def get(browser: Client, query: str = "", **headers: str) -> Any:
    """The answer to a search."""
    return browser.get(f"{URL}{query}", headers=headers)


def names(browser: Client, query: str = "") -> list[str]:
    """Who is found, in the order of the page."""
    response = browser.get(f"{URL}{query}", follow=True)
    assert response.status_code == 200
    return NAME.findall(response.content.decode())


def figure(page: Any) -> str:
    """How many are found, as the page says it."""
    shown = FIGURE.search(page.content.decode())
    return shown[1] if shown else ""


def option(page: Any, value: str) -> str:
    """The figure beside one value of a filter; "" where it is not offered."""
    pattern = rf'id="find_{value}"[^>]*><span><bdi>[^<]*</bdi> <span[^>]*>([^<]*)<'
    shown = re.search(pattern, page.content.decode())
    return shown[1] if shown else ""


@pytest.fixture
def people() -> dict[str, User]:
    """Five mentors who differ in what one can search by."""
    make = MentorFactory.create
    return {
        "nadia": make(
            name="Nadia Aziz", headline="Marrow transplants", offers=["HemePath", "MDS"],
            stage="mid_faculty", languages=["en", "fr"], time_zone="Europe/Paris",
        ),
        "omar": make(
            name="Omar Haddad", bio="Slides with Nadia.", offers=["HemePath"], stage="fellow",
            languages=["en", "es"], time_zone="America/New_York", institution="riverside clinic",
        ),
        "mei": make(
            name="Mei Tanaka", about=["MDS"], stage="mid_faculty", time_zone="Asia/Tokyo",
            offers_kinds=["coaching"], status=Status.PAUSED,
        ),
        "pat": make(name="Pat Lindqvist", offers=["HemePath"], seats=1, seats_taken=1),
        "zoe": make(name="Zo\u00eb M\u00fcller", stage="fellow", status=Status.WAITING),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("", "nadia omar mei pat zoe"),
        ("?tags=HemePath", "nadia omar pat"),
        ("?tags=%23hemepath,%20%23mds", "nadia"),
        ("?tags=hemepath+mds&match=any", "nadia omar mei pat"),
        ("?q=nadia", "nadia omar"),
        ("?q=nad", "nadia omar"),
        ("?q=transplanting", "nadia"),
        ("?q=muller", "zoe"),
        ("?q=nadia+slides", "omar"),
        ("?open=1", "nadia omar"),
        ("?stage=fellow", "omar zoe"),
        ("?stage=fellow&stage=mid_faculty", "nadia omar mei pat zoe"),
        ("?kind=coaching", "mei"),
        ("?language=es", "omar"),
        ("?language=es+fr", "nadia omar"),
        ("?elsewhere=1", "nadia mei pat zoe"),
        ("?hours=4&tags=HemePath", "nadia omar pat"),
        ("?hours=8&language=en", "omar"),
        ("?tags=HemePath&open=1&elsewhere=1", "nadia"),
        ("?tags=NobodyHasThis", ""),
        ("?tags=NobodyHasThis+HemePath&match=any", "nadia omar pat"),
    ],
)
def test_each_filter_finds_who_fits(
    browser: Client, people: dict[str, User], query: str, wanted: str
) -> None:
    expected = {people[one].profile.name for one in wanted.split()}
    assert set(names(browser, query)) == expected


def test_aliases_are_resolved_and_the_address_says_what_they_mean(
    browser: Client, people: dict[str, User]
) -> None:
    make_hashtag("Hematopathology", alias_of=Hashtag.objects.get(name="HemePath"))
    answer = get(browser, "?tags=%23hematopathology+HEMEPATH&q=&open=&match=all&hours=")
    assert (answer.status_code, answer["Location"]) == (302, f"{URL}?tags=HemePath")
    assert set(names(browser, "?tags=hematopathology")) == {
        "Nadia Aziz",
        "Omar Haddad",
        "Pat Lindqvist",
    }


@pytest.mark.parametrize(
    "query",
    [
        "?tags=HemePath+MDS&match=any&q=Zo%C3%AB+~%27%22%3C&open=1&stage=fellow+mid_faculty",
        "?open=1&stage=fellow&kind=talk&language=es&elsewhere=1&hours=4",
        "?q=a%2Bb+%26+c%3Dd%23e%2Ff",
    ],
)
def test_an_address_is_read_as_it_was_written(
    browser: Client, people: dict[str, User], query: str
) -> None:
    assert get(browser, query).status_code == 200
    parts = query[1:].split("&")
    other = get(browser, "?" + "&".join(reversed(parts)))
    assert other.status_code == (302 if len(parts) > 1 else 200)
    assert other.get("Location", URL + query) == URL + query


def test_mentors_with_a_place_come_first(browser: Client, people: dict[str, User]) -> None:
    found_now = names(browser)
    assert set(found_now[:2]) == {"Nadia Aziz", "Omar Haddad"}


def test_whoever_is_named_so_comes_before_who_mentions_it(
    browser: Client, people: dict[str, User]
) -> None:
    assert names(browser, "?q=nadia") == ["Nadia Aziz", "Omar Haddad"]


def test_whoever_has_all_of_the_hashtags_comes_before_who_has_one(browser: Client) -> None:
    for number in range(6):
        MentorFactory.create(name=f"One {number}", offers=["MDS"])
    MentorFactory.create(name="Both", offers=["HemePath", "MDS"])
    assert names(browser, "?tags=HemePath+MDS&match=any")[0] == "Both"


def test_everybody_enters_the_ring_elsewhere() -> None:
    """Nobody stands first for all; each viewer meets the same order each time."""
    for number in range(12):
        MentorFactory.create(name=f"Mentor {number}")
    orders = []
    for _viewer in range(5):
        client = Client()
        client.force_login(MemberFactory.create(), backend=BACKEND)
        orders.append(tuple(names(client)))
        assert tuple(names(client)) == orders[-1]
    assert len({order[0] for order in orders}) > 1
    first = orders[0]
    for order in orders:
        at = order.index(first[0])
        assert order[at:] + order[:at] == first


@pytest.fixture(params=["few", "many"])
def regime(request: pytest.FixtureRequest) -> Iterator[str]:
    """Both ways of finding people: read at once, and along the index."""
    if request.param == "few":
        yield request.param
        return
    with (
        mock.patch.object(found, "FEW", 3),
        mock.patch.object(counted, "FEW", 3),
        mock.patch.object(pages, "FEW", 3),
        mock.patch.object(counted, "MOST_OF_ONE", 1000),
    ):
        yield request.param


def crowd() -> list[User]:
    """Mentors, open and full, some of whom are not to be seen."""
    return [
        MentorFactory.create(
            name=f"{'Nadia' if number % 4 == 0 else 'Mentor'} {number}",
            bio="Nadia taught me." if number % 4 == 1 else "",
            seats_taken=2 if number % 3 == 0 else 0,
            offers=["HemePath"] if number % 5 else ["HemePath", "MDS"],
            stage="fellow" if number % 2 else "mid_faculty",
        )
        for number in range(46)
    ]


@pytest.mark.parametrize("query", ["", "?q=nadia", "?tags=HemePath+MDS&match=any", "?stage=fellow"])
def test_pages_are_full_and_meet_everybody_once(
    browser: Client, ana: User, regime: str, query: str
) -> None:
    people = crowd()
    hidden = people[::7]
    for other in hidden[::2]:
        Block.objects.create(blocker=other, blocked=ana)
    gone = [other.pk for other in hidden[1::2]]
    Profile.objects.filter(user__in=gone).update(audience=Audience.NOBODY)
    met, address = [], f"{URL}{query}"
    sizes = []
    while address:
        response = browser.get(address)
        assert response.status_code == 200
        page = NAME.findall(response.content.decode())
        sizes.append(len(page))
        met += page
        link = re.search(r'rel="next" href="([^"]*)"', response.content.decode())
        address = link[1].replace("&amp;", "&") if link else ""
    seen = [one for one in people if one not in hidden]
    if "nadia" in query:
        seen = [one for one in seen if "Nadia" in one.profile.name + one.profile.bio]
    if "stage" in query:
        seen = [one for one in seen if one.profile.stage == "fellow"]
    assert sorted(met) == sorted(one.profile.name for one in seen)
    assert all(size == pages.PER_PAGE for size in sizes[:-1])
    open_first = [User.objects.get(profile__name=name).availability.is_open for name in met]
    assert open_first == sorted(open_first, reverse=True)


def test_both_ways_give_the_same_order_and_the_same_figures(browser: Client) -> None:
    crowd()
    few = {query: get(browser, query).content for query in ("", "?q=nadia", "?tags=HemePath")}
    with (
        mock.patch.object(found, "FEW", 3),
        mock.patch.object(counted, "FEW", 3),
        mock.patch.object(pages, "FEW", 3),
        mock.patch.object(counted, "MOST_OF_ONE", 1000),
    ):
        for query, page in few.items():
            response = get(browser, query)
            assert NAME.findall(response.content.decode()) == NAME.findall(page.decode())
            figures = re.findall(r'class="of" aria-hidden="true">([^<]*)<', page.decode())
            large = re.findall(r'class="of" aria-hidden="true">([^<]*)<', response.content.decode())
            assert large == figures
            assert figure(response) == "3+ mentors"


def test_a_facet_is_counted_with_all_other_filters(
    browser: Client, people: dict[str, User], regime: str
) -> None:
    page = get(browser, "?stage=fellow")
    assert (option(page, "stage_fellow"), option(page, "stage_mid_faculty")) == ("2", "3")
    assert (option(page, "open"), option(page, "language_es")) == ("1", "1")
    assert option(page, "kind_coaching") == ""
    assert (option(page, "elsewhere"), option(page, "hours_3")) == ("1", "1")


def test_figures_are_the_viewers(browser: Client, ana: User, people: dict[str, User]) -> None:
    Block.objects.create(blocker=people["nadia"], blocked=ana)
    Profile.objects.filter(user=people["pat"]).update(audience=Audience.NOBODY)
    tie(ana, Direction.OFFERS, "HemePath")
    page = get(browser, "?tags=HemePath")
    assert figure(page) == "One mentor"
    assert option(page, "stage_mid_faculty") == ""
    assert option(page, "open") == "1"


def test_many_are_said_to_be_many(browser: Client) -> None:
    crowd()
    with (
        mock.patch.object(found, "FEW", 20),
        mock.patch.multiple(counted, FEW=20, MOST_OF_ONE=10),
        mock.patch.object(pages, "FEW", 20),
    ):
        page = get(browser)
        assert figure(page) == "20+ mentors"
        assert option(page, "stage_fellow") == "10+"


def test_the_number_of_questions_does_not_grow_with_the_people(browser: Client, ana: User) -> None:
    MentorFactory.create_batch(5, offers=["HemePath"])
    with (
        mock.patch.object(found, "FEW", 4),
        mock.patch.object(counted, "FEW", 4),
        mock.patch.object(pages, "FEW", 4),
    ):
        asked = [len(queries_of(browser, URL)), len(queries_of(browser, f"{URL}?stage=fellow"))]
        MentorFactory.create_batch(60, offers=["HemePath"])
        more = [len(queries_of(browser, URL)), len(queries_of(browser, f"{URL}?stage=fellow"))]
    assert more[1] == asked[1]
    assert more[0] <= asked[0]  # pages that are full look no further


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
    assert asks == {str(people["nadia"].public_id)}
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


def test_a_hashtag_that_one_is_not_told_of_is_as_one_that_nobody_writes(
    browser: Client, ana: User
) -> None:
    hidden = MentorFactory.create(about=["OnlyHers"], audience=Audience.NOBODY)
    Hashtag.objects.filter(name="OnlyHers").update(reviewed=False, kind=TagKind.COMMUNITY)
    make_hashtag("HeldOne", TagKind.COMMUNITY, held=True)
    MentorFactory.create(about=["HeldOne"])
    nothing = bare(get(browser, "?tags=never"), "never")
    assert bare(get(browser, "?tags=onlyhers"), "onlyhers") == nothing
    assert bare(get(browser, "?tags=heldone"), "heldone") == nothing
    Profile.objects.filter(user=hidden).update(audience=Audience.MEMBERS)
    assert get(browser, "?tags=onlyhers").status_code == 302  # to its own spelling


def test_quiet_hashtags_find_nobody(browser: Client, people: dict[str, User]) -> None:
    QuietTag.objects.create(user=people["nadia"], key="mds2", name="MDS2")
    assert names(browser, "?tags=MDS2") == []
    assert names(browser, "?q=MDS2") == []


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
