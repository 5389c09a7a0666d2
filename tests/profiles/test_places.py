"""Places in a long list of people: each is of one list, and whatever else is sent is said so."""

import pytest

from profiles.models import User
from tests.conftest import SignIn
from tests.factories import MemberFactory
from tests.profiles.test_tags import names_on, people_under

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "cursor", ["x", "%00", "W10", "WyJhIiwgMV0", "bnVsbA", "A" * 3000, "é", "WyJhIiwgIngiXQ"]
)
def test_a_place_that_is_none_in_this_list_is_said_so(
    sign_in: SignIn, member: User, mentor: User, cursor: str
) -> None:
    page = sign_in(member).get(f"/tags/HemePath/?after={cursor}")
    assert page.status_code == 400
    assert names_on(page) == []
    assert "This page belongs to another list" in page.content.decode()
    assert 'href="?show=mentors"' in page.content.decode()


def test_a_cursor_is_good_for_one_list_of_one_person(sign_in: SignIn, member: User) -> None:
    people_under("MDS", 25)
    hers, others = sign_in(member), sign_in(MemberFactory.create())
    cursor = hers.get("/tags/MDS/?show=people").context["next"]
    assert "Mentor" not in cursor
    assert len(names_on(hers.get("/tags/MDS/", {"show": "people", "after": cursor}))) == 5
    altered = ("0" if cursor[0] == "1" else "1") + cursor[1:]
    lost = [(hers, "people", altered), (hers, "people", f"{cursor}x")]
    lost += [(hers, "mentors", cursor), (others, "people", cursor)]
    for who, show, after in lost:
        page = who.get("/tags/MDS/", {"show": show, "after": after})
        assert (page.status_code, names_on(page)) == (400, [])
