"""A hospital and its university are one place for who may ask whom."""

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
