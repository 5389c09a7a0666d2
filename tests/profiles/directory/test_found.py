"""Who is found, in which order, and how many each filter would find."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from profiles.choices import Audience, Direction, TagKind
from profiles.directory import page as pages
from profiles.models import Acquaintance, Hashtag, Profile, QuietTag, User
from safety.models import Block
from tests.acting import bare
from tests.factories import MemberFactory, MentorFactory, make_hashtag, tie
from tests.permissions.world import BACKEND
from tests.querycounts import queries_of

from .asking import NAME, URL, crowd, figure, get, many_from, names, option

pytestmark = pytest.mark.django_db


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
    with many_from(3):
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
    with many_from(20, most=10):
        page = get(browser)
        assert figure(page) == "20+ mentors"
        assert option(page, "stage_fellow") == "10+"


def test_the_number_of_questions_does_not_grow_with_the_people(browser: Client, ana: User) -> None:
    MentorFactory.create_batch(5, offers=["HemePath"])
    with many_from(4):
        asked = [len(queries_of(browser, URL)), len(queries_of(browser, f"{URL}?stage=fellow"))]
        MentorFactory.create_batch(60, offers=["HemePath"])
        more = [len(queries_of(browser, URL)), len(queries_of(browser, f"{URL}?stage=fellow"))]
    assert more[1] == asked[1]
    assert more[0] <= asked[0]  # pages that are full look no further


def test_nor_for_somebody_limited_who_may_ask_only_whom_she_knew(
    browser: Client, ana: User, people: dict[str, User]
) -> None:
    User.objects.filter(pk=ana.pk).update(limited_at=timezone.now())
    Acquaintance.objects.create(owner=ana, viewer=people["nadia"])
    text = browser.get(URL).content.decode()
    asks = set(re.findall(r'href="/people/([0-9a-f-]+)/ask/"', text))
    assert asks == {str(people["nadia"].public_id)}
    few = len(queries_of(browser, URL))
    MentorFactory.create_batch(9, offers=["HemePath"])
    assert len(queries_of(browser, URL)) <= few


def test_quiet_hashtags_find_nobody(browser: Client, people: dict[str, User]) -> None:
    QuietTag.objects.create(user=people["nadia"], key="mds2", name="MDS2")
    assert names(browser, "?tags=MDS2") == []
    assert names(browser, "?q=MDS2") == []


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
