"""The welcome, steps 2 and 3: wishes, comfort, a way back and a way out of each."""

import uuid
from typing import Any

import pytest
from django.test import Client

from profiles import actions, registry
from profiles.choices import Audience, Contact, Direction, TagKind
from profiles.models import Profile, User
from tests.factories import MemberFactory, make_hashtag
from tests.profiles.arrange import about, at_step_3, comfort, mentee_at_step_2, names, page_of
from tests.words import HOSTILE, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana() -> User:
    """Somebody who has just joined."""
    user = User.objects.create_user("ana@example.org")
    actions.join(user=user, name="Ana Duarte")
    return user


@pytest.fixture
def hers(ana: User, sign_in) -> Client:
    """Her browser."""
    make_hashtag("HemePath", TagKind.SPECIALTY)
    make_hashtag("WomenInMedicine", TagKind.COMMUNITY)
    return sign_in(ana)


def test_kept_quiet_on_the_way_back_it_leaves_everything_else_too(hers: Client, ana: User) -> None:
    me = about(roles=["mentee", "mentor"], bio="Me, #WomenInMedicine", seen="womeninmedicine")
    send(hers, "/welcome/1/", **(me | {"show-womeninmedicine": "public"}))
    send(
        hers,
        "/welcome/2/",
        seats="1",
        seeks_tags="#WomenInMedicine #MDS",
        offers_tags="#WomenInMedicine",
        answer_work="Kindly, #WomenInMedicine",
    )
    send(hers, "/welcome/1/", **(me | {"show-womeninmedicine": "quiet"}))

    profile = Profile.objects.get(user=ana)
    assert names(ana) == ["MDS"]
    assert (profile.bio, profile.answer_work) == ("Me", "Kindly")


def test_a_quiet_hashtag_stays_out_of_a_mentors_answers(hers: Client, ana: User) -> None:
    send(hers, "/welcome/1/", **about(roles=["mentor"], bio="Attending."))
    actions.add_quiet(by=ana, names=["WomenInMedicine"])
    response = send(hers, "/welcome/2/", seats="1", answer_work="As one of #WomenInMedicine")

    assert response.status_code == 400
    assert "among your quiet hashtags" in page_of(response)


def test_step_2_offers_the_hashtags_of_the_bio(hers: Client) -> None:
    mentee_at_step_2(hers)
    page = page_of(hers.get("/welcome/2/"))

    assert 'value="#HemePath"' in page
    assert "Places" not in page


def test_step_2_saves_what_a_mentee_looks_for(hers: Client, ana: User) -> None:
    mentee_at_step_2(hers)
    response = send(
        hers,
        "/welcome/2/",
        goals=["find_fellowship", "first_paper"],
        seeks_kinds=["mentorship", "talk"],
        seeks_hours="2",
        seeks_tags="#HemePath, MDS #hemepath",
        seeks_outside="on",
        languages=["en", "pt"],
    )

    assert response["Location"] == "/welcome/3/"
    profile = Profile.objects.get(user=ana)
    assert profile.goals == ["find_fellowship", "first_paper"]
    assert profile.seeks_kinds == ["mentorship", "talk"]
    assert (profile.seeks_hours, profile.seeks_outside) == (2, True)
    assert profile.languages == ["en", "pt"]
    assert names(ana, direction=Direction.SEEKS) == ["HemePath", "MDS"]


def test_step_2_opens_a_mentor(hers: Client, ana: User) -> None:
    send(hers, "/welcome/1/", **about(roles=["mentor"], bio="Attending."))
    assert "Hashtags I look for" not in page_of(hers.get("/welcome/2/"))
    response = send(
        hers,
        "/welcome/2/",
        seats="2",
        offers_kinds=["mentorship"],
        offers_hours="3",
        offers_tags="#HemePath",
        offers_goals=["first_paper"],
        wants_stages=["resident"],
        only_outside="on",
        answer_asked="Anything.",
    )

    assert response["Location"] == "/welcome/3/"
    profile = Profile.objects.get(user=ana)
    availability = profile.user.availability
    assert (availability.status, availability.seats) == ("open", 2)
    assert profile.is_mentor
    assert (profile.offers_hours, profile.wants_stages) == (3, ["resident"])
    assert (profile.only_outside, profile.answer_asked) == (True, "Anything.")
    assert names(ana, direction=Direction.OFFERS) == ["HemePath"]


def test_somebody_who_is_both_says_both(hers: Client, ana: User) -> None:
    send(hers, "/welcome/1/", **about(roles=["mentee", "mentor"], bio="Good morning."))
    send(hers, "/welcome/2/", seats="1", seeks_tags="#MDS", offers_tags="#HemePath")

    assert names(ana, direction=Direction.SEEKS) == ["MDS"]
    assert names(ana, direction=Direction.OFFERS) == ["HemePath"]
    assert Profile.objects.get(user=ana).is_mentor


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"goals": ["first_paper", "grants", "teaching", "belonging"]}, "at most 3; these are 4"),
        ({"goals": ["flying"]}, "flying is not one of the available choices"),
        ({"seeks_hours": "-1"}, "greater than or equal to 1"),
        ({"seeks_hours": "9" * 5000}, "Enter a whole number"),
        ({"seeks_hours": "two"}, "Enter a whole number"),
        ({"seeks_tags": "not! a? tag."}, "is not a hashtag"),
        ({"seeks_tags": " ".join(f"#t{'abcdefghijklmnop'[n]}x" for n in range(13))}, "At most 12"),
        ({"languages": ["xx"]}, "xx is not one of the available choices"),
    ],
)
def test_bad_wishes_are_refused_in_words_and_stay(
    hers: Client, fields: dict[str, Any], sentence: str
) -> None:
    mentee_at_step_2(hers)
    response = send(hers, "/welcome/2/", **({"seeks_tags": "#KeptTag"} | fields))

    assert response.status_code == 400
    assert sentence in page_of(response)
    assert "#KeptTag" in page_of(response) or "seeks_tags" in fields


