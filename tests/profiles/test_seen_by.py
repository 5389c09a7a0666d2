"""How others see me: it is, byte for byte, what they get, less their buttons."""

import re
import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from profiles.choices import Audience, Contact
from profiles.models import Grant, Profile, User
from tests.acting import FRESH
from tests.conftest import SignIn
from tests.factories import MemberFactory, MentorFactory, tie

pytestmark = pytest.mark.django_db
SEEN_BY = reverse("profiles:seen_by")
ASKS = re.compile(r'<(div|section) class="[^"]*\b(?:asks|signals)"')


@pytest.fixture
def owner() -> User:
    """Nadia, who says a great deal."""
    user = MentorFactory.create(
        name="Nadia Aziz",
        pronouns="she/her",
        headline="Reads marrow",
        bio="I read marrow and like <questions>. #HemePath",
        institution="Lakeside University Hospital",
        time_zone="Europe/Oslo",
        languages=["en", "no"],
        values=["candor"],
        is_mentee=True,
        answer_asked="About #HemePath.",
        links=["https://example.org/"],
        about=["HemePath"],
        offers=["MDS"],
        quiet=["OwnStory"],
    )
    tie(user, "wants", "Lymphoma")
    return user


def page_of(owner: User) -> str:
    return reverse("profiles:person", args=[owner.public_id])


def main_of(response: Any) -> str:
    """What stands in the page's main part."""
    text = FRESH.sub(rb"\1", response.content).decode()
    return re.findall(r"<main\b[^>]*>(.*)</main>", text, re.S)[0].strip()


def less_buttons(html: str) -> str:
    """Without the parts in which the viewer can do something."""
    while found := ASKS.search(html):
        tag, depth = found[1], 0
        for end in re.finditer(rf"<(/?){tag}\b[^>]*>", html[found.start() :]):
            depth += -1 if end[1] else 1
            if not depth:
                html = html[: found.start()] + html[found.start() + end.end() :]
                break
    return html


def seen(client: Client, eyes: str) -> str:
    """The region that shows what others get."""
    response = client.get(SEEN_BY, {"as": eyes})
    assert response.status_code == 200
    return re.findall(r'<div class="through">(.*)</div>', main_of(response), re.S)[0].strip()


def lines(html: str) -> list[str]:
    """Every line of a template's output that holds something, byte for byte."""
    return [line for line in html.split("\n") if line.strip()]


def viewer(eyes: str, owner: User) -> User:
    """A real one of this kind."""
    if eyes == "member":
        return MemberFactory.create(name="Mo Sund", time_zone=owner.profile.time_zone)
    user = MentorFactory.create(name="Rao Iyer", time_zone=owner.profile.time_zone)
    Grant.objects.create(owner=owner, viewer=user, source="request:1")
    return user


@pytest.mark.parametrize("eyes", ["member", "mentor"])
@pytest.mark.parametrize("contact", Contact.values)
def test_it_is_what_they_really_get(owner: User, sign_in: SignIn, eyes: str, contact: str) -> None:
    Profile.objects.filter(user=owner).update(contact=contact)
    real = main_of(sign_in(viewer(eyes, owner)).get(page_of(owner)))
    assert "asks" in real
    assert lines(seen(sign_in(owner), eyes)) == lines(less_buttons(real))


def test_a_mentor_of_mine_sees_whom_nobody_else_does(owner: User, sign_in: SignIn) -> None:
    Profile.objects.filter(user=owner).update(audience=Audience.NOBODY)
    client = sign_in(owner)
    real = main_of(sign_in(viewer("mentor", owner)).get(page_of(owner)))
    assert "Reads marrow" in real
    assert lines(seen(client, "mentor")) == lines(less_buttons(real))
    nothing = sign_in(viewer("member", owner)).get(page_of(owner))
    assert nothing.status_code == 404
    for line in lines(seen(client, "member")):
        assert line in main_of(nothing)
    assert "Nadia" not in seen(client, "member")


def test_somebody_signed_out_gets_what_never_was_gets(
    owner: User, client: Client, sign_in: SignIn
) -> None:
    real = client.get(page_of(owner))
    never = str(uuid.uuid4())
    nothing = client.get(reverse("profiles:person", args=[never]))
    assert real.status_code == nothing.status_code == 302
    assert real["Location"].replace(str(owner.public_id), never) == nothing["Location"]
    region = seen(sign_in(owner), "stranger")
    for word in ("Nadia", "marrow", "HemePath", "Lakeside"):
        assert word not in region


def test_nobody_real_is_asked_for_it(owner: User, sign_in: SignIn) -> None:
    """Blocks, marks and hashtags of those who mentor her change nothing in it."""
    mentor = viewer("mentor", owner)
    client = sign_in(owner)
    before = [seen(client, eyes) for eyes in ("member", "mentor")]
    tie(mentor, "is", "HemePath")
    mentor.blocks_made.create(blocked=owner)
    mentor.evaluator_marks.create(evaluator=owner)
    assert [seen(client, eyes) for eyes in ("member", "mentor")] == before


@pytest.mark.parametrize("eyes", ["stranger", "member", "mentor"])
def test_a_banner_says_whose_eyes_and_nothing_can_be_pressed(
    owner: User, sign_in: SignIn, eyes: str
) -> None:
    main = main_of(sign_in(owner).get(SEEN_BY, {"as": eyes}))
    assert "<form" not in main
    assert "<button" not in main
    assert "<summary" not in main
    assert "OwnStory" not in main
    tab = re.findall(r'href="\?as=(\w+)" aria-current="page"', main)
    assert tab == [eyes]
    says = {"stranger": "not signed in:", "member": "Any member:", "mentor": "A mentor of yours:"}
    assert says[eyes] in main


@pytest.mark.parametrize("asked", ["", "admin", "x" * 5000, "\x00"])
def test_other_eyes_are_a_members(owner: User, sign_in: SignIn, asked: str) -> None:
    client = sign_in(owner)
    assert seen(client, asked) == seen(client, "member")


def test_the_ways_to_it(owner: User, sign_in: SignIn) -> None:
    client = sign_in(owner)
    for page in ("profiles:comfort", "profiles:edit_profile"):
        assert f'href="{SEEN_BY}"' in client.get(reverse(page)).content.decode()
    assert f'href="{SEEN_BY}"' in client.get(page_of(owner)).content.decode()
