"""Institutions are offered to somebody typing, and what she typed is understood when it is sent."""

import pytest
from django.test import Client

from profiles import actions
from profiles.models import Institution, Profile, User
from profiles.views.institutions import OFFERED, SEARCHES_A_MINUTE
from tests.conftest import SignIn
from tests.factories import MemberFactory
from tests.profiles.arrange import about, send

pytestmark = pytest.mark.django_db

FILE = (
    "name,country_code,domains",
    "St. Mary's Hospital,CA,stmarys.ca",
    "Saint Mary's Hospital,US,saintmarys.example",
    "Northgate University Hospital,GB,northgate.ac.uk",
    "The University of Leeds,GB,leeds.ac.uk",
    *(f"Institute Number {number},DE,i{number}.de" for number in range(12)),
)


@pytest.fixture
def newcomer(db: None) -> User:
    """Somebody in the first step of the welcome."""
    return MemberFactory.create(welcomed_at=None, welcome_step=1)


@pytest.fixture(autouse=True)
def known(db: None) -> None:
    actions.import_institutions(seeds=actions.read_institutions(FILE))


def offered(client: Client, typed: str) -> str:
    response = client.get("/institutions/suggest/", {"q": typed})
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize(
    "typed",
    ["St Mary's", "Saint Mary's Hosp.", "st marys", "SAINT MARY\u2019S HOSPITAL", "marys st"],
)
def test_every_spelling_finds_the_same(member: User, sign_in: SignIn, typed: str) -> None:
    page = offered(sign_in(member), typed)

    assert page.count("<button") == 2
    assert 'data-fills="St. Mary&#x27;s Hospital (Canada)"' in page
    assert 'data-fills="Saint Mary&#x27;s Hospital (United States)"' in page


@pytest.mark.parametrize("typed", ["univ leeds", "Leeds", "university of lee", "LEEDS UNI"])
def test_words_count_in_any_order_and_half_typed(member: User, sign_in: SignIn, typed: str) -> None:
    assert 'data-fills="The University of Leeds"' in offered(sign_in(member), typed)


@pytest.mark.parametrize("typed", ["", " ", "n", ".", "%", "\x00", "()"])
def test_too_little_offers_nothing_and_says_nothing(
    member: User, sign_in: SignIn, typed: str
) -> None:
    page = offered(sign_in(member), typed)

    assert "<button" not in page
    assert "<p" not in page


def test_what_is_near_is_offered_where_nothing_has_all_the_words(
    member: User, sign_in: SignIn
) -> None:
    client = sign_in(member)
    page = offered(client, "Northgate Cancer Clinic")
    assert "<button" not in page  # "cancer" tells, too
    page = offered(client, "Leeds General Infirmary")
    assert "Not on the list in these words" in page
    assert 'data-fills="The University of Leeds"' in page
    assert "<button" not in offered(client, "General Clinic")


@pytest.mark.parametrize("typed", ["Northgate%", "%orthgate", "_orthgate", "Elsewhere"])
def test_what_is_on_no_list_is_said_to_be_kept(member: User, sign_in: SignIn, typed: str) -> None:
    page = offered(sign_in(member), typed)

    if typed == "Northgate%":
        assert "Northgate University Hospital" in page
    else:
        assert "<button" not in page
        assert "Your words stay as you typed them" in page


def test_a_page_of_offers_is_short_and_asked_for_in_bounds(member: User, sign_in: SignIn) -> None:
    client = sign_in(member)
    assert offered(client, "institute number").count("<button") == OFFERED

    for _again in range(SEARCHES_A_MINUTE):
        answer = client.get("/institutions/suggest/", {"q": "leeds"})
    assert answer.status_code == 429


def test_the_fields_offer_institutions(member: User, sign_in: SignIn) -> None:
    page = sign_in(member).get("/profile/").content.decode()

    assert 'name="institution"' in page
    assert 'hx-get="/institutions/suggest/"' in page


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("University of Leeds", "The University of Leeds"),
        ("Univ. Leeds", "The University of Leeds"),
        ("Saint Marys Hosp. (Canada)", "St. Mary's Hospital"),
        ("Northgate Univ Hospital", "Northgate University Hospital"),
        ("Saint Mary's Hospital", None),  # which of the two is not said
        ("Leeds", None),
        ("My own practice", None),
    ],
)
def test_what_is_typed_stays_and_is_linked_to_what_it_means(
    sign_in: SignIn, newcomer: User, typed: str, name: str | None
) -> None:
    send(sign_in(newcomer), "/welcome/1/", **about(institution=typed, roles=["mentee"]))

    hers = Profile.objects.get(user=newcomer)
    assert hers.institution == typed
    assert (hers.workplace and hers.workplace.name) == name


def test_other_words_unlink(sign_in: SignIn, newcomer: User) -> None:
    client = sign_in(newcomer)
    send(client, "/welcome/1/", **about(institution="Univ. Leeds", roles=["mentee"]))
    leeds = Institution.objects.get(domains__domain="leeds.ac.uk")
    assert Profile.objects.get(user=newcomer).workplace == leeds

    send(client, "/welcome/1/", **about(institution="", roles=["mentee"]))
    hers = Profile.objects.get(user=newcomer)
    assert (hers.workplace, hers.institution, hers.institution_key) == (None, "", "")
