"""The front door: a line understood, honest figures, nobody named, nothing in an address."""

import pytest
from django.test import Client

from profiles.choices import Audience, Status, TagKind
from profiles.models import Hashtag
from tests.factories import MemberFactory, MentorFactory, make_hashtag
from tests.words import HOSTILE, send

pytestmark = pytest.mark.django_db


def say(client: Client, line: str, **headers: str) -> str:
    response = client.post("/", {"line": line}, **headers)
    assert response.status_code == 200
    return response.content.decode()


def mentors(count: int, **fields: object) -> None:
    for _number in range(count):
        MentorFactory.create(offers=["HemePath"], **fields)


def test_a_line_is_understood_and_counted_without_naming_anybody(client: Client) -> None:
    make_hashtag("HemePath", TagKind.SPECIALTY)
    mentors(6, name="Nadia Aziz")
    page = say(client, "PGY-3, #hemepath, looking for a mentor")

    assert "#HemePath" in page
    assert "You are looking for a mentor" in page
    assert "6 people are open to you." in page
    assert "Nadia" not in page


def test_fewer_than_five_is_never_a_number(client: Client) -> None:
    make_hashtag("HemePath")
    none = say(client, "#HemePath, looking for a mentor")
    mentors(4)
    four = say(client, "#HemePath, looking for a mentor")

    assert "Fewer than 5 people are open to you so far." in none
    assert "Fewer than 5 people are open to you so far." in four


@pytest.mark.parametrize(
    "fields",
    [
        {"audience": Audience.NOBODY},
        {"status": Status.PAUSED},
        {"status": Status.WAITING},
        {"seats": 1, "seats_taken": 1},
        {"welcomed_at": None},
        {"is_active": False},
    ],
)
def test_who_is_not_listed_or_not_open_is_not_counted(
    client: Client, fields: dict[str, object]
) -> None:
    mentors(5)
    MentorFactory.create(offers=["HemePath"], **fields)

    assert "5 people are open to you." in say(client, "#HemePath, looking for a mentor")


def test_somebody_who_offers_hears_how_many_look(client: Client) -> None:
    for _number in range(5):
        MemberFactory.create(seeks=["HemePath"])

    page = say(client, "Attending, happy to mentor on #HemePath")
    assert "5 people look for a mentor there." in page


def test_a_line_without_a_hashtag_is_told_how_to_go_on(client: Client) -> None:
    page = say(client, "hello there")

    assert "no hashtag" in page
    assert "#HemePath" in page


def test_the_line_makes_no_hashtag_and_stands_in_no_address(client: Client) -> None:
    response = client.post("/", {"line": "#BrandNewTag"})

    assert not Hashtag.objects.exists()
    assert response.status_code == 200  # no redirect that would carry it
    assert "BrandNewTag" not in str(response.headers)
    assert client.get("/?line=%23BrandNewTag").content.decode().count("BrandNewTag") == 1


def test_the_line_is_kept_for_joining(client: Client) -> None:
    say(client, "PGY-3, #HemePath")

    assert client.session["line"] == "PGY-3, #HemePath"
    assert 'value="PGY-3, #HemePath"' in client.get("/").content.decode()


def test_with_scripts_only_the_region_is_sent(client: Client) -> None:
    page = say(client, "#HemePath", headers={"HX-Request": "true"})

    assert page.lstrip().startswith('<div class="stack" id="ask">')
    assert "<html" not in page


def test_cards_show_hashtags_from_five_open_mentors_up(client: Client) -> None:
    mentors(5)
    for _number in range(4):
        MentorFactory.create(offers=["MedEd"])
    page = client.get("/").content.decode()

    assert "5 open mentors" in page
    assert "MedEd" not in page


def test_a_held_hashtag_is_on_no_card(client: Client) -> None:
    make_hashtag("HemePath", held=True)
    mentors(5)

    assert "open mentors" not in client.get("/").content.decode()


def test_the_same_queries_for_six_and_for_thirty_mentors(
    client: Client, django_assert_num_queries
) -> None:
    mentors(6)
    with django_assert_num_queries(1):
        client.get("/")
    mentors(24)
    with django_assert_num_queries(1):
        client.get("/")


def test_who_is_signed_in_goes_home(member, sign_in) -> None:
    response = sign_in(member).get("/")

    assert (response.status_code, response["Location"]) == (302, "/home/")


@pytest.mark.parametrize("line", HOSTILE)
def test_no_line_breaks_the_page(client: Client, line: str) -> None:
    response = send(client, "/", line=line)

    assert response.status_code in {200, 400}
    assert b"<script>alert" not in response.content


def test_a_line_far_too_long_is_refused_and_still_there(client: Client) -> None:
    response = client.post("/", {"line": "ab " * 1000})

    assert response.status_code == 400
    assert "ab ab ab" in response.content.decode()
    assert "line" not in client.session


def test_nothing_written_is_said_plainly(client: Client) -> None:
    response = client.post("/", {"line": "  "})

    assert response.status_code == 400
    assert "Please write one line about you first." in response.content.decode()


def test_one_address_behind_many_forged_ones_is_still_one(client: Client) -> None:
    statuses = {
        client.post("/", {"line": "x"}, headers={"X-Forwarded-For": f"10.0.0.{n}"}).status_code
        for n in range(125)
    }
    assert 429 in statuses


def test_the_page_names_no_control_that_does_not_exist(client: Client) -> None:
    page = client.get("/").content.decode()

    assert "For programs" not in page
    assert "event" not in page.lower()
