"""Words of names, headlines and bios: what is found, and what is not."""

import pytest

from profiles.models import Listing, Profile
from profiles.words import question_for
from tests.factories import MentorFactory

pytestmark = pytest.mark.django_db


def found(typed: str) -> set[str]:
    """The names of those in whose words everything stands that was typed."""
    question = question_for(typed)
    assert question is not None
    return set(Listing.objects.filter(words=question).values_list("user__profile__name", flat=True))


@pytest.fixture
def people() -> None:
    MentorFactory.create(
        name="Zoë Müller-Łuczak", headline="Marrow transplants", bio="I run the ward at night."
    )
    MentorFactory.create(name="William Jones", bio="Transplantation and the #HemePath clinic.")
    MentorFactory.create(name="İpek O’Brien", headline="Ethics", bio="ПРИВЕТ, हिन्दी, 100% sure")


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("muller", {"Zoë Müller-Łuczak"}),
        ("MÜLLER luczak", {"Zoë Müller-Łuczak"}),
        ("Mu\u0308ller", {"Zoë Müller-Łuczak"}),
        ("jones", {"William Jones"}),
        ("jone", {"William Jones"}),  # as far as it was typed
        ("jone transplantation", set()),  # only the last word may be unfinished: no name is stemmed
        ("transplant", {"Zoë Müller-Łuczak", "William Jones"}),
        ("transplants ward", {"Zoë Müller-Łuczak"}),
        ("transplanting wards", {"Zoë Müller-Łuczak"}),
        ("running the wards of the night", {"Zoë Müller-Łuczak"}),
        ("hemep", {"William Jones"}),
        ("#HemePath", {"William Jones"}),
        ("ipek obrien", set()),
        ("ipek o'brien", {"İpek O’Brien"}),
        ("O\u2019Brien", {"İpek O’Brien"}),
        ("привет", {"İpek O’Brien"}),
        ("हिन्दी", {"İpek O’Brien"}),
        ("100%", {"İpek O’Brien"}),
        ("the", {"Zoë Müller-Łuczak", "William Jones"}),
        ("w", set()),  # one letter says too little to be a beginning
        ("marrow nobody", set()),
        ("ward'); drop table profiles_profile; --", set()),
    ],
)
def test_words_find_people(people: None, typed: str, names: set[str]) -> None:
    assert found(typed) == names


@pytest.mark.parametrize("typed", ["", " ", "%", "'", '""', "!&|:*()", "\\", "_", "\u2019 - …"])
def test_no_word_asks_nothing(typed: str) -> None:
    assert question_for(typed) is None


@pytest.mark.parametrize(
    "typed", ["½", "²", "\u3007", "\U0001d400", "\u2160", "a" * 5000, "ﬁ", "1e5", "-3.5", "٣", "ª"]
)
def test_odd_words_are_no_error(people: None, typed: str) -> None:
    found(typed)


def test_words_follow_what_is_written(people: None) -> None:
    Profile.objects.filter(name="William Jones").update(name="William Smith", bio="")
    assert found("jones") == found("hemepath") == set()
    assert found("smith") == {"William Smith"}
