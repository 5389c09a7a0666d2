"""Editing the whole public profile: checked, versioned, and nothing the form does not name."""

import re
import uuid
from html import unescape
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from profiles import actions
from profiles.choices import Direction, Evidence, TagKind
from profiles.forms.editing import EditForm
from profiles.models import HashtagTie, Profile, QuietTag, User
from tests.factories import MemberFactory, make_hashtag
from tests.words import HOSTILE, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana() -> User:
    """A mentee with a finished profile."""
    return MemberFactory.create(name="Ana Duarte", handle="ana_duarte", seeks=["HemePath"])


@pytest.fixture
def hers(ana: User, sign_in) -> Client:
    """Her browser."""
    return sign_in(ana)


def form(user: User, /, **fields: Any) -> dict[str, Any]:
    """What the page would send if nothing but `fields` were changed."""
    profile = Profile.objects.get(user=user)
    seeks = HashtagTie.objects.filter(user=user, direction=Direction.SEEKS)
    return {
        "idempotency_key": str(uuid.uuid4()),
        "version": profile.version,
        "name": profile.name,
        "handle": user.handle,
        "bio": profile.bio,
        "seen": "",
        "stage": profile.stage,
        "time_zone": profile.time_zone,
        "roles": ["mentee"],
        "seeks_kinds": profile.seeks_kinds,
        "seeks_tags": " ".join(f"#{tie.hashtag.name}" for tie in seeks),
    } | fields


def page_of(response: HttpResponse) -> str:
    return unescape(response.content.decode())


def names(user: User, **filters: Any) -> list[str]:
    return list(
        HashtagTie.objects.filter(user=user, **filters).values_list("hashtag__name", flat=True)
    )


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


@pytest.mark.parametrize("words", ["#MedEd#Chess", "MedEd,Chess", "\uff03MedEd\u3001 # Chess #"])
def test_hashtags_are_read_however_they_are_set_apart(hers: Client, ana: User, words: str) -> None:
    assert send(hers, "/profile/", **form(ana, interests=words)).status_code == 302
    assert names(ana, direction=Direction.IS) == ["MedEd", "Chess"]


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


@pytest.mark.parametrize(
    "field", ["interests", "seeks_tags", "offers_tags", "headline", "answer_work"]
)
def test_a_quiet_hashtag_never_becomes_public_by_the_way(
    hers: Client, ana: User, field: str
) -> None:
    QuietTag.objects.create(user=ana, key="firstgendocs", name="FirstGenDocs")
    make_hashtag("1stGenDocs", alias_of=make_hashtag("FirstGenDocs", TagKind.COMMUNITY))
    response = send(hers, "/profile/", **form(ana, **{field: "#1stGenDocs"}))

    assert response.status_code == 400
    assert "among your quiet hashtags" in page_of(response)
    assert "FirstGenDocs" not in names(ana)


@pytest.mark.parametrize("field", ["interests", "seeks_tags", "headline", "answer_work"])
def test_quiet_in_the_bio_and_public_beside_it_is_refused(
    hers: Client, ana: User, field: str
) -> None:
    make_hashtag("FirstGenDocs", TagKind.COMMUNITY)
    answer = {"seen": "firstgendocs", "show-firstgendocs": "quiet", field: "#FirstGenDocs"}
    response = send(hers, "/profile/", **form(ana, bio="Me #FirstGenDocs", **answer))

    assert response.status_code == 400
    assert "among your quiet hashtags" in page_of(response)
    assert not QuietTag.objects.exists()


def test_the_bio_asks_about_a_hashtag_that_is_quiet_now(hers: Client, ana: User) -> None:
    QuietTag.objects.create(user=ana, key="insulin", name="Insulin")
    page = page_of(send(hers, "/profile/", **form(ana, bio="#Insulin and me")))
    assert "Who may see it?" in page

    shown = form(ana, bio="#Insulin and me", seen="insulin", **{"show-insulin": "public"})
    assert send(hers, "/profile/", **shown).status_code == 302
    assert names(ana, evidence=Evidence.BIO) == ["Insulin"]
    assert not QuietTag.objects.exists()


@pytest.mark.parametrize(
    "handle",
    [
        "ad",
        "a" * 31,
        "ana duarte",
        "ana-duarte",
        "\u0430nna",
        "admin",
        "adm1n",
        "_admin_",
        "\u00e9a",
    ],
)
def test_handles_that_are_refused(hers: Client, ana: User, handle: str) -> None:
    response = send(hers, "/profile/", **form(ana, handle=handle))

    assert response.status_code == 400
    assert User.objects.get(pk=ana.pk).handle == "ana_duarte"


@pytest.mark.parametrize("handle", ["nadia_aziz", "NADIA_AZIZ", "nad1a_aziz", "nadiaaziz"])
def test_a_handle_like_anothers_is_refused(hers: Client, ana: User, handle: str) -> None:
    MemberFactory.create(handle="nadia_aziz")
    response = send(hers, "/profile/", **form(ana, handle=handle))

    assert response.status_code == 400
    assert "or one that looks like it, is taken" in page_of(response)


