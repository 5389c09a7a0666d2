"""The welcome, step 1: nothing of a bio applies before its author has confirmed it."""

import pytest
from django.test import Client

from profiles import actions
from profiles.choices import Evidence, TagKind
from profiles.models import Hashtag, Profile, QuietTag, User
from tests.factories import make_hashtag
from tests.profiles.arrange import about, names, page_of, seen_in
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


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_breaks_step_1(hers: Client, text: str) -> None:
    fields = dict.fromkeys(("bio", "institution", "seen"), text)
    plain = send(hers, "/welcome/1/", **about(roles=["mentee"], **fields))
    picky = send(hers, "/welcome/1/", **dict.fromkeys(about(), text))

    assert plain.status_code in {302, 400}
    assert picky.status_code == 400
    assert b"<script>alert" not in plain.content + picky.content
    assert hers.get("/welcome/1/").status_code in {200, 302}


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
