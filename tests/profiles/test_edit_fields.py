"""The fields of the profile: what each takes, what it refuses in words, and what stays quiet."""

import pytest
from django.test import Client

from profiles.choices import Direction, Evidence, TagKind
from profiles.models import Profile, QuietTag, User
from tests.factories import MemberFactory, make_hashtag
from tests.profiles.arrange import edited as form
from tests.profiles.arrange import names, page_of
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


TEXTS = ("pronouns", "headline", "institution", "specialty", "answer_asked", "bio")
OTHERS = ("name", "handle", "links", "interests", "values", "time_zone", "version", "goals")


@pytest.mark.parametrize("words", ["#MedEd#Chess", "MedEd,Chess", "\uff03MedEd\u3001 # Chess #"])
def test_hashtags_are_read_however_they_are_set_apart(hers: Client, ana: User, words: str) -> None:
    assert send(hers, "/profile/", **form(ana, interests=words)).status_code == 302
    assert names(ana, direction=Direction.IS) == ["MedEd", "Chess"]


@pytest.mark.parametrize(
    "field", ["interests", "seeks_tags", "offers_tags", "wants_tags", "headline", "answer_work"]
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


def test_how_much_a_community_matters_is_kept_until_it_is_said_anew(
    hers: Client, ana: User
) -> None:
    def wish() -> str:
        return Profile.objects.get(user=ana).community_wish

    assert wish() == "nice"
    assert send(hers, "/profile/", **form(ana, community_wish="important")).status_code == 302
    assert wish() == "important"
    assert send(hers, "/profile/", **form(ana, headline="Reads slides")).status_code == 302
    assert wish() == "important"
    assert send(hers, "/profile/", **form(ana, community_wish="whatever")).status_code == 400
    assert wish() == "important"


def test_who_would_like_a_mentee_to_stand_for_a_hashtag_does_not_stand_under_it(
    hers: Client, ana: User, sign_in
) -> None:
    wants = form(ana, roles=["mentor"], wants_tags="#WomenInPath")
    assert send(hers, "/profile/", **wants).status_code == 302
    assert names(ana, direction=Direction.WANTS) == ["WomenInPath"]

    other = sign_in(MemberFactory.create(about=["WomenInPath"]))
    assert "Ana Duarte" not in page_of(other.get("/tags/WomenInPath/?show=people"))
    shown = page_of(other.get(f"/people/{ana.public_id}/"))
    assert "Would like a mentee to stand for" in shown
    assert "#WomenInPath" in shown
