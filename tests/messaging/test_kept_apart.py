"""Groups and the news of them, where a block stands between two of their people."""

import pytest

from mentorship.erasing import erase
from messaging import actions
from profiles import actions as people
from profiles.models import User
from safety.choices import Outcome
from tests.acting import post
from tests.conftest import SignIn
from tests.messaging.arrange import answer, group_of, said, text_of
from tests.safety.test_cases import decided

pytestmark = pytest.mark.django_db

NAME = "Marrow club"


@pytest.mark.parametrize("order", ["said before", "said after"])
@pytest.mark.parametrize("fate", ["blocked", "suspended", "gone"])
def test_what_others_said_is_told_whatever_became_of_the_first_who_wrote(
    ana: User, ben: User, cem: User, moderator: User, sign_in: SignIn, order: str, fate: str
) -> None:
    talk = group_of(ana, ben, cem)
    said(talk, ana, "One")
    if order == "said before":
        said(talk, ben, "Two")
    name = ana.profile.name
    if fate == "blocked":
        people.block(by=cem, person=ana)
    elif fate == "suspended":
        decided(ana, moderator, Outcome.SUSPEND, hours=24)
    else:
        erase(by=ana)
    if order == "said after":
        said(talk, ben, "Two")
    bell = sign_in(cem).get("/notifications/")
    assert f"{ben.profile.name} wrote in" in text_of(bell)
    assert name not in text_of(bell)
    assert bell.context["nav_counts"]["news"] == 1


@pytest.mark.parametrize("how", ["in one press", "on the profile"])
def test_a_block_by_who_is_asked_shows_nowhere(
    ana: User, ben: User, cem: User, sign_in: SignIn, how: str
) -> None:
    pages = []
    for apart in (False, True):
        group = actions.make_group(by=ana, name=NAME, asked=[ben, cem])
        if not apart:
            answer(sign_in(ben), group, "decline")
        elif how == "in one press":
            answer(sign_in(ben), group, "block")
        else:
            people.block(by=ben, person=ana)
        page = sign_in(ana).get(f"{group.get_absolute_url()}group/")
        pages.append([person.name for person in page.context["waiting"]])
    assert pages == [[ben.profile.name, cem.profile.name]] * 2
    people.unblock(by=ben, person=ana)
    assert sign_in(ben).get("/messages/").context["waiting"] == 0
    # Whoever blocks takes back what she asked herself.
    people.block(by=ana, person=cem)
    page = sign_in(ana).get(f"{group.get_absolute_url()}group/")
    assert [person.name for person in page.context["waiting"]] == [ben.profile.name]


def test_no_name_of_a_group_comes_past_a_block(
    ana: User, ben: User, cem: User, sign_in: SignIn
) -> None:
    group = actions.make_group(by=ana, name=NAME, asked=[ben, cem])
    for one in (ben, cem):
        actions.join(by=one, group=group)
    said(group, ben, "A word to find")
    people.block(by=cem, person=ana)
    actions.name_group(by=ana, group=group, name="For cowards")

    def places(of: User) -> list[str]:
        client = sign_in(of)
        here = group.get_absolute_url()
        paths = (here, f"{here}group/", f"{here}group/leave/", "/messages/", "/notifications/")
        pages = [client.get(path) for path in paths]
        pages.append(post(client, "/messages/search/", q="find"))
        return [text_of(page) for page in pages]

    assert ["For cowards" in page for page in places(cem)] == [False] * 6
    assert [NAME in page for page in places(cem)] == [True] * 6
    assert all("For cowards" in page for page in places(ben)[:4])
    people.unblock(by=cem, person=ana)
    assert "For cowards" not in places(cem)[0]
    actions.name_group(by=ana, group=group, name="For friends")
    assert "For friends" in places(cem)[0]
