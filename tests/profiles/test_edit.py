"""Editing the whole public profile: confirmed, versioned, and nothing the form does not name."""

import re
import uuid

import pytest
from django.test import Client

from profiles import actions
from profiles.choices import Direction, Evidence, TagKind
from profiles.forms.editing import EditForm
from profiles.models import HashtagTie, Profile, QuietTag, User
from tests.factories import MemberFactory, make_hashtag
from tests.profiles.arrange import edited as form
from tests.profiles.arrange import names, page_of
from tests.words import send

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana() -> User:
    """A mentee with a finished profile."""
    return MemberFactory.create(name="Ana Duarte", handle="ana_duarte", seeks=["HemePath"])


@pytest.fixture
def hers(ana: User, sign_in) -> Client:
    """Her browser."""
    return sign_in(ana)


def test_everything_the_form_names_is_saved(hers: Client, ana: User) -> None:
    response = send(
        hers,
        "/profile/",
        **form(
            ana,
            name="Ana María Duarte",
            handle="@Ana_M",
            pronouns="she/her",
            headline="PGY-3 in Ohio",
            specialty="Pathology",
            institution="Briarfield",
            time_zone="America/Chicago",
            languages=["pt", "en"],
            links="https://example.org/ana\nexample.com",
            interests="#MedEd, Climbing",
            values=["candor", "humor"],
            roles=["mentee", "mentor"],
            goals=["first_paper"],
            seeks_hours="2",
            offers_kinds=["talk"],
            offers_tags="#MedStudents",
            answer_work="Slowly.",
        ),
    )

    assert response.status_code == 302
    profile = Profile.objects.select_related("user").get(user=ana)
    assert profile.name == "Ana María Duarte"
    assert profile.user.handle == "ana_m"
    assert (profile.pronouns, profile.headline) == ("she/her", "PGY-3 in Ohio")
    assert (profile.specialty, profile.institution) == ("Pathology", "Briarfield")
    assert profile.time_zone == "America/Chicago"
    assert profile.languages == ["pt", "en"]
    assert profile.links == ["https://example.org/ana", "https://example.com"]
    assert profile.values == ["candor", "humor"]
    assert (profile.is_mentee, profile.is_mentor) == (True, True)
    assert (profile.goals, profile.seeks_hours) == (["first_paper"], 2)
    assert (profile.offers_kinds, profile.answer_work) == (["talk"], "Slowly.")
    assert names(ana, direction=Direction.IS) == ["MedEd", "Climbing"]
    assert names(ana, direction=Direction.OFFERS) == ["MedStudents"]


def test_saving_tells_matching(hers: Client, ana: User) -> None:
    before = Profile.objects.get(user=ana).changed_at
    send(hers, "/profile/", **form(ana, headline="New"))

    assert Profile.objects.get(user=ana).changed_at > before


def test_a_profile_saved_as_it_is_shown_stays_the_same(sign_in) -> None:
    full = MemberFactory.create(
        bio="Happy to mentor on #MedEd, first paper of many. #FirstGenDocs",
        is_mentor=True,
        stage="fellow",
        time_zone="Asia/Kolkata",
        languages=["nv", "zu"],
        links=["https://example.org/a?b=1&c=2"],
        values=["humor"],
        goals=["grants"],
        offers_goals=["first_paper"],
        wants_stages=["resident"],
        seeks_hours=3,
        only_outside=True,
        answer_work="Two lines,\nwith a break.",
        seeks=["HemePath", "COVID-19"],
        offers=["MedEd"],
    )
    make_hashtag("FirstGenDocs", TagKind.COMMUNITY)
    actions.tie_bio(user=full, names=["MedEd", "FirstGenDocs"])
    before = Profile.objects.filter(user=full).values().get()
    ties = set(HashtagTie.objects.filter(user=full).values_list("hashtag__name", "direction"))
    shown = EditForm.showing(Profile.objects.get(user=full))
    sent = {name: shown.fields[name].prepare_value(shown[name].value()) for name in shown.fields}
    for item in shown.confirmation.asked:
        sent[item.field_name] = item.answer
    sent |= {"seen": shown.confirmation.codes, "idempotency_key": str(uuid.uuid4())}
    sent["tags"] = [item.tag.key for item in shown.confirmation.tags if item.checked]
    kept = {name: value for name, value in sent.items() if value not in (None, False)}

    assert send(sign_in(full), "/profile/", **kept).status_code == 302
    after = Profile.objects.filter(user=full).values().get()
    assert {name for name in after if after[name] != before[name]} == {"version", "changed_at"}
    assert ties == set(
        HashtagTie.objects.filter(user=full).values_list("hashtag__name", "direction")
    )


