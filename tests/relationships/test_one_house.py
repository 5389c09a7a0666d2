"""A hospital and its university are one place for who may ask whom."""

import re

import pytest

from profiles.models import Institution
from tests.acting import post
from tests.conftest import SignIn
from tests.factories import MemberFactory, MentorFactory
from tests.relationships.arrange import WHY

pytestmark = pytest.mark.django_db


def test_a_mentor_of_the_university_takes_nobody_of_its_hospital(sign_in: SignIn) -> None:
    university = Institution.objects.create(name="Northgate University", spellings="x")
    hospital = Institution.objects.create(
        name="Northgate Hospital", spellings="x", parent=university, head=university
    )
    mentor = MentorFactory.create(only_outside=True, workplace=university, institution="Northgate")
    near = MemberFactory.create(workplace=hospital, institution="Northgate Hospital")
    # Her words are the mentor's, but they mean another place.
    far = MemberFactory.create(
        workplace=Institution.objects.create(name="Northgate", spellings="x"),
        institution="Northgate",
    )
    to, words = (
        f"/people/{mentor.public_id}/ask/",
        {"conflict": "no", "kind": "mentorship", "why": WHY},
    )
    assert "from other institutions only" in post(sign_in(near), to, **words).content.decode()
    assert post(sign_in(far), to, **words).status_code == 302


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("hospital", "both belong to Northgate University"),
        ("university", "both belong to Northgate University"),
        ("elsewhere", ""),
        ("nowhere", ""),
    ],
)
def test_who_belongs_to_the_same_family_is_asked_twice_about_grading(
    sign_in: SignIn, place: str, words: str
) -> None:
    university = Institution.objects.create(name="Northgate University", spellings="x")
    places = {
        "university": university,
        "hospital": Institution.objects.create(
            name="Northgate Hospital", spellings="x", parent=university, head=university
        ),
        "elsewhere": Institution.objects.create(name="Lakeside College", spellings="x"),
        "nowhere": None,
    }
    mentor = MentorFactory.create(workplace=university, institution="Northgate Univ.")
    client = sign_in(MemberFactory.create(workplace=places[place], institution="My own words"))

    for page in (f"/people/{mentor.public_id}/", f"/people/{mentor.public_id}/ask/"):
        shown = re.sub("</?bdi>", "", client.get(page).content.decode())
        assert ("both belong to" in shown) is bool(words), page
        assert words in shown


def test_two_whose_own_words_are_the_same_are_asked_too(sign_in: SignIn) -> None:
    mentor = MentorFactory.create(institution="Saint Mary's Hosp.")
    client = sign_in(MemberFactory.create(institution="St. Mary's <b>Hospital</b>"))
    page = client.get(f"/people/{mentor.public_id}/ask/").content.decode()
    assert "both belong to" not in page
    client = sign_in(MemberFactory.create(institution="St. Mary's Hospital"))
    page = client.get(f"/people/{mentor.public_id}/ask/").content.decode()
    assert "both belong to St. Mary&#x27;s Hospital." in page