def test_finishing_shows_people_and_tells_those_who_asked_to_know(
    hers: Client, ana: User, monkeypatch, django_capture_on_commit_callbacks
) -> None:
    told: list[User] = []
    monkeypatch.setattr(registry, "_when_welcomed", [told.append])
    at_step_3(hers)
    with django_capture_on_commit_callbacks(execute=True):
        response = send(hers, "/welcome/3/", **comfort(audience="nobody", contact="members"))

    assert response["Location"] == "/suggestions/"
    profile = Profile.objects.get(user=ana)
    assert profile.is_welcomed
    assert (profile.audience, profile.contact) == (Audience.NOBODY, Contact.MEMBERS)
    assert told == [ana]


def test_finishing_twice_gives_the_same_answer_once(
    hers: Client, ana: User, monkeypatch, django_capture_on_commit_callbacks
) -> None:
    told: list[User] = []
    monkeypatch.setattr(registry, "_when_welcomed", [told.append])
    at_step_3(hers)
    form = comfort()
    with django_capture_on_commit_callbacks(execute=True):
        answers = [send(hers, "/welcome/3/", **form)["Location"] for _press in range(2)]

    assert answers == ["/suggestions/"] * 2
    assert told == [ana]


def test_a_failing_follow_up_does_not_stop_the_person(
    hers: Client, ana: User, monkeypatch, django_capture_on_commit_callbacks
) -> None:
    def fail(user: User) -> None:
        raise RuntimeError

    monkeypatch.setattr(registry, "_when_welcomed", [fail])
    at_step_3(hers)
    with django_capture_on_commit_callbacks(execute=True):
        response = send(hers, "/welcome/3/", **comfort())

    assert response.status_code == 302
    assert Profile.objects.get(user=ana).is_welcomed


def test_a_mentor_goes_home(hers: Client) -> None:
    send(hers, "/welcome/1/", **about(roles=["mentor"], bio="Attending."))
    send(hers, "/welcome/2/", seats="1")

    assert send(hers, "/welcome/3/", **comfort())["Location"] == "/home/"


@pytest.mark.parametrize("step", [1, 2, 3])
def test_do_this_later_finishes_with_what_was_saved(hers: Client, ana: User, step: int) -> None:
    if step > 1:
        mentee_at_step_2(hers)
    if step > 2:
        send(hers, "/welcome/2/", seeks_tags="#MDS")
    response = send(hers, "/welcome/skip/", idempotency_key=uuid.uuid4(), bio="#Unconfirmed")

    assert response["Location"] == "/home/"
    profile = Profile.objects.get(user=ana)
    assert profile.is_welcomed
    assert profile.bio == ("#HemePath" if step > 1 else "")


def test_a_draft_that_was_never_confirmed_is_dropped(sign_in) -> None:
    bo = User.objects.create_user("bo@example.org")
    actions.join(user=bo, name="Bo", line="Seeking mentor, #WomenInMedicine")
    send(sign_in(bo), "/welcome/skip/", idempotency_key=uuid.uuid4())

    assert Profile.objects.get(user=bo).bio == ""


def test_skipping_is_a_post_with_a_key(hers: Client, ana: User) -> None:
    assert hers.get("/welcome/skip/").status_code == 405
    assert hers.post("/welcome/skip/").status_code == 409
    assert not Profile.objects.get(user=ana).is_welcomed


def test_going_back_shows_what_was_saved(hers: Client) -> None:
    mentee_at_step_2(hers)
    page = page_of(hers.get("/welcome/1/"))

    assert "#HemePath</textarea>" in page
    assert 'value="mentee" id="id_roles_0"' in page
    assert "checked" in page


def test_a_later_step_leads_back_to_the_one_that_is_due(hers: Client) -> None:
    assert hers.get("/welcome/3/")["Location"] == "/welcome/1/"
    mentee_at_step_2(hers)
    assert hers.get("/welcome/3/")["Location"] == "/welcome/2/"


@pytest.mark.parametrize("step", [0, 4, 99999999999999999999])
def test_there_are_three_steps(hers: Client, step: int) -> None:
    assert hers.get(f"/welcome/{step}/").status_code == 404


def test_who_is_through_goes_home(sign_in) -> None:
    assert sign_in(MemberFactory.create()).get("/welcome/1/")["Location"] == "/home/"


def test_the_welcome_is_for_members(client: Client) -> None:
    assert client.get("/welcome/1/").status_code == 302


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_breaks_step_2(hers: Client, text: str) -> None:
    send(hers, "/welcome/1/", **about(roles=["mentee", "mentor"], bio="Good morning."))
    fields = ("seeks_tags", "offers_tags", "answer_asked", "seats", "seeks_hours", "goals")
    response = send(hers, "/welcome/2/", **({"seats": "1"} | dict.fromkeys(fields, text)))

    assert response.status_code in {302, 400}
    assert b"<script>alert" not in response.content
    assert hers.get("/welcome/2/").status_code == 200
