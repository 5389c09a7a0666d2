"""Hiding one person under one hashtag: for the one who asks for it alone, and taken back."""

import uuid

import pytest
from django.conf import LazySettings
from django.test import Client

from profiles import actions
from profiles.choices import Audience
from profiles.models import Hashtag, Profile, TagHiding, User
from safety.models import AuditEntry
from tests.acting import bare, post
from tests.conftest import SignIn
from tests.factories import MemberFactory, MentorFactory, make_hashtag
from tests.profiles.test_following import follow, long_ago, names_on, news

pytestmark = pytest.mark.django_db

PAGE = "/tags/HemePath/"


@pytest.fixture
def ana(sign_in: SignIn, member: User) -> Client:
    """Ana looks at #HemePath, where Nadia and Omar have a place."""
    for name in ("Nadia", "Omar"):
        MentorFactory.create(name=name, offers=["HemePath", "MDS"])
    return sign_in(member)


def user(name: str) -> User:
    return User.objects.get(profile__name=name)


def path(name: str, what: str = "hide", tag: str = "HemePath") -> str:
    return f"/tags/{tag}/{what}/{user(name).public_id}/"


def figures(client: Client, page: str = PAGE) -> tuple[int, int, list[str]]:
    answer = client.get(page)
    return answer.context["mentors"], answer.context["people"], names_on(answer)


def test_the_list_and_its_figures_go_on_without_the_one_who_is_hidden(ana: Client) -> None:
    assert figures(ana) == (2, 2, ["Nadia", "Omar"])
    answer = post(ana, path("Nadia"), show="mentors")
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"{PAGE}?show=mentors"
    for show in ("mentors", "people"):
        assert figures(ana, f"{PAGE}?show={show}") == (1, 1, ["Omar"])
    index = {tag.name: tag for kind in ana.get("/tags/").context["kinds"] for tag in kind.open}
    assert (index["HemePath"].mentors, index["MDS"].mentors) == (1, 2)


def test_everywhere_else_and_for_everybody_else_nothing_is_changed(
    ana: Client, sign_in: SignIn
) -> None:
    other = sign_in(MemberFactory.create(seeks=["HemePath"]))
    hers = sign_in(user("Nadia"))
    mine = [user("Nadia").profile.get_absolute_url(), "/mentors/?tags=HemePath", "/tags/MDS/"]
    theirs = [(other, PAGE), (hers, PAGE), (hers, "/home/"), (hers, "/notifications/")]
    before = [bare(ana.get(page)) for page in mine], [bare(who.get(page)) for who, page in theirs]
    post(ana, path("Nadia"))
    ana.get(PAGE)  # where the sentence is read that says it was done
    after = [bare(ana.get(page)) for page in mine], [bare(who.get(page)) for who, page in theirs]
    assert before == after
    assert not AuditEntry.objects.exists()


def test_it_is_taken_back_on_the_page_and_in_the_list_of_all(ana: Client) -> None:
    everybody = "/settings/blocked/"
    for back, where in (({}, PAGE), ({"next": everybody}, everybody)):
        post(ana, path("Nadia"))
        assert f'action="{path("Nadia", "show")}"' in ana.get(where).content.decode()
        answer = post(ana, path("Nadia", "show"), **back)
        assert answer.headers["Location"] == where
        assert figures(ana) == (2, 2, ["Nadia", "Omar"])
    assert post(ana, path("Nadia", "show")).status_code == 404


def test_where_everybody_is_hidden_the_way_back_is_still_there(ana: Client, member: User) -> None:
    Hashtag.objects.filter(name="HemePath").update(reviewed=False)
    for name in ("Nadia", "Omar"):
        post(ana, path(name))
    assert figures(ana) == (0, 0, [])
    assert "You hid 2 people here" in ana.get(PAGE).content.decode()


def test_who_follows_is_not_told_of_somebody_hidden(
    ana: Client, member: User, mentor: User
) -> None:
    long_ago(user("Nadia"), user("Omar"), mentor)
    follow(member)
    MentorFactory.create(name="Pia", offers=["HemePath"])
    MentorFactory.create(name="Quin", offers=["HemePath"])
    assert news(member) == {"HemePath": 2}
    actions.hide_under_tag(by=member, hashtag=make_hashtag("HemePath"), person=user("Pia"))
    assert news(member) == {"HemePath": 1}
    assert names_on(ana.get(f"{PAGE}?show=new")) == ["Quin"]


@pytest.mark.parametrize("what", ["hide", "show"])
def test_who_is_out_of_sight_answers_as_one_who_never_was(
    ana: Client, member: User, what: str
) -> None:
    actions.hide_under_tag(by=member, hashtag=make_hashtag("HemePath"), person=user("Nadia"))
    Profile.objects.filter(name="Nadia").update(audience=Audience.NOBODY)
    real, never = path("Nadia", what), f"/tags/HemePath/{what}/{uuid.uuid4()}/"
    assert bare(post(ana, real), real) == bare(post(ana, never), never)
    assert "Nadia" not in ana.get(PAGE).content.decode()
    assert "Nadia" not in ana.get("/settings/blocked/").content.decode()


def test_oneself_and_a_hashtag_nobody_is_told_of_cannot_be_hidden(
    ana: Client, member: User
) -> None:
    make_hashtag("HeldWord", held=True)
    assert post(ana, f"/tags/HemePath/hide/{member.public_id}/").status_code == 404
    assert post(ana, path("Nadia", tag="HeldWord")).status_code == 404
    assert post(ana, path("Nadia", tag="NobodyWrites")).status_code == 404
    assert not TagHiding.objects.exists()


def test_there_is_a_most_and_it_is_said(ana: Client, settings: LazySettings) -> None:
    settings.MAX_HIDDEN_UNDER_HASHTAGS = 1
    post(ana, path("Nadia"))
    answer = post(ana, path("Omar"))
    assert answer.status_code == 409
    assert "You can hide 1 person under a hashtag" in answer.content.decode()
    assert TagHiding.objects.count() == 1


def test_a_merge_of_hashtags_keeps_who_is_hidden(ana: Client, member: User) -> None:
    one, other = make_hashtag("MDS"), make_hashtag("HemePath")
    for tag, name in ((one, "Nadia"), (other, "Nadia"), (one, "Omar")):
        actions.hide_under_tag(by=member, hashtag=tag, person=user(name))
    actions.merge_hashtags(hashtag=one, into=other, by=MemberFactory.create())
    rows = TagHiding.objects.filter(user=member, hashtag=other)
    assert {row.person.profile.name for row in rows} == {"Nadia", "Omar"}
    assert TagHiding.objects.count() == 2