def test_what_the_form_does_not_name_cannot_be_set(hers: Client, ana: User) -> None:
    MemberFactory.create(handle="somebody_else")
    sent = {
        "is_staff": "1",
        "is_superuser": "1",
        "email": "other@example.org",
        "photo": "photos/other.webp",
        "suspended_at": "",
        "welcomed_at": "",
        "user": "1",
        "pk": "1",
        "audience": "nobody",
        "seats_taken": "0",
        "changed_at": "2020-01-01",
    }
    before = Profile.objects.filter(user=ana).values("audience", "welcomed_at", "photo")[0]
    assert send(hers, "/profile/", **form(ana, **sent)).status_code == 302

    ana.refresh_from_db()
    assert (ana.is_staff, ana.is_superuser) == (False, False)
    assert ana.email != "other@example.org"
    assert Profile.objects.filter(user=ana).values("audience", "welcomed_at", "photo")[0] == before


def test_two_edits_do_not_overwrite_each_other(hers: Client, ana: User) -> None:
    first, second = form(ana, headline="From the phone"), form(ana, headline="From the desk")
    assert send(hers, "/profile/", **first).status_code == 302
    response = send(hers, "/profile/", **second)
    page = page_of(response)

    assert response.status_code == 400
    assert "changed elsewhere" in page
    assert "Saved meanwhile: From the phone" in page
    assert 'value="From the desk"' in page
    assert page.count("Saved meanwhile") == 2  # at the top, and beside the field
    assert Profile.objects.get(user=ana).headline == "From the phone"

    version = re.search(r'name="version" value="(\d+)"', page)
    assert version
    again = second | {"version": version[1], "idempotency_key": str(uuid.uuid4())}
    assert send(hers, "/profile/", **again).status_code == 302
    assert Profile.objects.get(user=ana).headline == "From the desk"


def test_a_double_click_is_one_edit(hers: Client, ana: User) -> None:
    sent = form(ana, headline="Once")
    answers = [send(hers, "/profile/", **sent).status_code for _press in range(2)]

    assert answers == [302, 302]
    assert Profile.objects.get(user=ana).version == 2


def test_new_words_in_the_bio_are_shown_before_they_apply(hers: Client, ana: User) -> None:
    response = send(hers, "/profile/", **form(ana, bio="Happy to mentor on #MedEd"))
    page = page_of(response)

    assert response.status_code == 400
    assert 'value="meded" checked' in page
    assert names(ana, evidence=Evidence.BIO) == []

    sent = form(ana, bio="Happy to mentor on #MedEd", seen="meded offering", tags=["meded"])
    assert send(hers, "/profile/", **sent).status_code == 302
    assert names(ana, evidence=Evidence.BIO) == ["MedEd"]
    assert not Profile.objects.get(user=ana).is_mentor


def test_what_the_profile_says_already_is_not_asked_again(hers: Client, ana: User) -> None:
    Profile.objects.filter(user=ana).update(bio="PGY-3, looking for a mentor")
    page = page_of(hers.get("/profile/"))

    assert "You are looking for a mentor" not in page
    assert "Your stage" not in page
    assert send(hers, "/profile/", **form(ana, headline="New")).status_code == 302


def test_a_hashtag_that_leaves_the_bio_leaves_the_profile(hers: Client, ana: User) -> None:
    sent = form(ana, bio="#MedEd", seen="meded", tags=["meded"])
    send(hers, "/profile/", **sent)
    send(hers, "/profile/", **form(ana, bio="Nothing."))

    assert names(ana, evidence=Evidence.BIO) == []


def test_a_community_hashtag_can_go_quiet_here(hers: Client, ana: User) -> None:
    make_hashtag("FirstGenDocs", TagKind.COMMUNITY)
    shown = form(
        ana, bio="First, #FirstGenDocs", seen="firstgendocs", **{"show-firstgendocs": "public"}
    )
    send(hers, "/profile/", **shown)
    assert names(ana, evidence=Evidence.BIO) == ["FirstGenDocs"]

    quiet = form(
        ana, bio="First, #FirstGenDocs", seen="firstgendocs", **{"show-firstgendocs": "quiet"}
    )
    send(hers, "/profile/", **quiet)
    assert names(ana, evidence=Evidence.BIO) == []
    assert Profile.objects.get(user=ana).bio == "First"
    assert QuietTag.objects.get(user=ana).key == "firstgendocs"


def test_the_page_needs_a_sign_in_and_shows_what_is_saved(client: Client, hers: Client) -> None:
    assert client.get("/profile/").status_code == 302
    page = page_of(hers.get("/profile/"))

    assert 'value="Ana Duarte"' in page
    assert 'value="#HemePath"' in page


def test_the_page_takes_the_same_queries_for_one_hashtag_and_for_many(
    hers: Client, ana: User, django_assert_max_num_queries
) -> None:
    for number in range(10):
        tag = make_hashtag(f"Tag{'abcdefghij'[number]}x")
        HashtagTie.objects.create(
            user=ana, hashtag=tag, direction=Direction.SEEKS, evidence=Evidence.CHOSEN
        )
    with django_assert_max_num_queries(20):
        hers.get("/profile/")
