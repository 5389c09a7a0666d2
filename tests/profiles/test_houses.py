"""An institution and everything below it are one house, wherever places are compared."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from profiles.institution_names import institution_key
from profiles.institutions import elsewhere_than, house, house_of, in_the_house_of, same_house
from profiles.models import Institution, Profile, User
from tests.factories import MemberFactory

pytestmark = pytest.mark.django_db


def place(name: str, parent: Institution | None = None) -> Institution:
    """An institution below another one."""
    return Institution.objects.create(
        name=name,
        spellings=institution_key(name),
        parent=parent,
        head=None if parent is None else parent.head or parent,
    )


def person(name: str, workplace: Institution | None = None, words: str = "") -> User:
    return MemberFactory.create(
        name=name, workplace=workplace, institution=words or (workplace.name if workplace else "")
    )


@pytest.fixture
def town() -> dict[str, User]:
    """Two families, words of nobody's, and somebody who names no place."""
    university = place("Northgate University")
    hospital = place("Northgate Hospital", university)
    ward = place("Northgate Cancer Center", hospital)
    clinic = place("Northgate Clinic", university)
    lakeside = place("Lakeside College")
    return {
        "university": person("Una", university),
        "hospital": person("Hal", hospital, "Northgate Hosp."),
        "ward": person("Wim", ward),
        "clinic": person("Cleo", clinic),
        "lakeside": person("Lea", lakeside),
        "words": person("Wanda", None, "St Mary's Hosp."),
        "same words": person("Sam", None, "Saint Mary\u2019s Hospital"),
        "silent": person("Sil"),
        "silent too": person("Sol"),
    }


NORTHGATE = {"university", "hospital", "ward", "clinic"}
HOUSES = [NORTHGATE, {"lakeside"}, {"words", "same words"}]


def test_a_family_is_one_house_and_so_are_equal_words(town: dict[str, User]) -> None:
    people = {name: Profile.objects.get(user=user) for name, user in town.items()}

    for one, hers in people.items():
        for other, his in people.items():
            together = any({one, other} <= members for members in HOUSES)
            assert same_house(hers, his) is together, (one, other)


def test_rows_are_compared_as_people_are(town: dict[str, User]) -> None:
    said = dict(Profile.objects.annotate(house=house()).values_list("user", "house"))

    for name, user in town.items():
        profile = Profile.objects.get(user=user)
        assert said[user.pk] == house_of(profile)
        here = set(Profile.objects.filter(in_the_house_of(profile)).values_list("name", flat=True))
        away = set(Profile.objects.filter(elsewhere_than(profile)).values_list("name", flat=True))
        mine = next((members for members in HOUSES if name in members), set())
        assert here == {town[each].profile.name for each in mine}
        assert away == {each.profile.name for each in town.values()} - here


def test_rows_beside_a_profile_are_compared_too(town: dict[str, User]) -> None:
    hers = Profile.objects.get(user=town["ward"])

    away = User.objects.filter(elsewhere_than(hers, "profile__"))

    assert set(away) == {user for name, user in town.items() if name not in NORTHGATE}


def test_what_is_linked_and_what_is_words_never_meet_by_chance(town: dict[str, User]) -> None:
    number = Institution.objects.get(key="lakeside college").pk
    stranger = person("Strange", None, f"#{number}")

    assert not same_house(stranger.profile, town["lakeside"].profile)


def test_comparing_asks_for_as_little_as_it_can(town: dict[str, User]) -> None:
    hers, his = (Profile.objects.get(user=town[name]) for name in ("ward", "clinic"))
    twin = Profile.objects.get(user=town["ward"])
    with CaptureQueriesContext(connection) as asked:
        assert same_house(hers, twin)
    assert len(asked) == 0
    with CaptureQueriesContext(connection) as asked:
        assert same_house(hers, his)
    assert len(asked) == 2
