"""The welcome: three steps, nothing applied unconfirmed, a way back and a way out of each."""

import re
import uuid
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from profiles import actions, registry
from profiles.choices import Audience, Contact, Direction, Evidence, TagKind
from profiles.models import Hashtag, HashtagTie, Profile, QuietTag, User
from tests.factories import MemberFactory, make_hashtag
from tests.words import HOSTILE, send

pytestmark = pytest.mark.django_db

BIO = "PGY-3, #HemePath, looking for a mentor, #WomenInMedicine"


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


def about(**fields: Any) -> dict[str, Any]:
    return {"roles": [], "bio": "", "stage": "", "institution": "", "time_zone": "UTC"} | fields


def comfort(**fields: Any) -> dict[str, Any]:
    key = {"idempotency_key": str(uuid.uuid4())}
    return {"audience": "members", "contact": "connected", "mail_news": "at_once"} | key | fields


def page_of(response: HttpResponse) -> str:
    return response.content.decode()


def seen_in(page: str) -> str:
    found = re.search(r'name="seen" value="([^"]*)"', page)
    assert found
    return found[1]


def names(user: User, **filters: Any) -> list[str]:
    return list(
        HashtagTie.objects.filter(user=user, **filters).values_list("hashtag__name", flat=True)
    )


def test_the_first_continue_shows_what_was_understood_and_applies_nothing(
    hers: Client, ana: User
) -> None:
    response = send(hers, "/welcome/1/", **about(bio=BIO))
    page = page_of(response)

    assert response.status_code == 400
    assert seen_in(page) == "hemepath seeking stage:resident womeninmedicine"
    assert "You are looking for a mentor" in page
    assert 'value="hemepath" checked' in page
    assert "Who may see it?" in page
    assert BIO in page
    assert names(ana) == []
    profile = Profile.objects.get(user=ana)
    assert (profile.bio, profile.is_mentee, profile.welcome_step) == ("", False, 1)


def test_the_second_continue_applies_what_is_ticked(hers: Client, ana: User) -> None:
    seen = seen_in(page_of(send(hers, "/welcome/1/", **about(bio=BIO))))
    response = send(
        hers,
        "/welcome/1/",
        **about(
            bio=BIO,
            seen=seen,
            tags=["hemepath"],
            says=["seeking", "stage:resident"],
            **{"show-womeninmedicine": "public"},
        ),
    )

    assert response["Location"] == "/welcome/2/"
    assert names(ana, evidence=Evidence.BIO) == ["HemePath", "WomenInMedicine"]
    profile = Profile.objects.get(user=ana)
    assert (profile.is_mentee, profile.is_mentor, profile.stage) == (True, False, "resident")
    assert profile.bio == BIO


def test_what_is_unticked_is_not_applied_and_not_asked_again(hers: Client, ana: User) -> None:
    bio = "PGY-3, #HemePath, looking for a mentor"
    seen = seen_in(page_of(send(hers, "/welcome/1/", **about(bio=bio))))
    send(hers, "/welcome/1/", **about(bio=bio, seen=seen, roles=["mentor"]))

    profile = Profile.objects.get(user=ana)
    assert names(ana) == []
    assert (profile.is_mentee, profile.is_mentor, profile.stage) == (False, True, "")
    again = page_of(hers.get("/welcome/1/"))
    assert 'name="tags" value="hemepath"' in again
    assert 'value="hemepath" checked' not in again


def test_a_tick_for_what_the_text_does_not_say_does_nothing(hers: Client, ana: User) -> None:
    send(
        hers,
        "/welcome/1/",
        **about(roles=["mentee"], bio="Hello.", seen="hemepath", tags=["hemepath"]),
    )

    assert names(ana) == []
    assert Profile.objects.get(user=ana).welcome_step == 2


def test_without_anything_to_confirm_one_continue_is_enough(hers: Client, ana: User) -> None:
    response = send(hers, "/welcome/1/", **about(roles=["mentee"], bio="Hello."))

    assert response["Location"] == "/welcome/2/"


def test_a_community_hashtag_is_asked_about_until_it_is_answered(hers: Client, ana: User) -> None:
    bio = "I am #WomenInMedicine"
    page = page_of(
        send(hers, "/welcome/1/", **about(roles=["mentee"], bio=bio, seen="womeninmedicine"))
    )

    assert "Please say for each community hashtag" in page
    assert Profile.objects.get(user=ana).welcome_step == 1


def test_kept_quiet_it_leaves_the_text_and_makes_no_tie(hers: Client, ana: User) -> None:
    answer = {"show-womeninmedicine": "quiet", "seen": "womeninmedicine"}
    response = send(
        hers,
        "/welcome/1/",
        **about(roles=["mentee"], bio="Pathology, #WomenInMedicine, in Ohio", **answer),
    )

    assert response.status_code == 302
    assert Profile.objects.get(user=ana).bio == "Pathology, in Ohio"
    assert list(QuietTag.objects.values_list("user", "key")) == [(ana.pk, "womeninmedicine")]
    assert names(ana) == []


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


def test_taken_out_it_is_kept_nowhere(hers: Client, ana: User) -> None:
    answer = {"show-womeninmedicine": "out", "seen": "womeninmedicine"}
    send(hers, "/welcome/1/", **about(roles=["mentee"], bio="Me #WomenInMedicine", **answer))

    assert Profile.objects.get(user=ana).bio == "Me"
    assert not QuietTag.objects.exists()
    assert names(ana) == []