def test_a_handle_taken_at_the_same_moment_is_refused_in_words(
    hers: Client, ana: User, monkeypatch
) -> None:
    from profiles.forms import editing

    MemberFactory.create(handle="nadia_aziz")
    monkeypatch.setattr(editing, "skeleton", lambda handle: "nothing")
    response = send(hers, "/profile/", **form(ana, handle="nadia_aziz", headline="Kept"))

    assert response.status_code == 400
    assert "is taken" in page_of(response)
    assert 'value="Kept"' in page_of(response)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "   ",
        "\u3164",
        "\u2800\u200b",
        "12345",
        "Ana \u2714",
        "Ana \u2713 Duarte",
        "Ana \u2705",
        "Ana (Verified)",
        "Ana \uff36\uff25\uff32\uff29\uff26\uff29\uff25\uff24",
        "Ana \U0001f468",
        "https://example.org",
        "<b>Ana</b>",
        "x" * 81,
    ],
)
def test_names_that_are_refused(hers: Client, ana: User, name: str) -> None:
    response = send(hers, "/profile/", **form(ana, name=name))

    assert response.status_code == 400
    assert Profile.objects.get(user=ana).name == "Ana Duarte"


@pytest.mark.parametrize(
    "name", ["李小龍", "O'Brien-Ngũgĩ", "Dr. José María, Jr.", "N\u2019Diaye", "أنا", "Ana 2nd"]
)
def test_names_that_are_fine(hers: Client, ana: User, name: str) -> None:
    assert send(hers, "/profile/", **form(ana, name=name)).status_code == 302


def test_what_is_invisible_leaves_a_name(hers: Client, ana: User) -> None:
    send(hers, "/profile/", **form(ana, name="Ana\u200b \u202eDuarte\u2066\r\nBcc: x"))

    assert Profile.objects.get(user=ana).name == "Ana Duarte Bcc: x"


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java\tscript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "//evil.example",
        "/\\evil.example",
        "https:/evil",
        "https://",
        "https://user:pass@evil.example/",
        "ftp://example.org",
        "https://example.org/\u202egnp.exe",
        "https://exa mple.org",
        "vbscript:x",
        "https://[::1",
        f"https://example.org/{'x' * 200}",
        "https://ex\u0430mple.org",
    ],
)
def test_links_that_are_refused_or_made_harmless(hers: Client, ana: User, link: str) -> None:
    response = send(hers, "/profile/", **form(ana, links=link))
    links = Profile.objects.get(user=ana).links

    assert response.status_code == 400 or all(one.startswith("https://") for one in links)
    if "\u202e" not in link:
        assert response.status_code == 400
    assert links == [] or "\u202e" not in links[0]


def test_at_most_three_links(hers: Client, ana: User) -> None:
    four = "\n".join(f"https://example.org/{number}" for number in range(4))
    response = send(hers, "/profile/", **form(ana, links=four))

    assert response.status_code == 400
    assert "At most 3 links" in page_of(response)
    assert "https://example.org/3" in page_of(response)


TEXTS = ("pronouns", "headline", "institution", "specialty", "answer_asked", "bio")
OTHERS = ("name", "handle", "links", "interests", "values", "time_zone", "version", "goals")


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_breaks_the_form(hers: Client, ana: User, text: str) -> None:
    plain = send(hers, "/profile/", **form(ana, **dict.fromkeys(TEXTS, text)))
    picky = send(hers, "/profile/", **form(ana, **dict.fromkeys((*TEXTS, *OTHERS), text)))

    assert plain.status_code in {302, 400}
    assert picky.status_code == 400
    assert b"<script>alert" not in plain.content + picky.content
    assert hers.get("/profile/").status_code == 200


def test_a_form_without_a_readable_key_is_refused_in_words(hers: Client, ana: User) -> None:
    response = send(hers, "/profile/", **form(ana, idempotency_key="\x00"))

    assert response.status_code == 409
    assert "nothing was changed" in page_of(response)


def test_an_empty_post_says_what_is_missing(hers: Client) -> None:
    response = hers.post("/profile/")

    assert response.status_code == 400
    assert "This field is required." in page_of(response)


def test_a_bio_one_letter_too_long_is_refused_and_kept(hers: Client, ana: User) -> None:
    response = send(hers, "/profile/", **form(ana, bio="b" * 601))

    assert response.status_code == 400
    assert "b" * 601 in page_of(response)
    assert send(hers, "/profile/", **form(ana, bio="b" * 600)).status_code == 302


def test_a_bio_is_measured_after_cleaning(hers: Client, ana: User) -> None:
    bio = "b\u200b" * 600
    assert send(hers, "/profile/", **form(ana, bio=bio)).status_code == 302
    assert Profile.objects.get(user=ana).bio == "b" * 600


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