def test_an_alias_of_a_community_hashtag_is_asked_about_too(hers: Client, ana: User) -> None:
    make_hashtag("WIM", alias_of=Hashtag.objects.get(key="womeninmedicine"))
    answer = {"show-womeninmedicine": "quiet", "seen": "womeninmedicine"}
    send(hers, "/welcome/1/", **about(roles=["mentee"], bio="Me #WIM there", **answer))

    assert Profile.objects.get(user=ana).bio == "Me there"
    assert QuietTag.objects.get().key == "womeninmedicine"


def test_no_community_hashtag_slips_by_behind_many_others(hers: Client, ana: User) -> None:
    bio = " ".join(f"#tag{letter}" for letter in "abcdefghijklmnop") + " #WomenInMedicine"

    assert "Who may see it?" in page_of(send(hers, "/welcome/1/", **about(bio=bio)))


def test_what_is_typed_after_the_last_look_is_shown_first(hers: Client, ana: User) -> None:
    response = send(
        hers,
        "/welcome/1/",
        **about(roles=["mentee"], bio="#HemePath #MDS", seen="hemepath", tags=["hemepath"]),
    )

    assert response.status_code == 400
    assert "Please look at what we understood" in page_of(response)
    assert names(ana) == []


def test_understanding_while_typing_keeps_ticks_and_stores_nothing(hers: Client, ana: User) -> None:
    response = send(
        hers,
        "/profile/understand/",
        **about(bio="#HemePath #MDS #NewOne", seen="hemepath mds", tags=["mds"]),
    )
    page = page_of(response)

    assert "<html" not in page
    assert 'value="mds" checked' in page
    assert 'value="newone" checked' in page
    assert 'value="hemepath" checked' not in page
    assert not Hashtag.objects.filter(key="newone").exists()
    assert Profile.objects.get(user=ana).bio == ""


def test_understanding_needs_a_sign_in_and_a_post(client: Client, hers: Client) -> None:
    assert client.post("/profile/understand/", {"bio": "x"}).status_code == 302
    assert hers.get("/profile/understand/").status_code == 405


def test_the_line_from_the_front_door_waits_in_the_bio(ana: User, sign_in) -> None:
    bo = User.objects.create_user("bo@example.org")
    actions.join(user=bo, name="Bo", line="Seeking mentor, #HemePath")
    page = page_of(sign_in(bo).get("/welcome/1/"))

    assert "Seeking mentor, #HemePath" in page
    assert 'value="hemepath" checked' in page


def test_a_line_in_the_session_waits_there_too(hers: Client) -> None:
    session = hers.session
    session["line"] = "Seeking mentor, #HemePath"
    session.save()

    assert "Seeking mentor, #HemePath" in page_of(hers.get("/welcome/1/"))


def test_somebody_has_to_be_here_for_something(hers: Client) -> None:
    response = send(hers, "/welcome/1/", **about(institution="Briarfield"))

    assert response.status_code == 400
    assert "Please choose at least one" in page_of(response)
    assert 'value="Briarfield"' in page_of(response)


def mentee_at_step_2(hers: Client) -> None:
    send(
        hers,
        "/welcome/1/",
        **about(roles=["mentee"], bio="#HemePath", seen="hemepath", tags=["hemepath"]),
    )


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


def at_step_3(hers: Client) -> None:
    mentee_at_step_2(hers)
    send(hers, "/welcome/2/", seeks_tags="#HemePath")


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
def test_no_text_breaks_step_1(hers: Client, text: str) -> None:
    fields = dict.fromkeys(("bio", "institution", "seen"), text)
    plain = send(hers, "/welcome/1/", **about(roles=["mentee"], **fields))
    picky = send(hers, "/welcome/1/", **dict.fromkeys(about(), text))

    assert plain.status_code in {302, 400}
    assert picky.status_code == 400
    assert b"<script>alert" not in plain.content + picky.content
    assert hers.get("/welcome/1/").status_code in {200, 302}


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_breaks_step_2(hers: Client, text: str) -> None:
    send(hers, "/welcome/1/", **about(roles=["mentee", "mentor"], bio="Good morning."))
    fields = ("seeks_tags", "offers_tags", "answer_asked", "seats", "seeks_hours", "goals")
    response = send(hers, "/welcome/2/", **({"seats": "1"} | dict.fromkeys(fields, text)))

    assert response.status_code in {302, 400}
    assert b"<script>alert" not in response.content
    assert hers.get("/welcome/2/").status_code == 200


def test_repeated_fields_are_read_as_one(hers: Client, ana: User) -> None:
    response = send(hers, "/welcome/1/", **about(roles=["mentee"] * 50, bio=["first", "second"]))

    assert response.status_code == 302
    assert Profile.objects.get(user=ana).bio == "second"


def test_what_a_form_does_not_name_cannot_be_set(hers: Client, ana: User) -> None:
    send(
        hers,
        "/welcome/1/",
        **about(
            roles=["mentee"],
            bio="x",
            is_staff="1",
            welcomed_at="2020-01-01",
            user="1",
            seats_taken="0",
            photo="photos/other.webp",
            handle="admin",
        ),
    )
    ana.refresh_from_db()
    profile = Profile.objects.get(user=ana)

    assert (ana.is_staff, profile.is_welcomed, profile.photo) == (False, False, "")
    assert ana.handle == "ana_duarte"
