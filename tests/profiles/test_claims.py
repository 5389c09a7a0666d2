"""Badges that somebody types: refused in a name, in whatever letters; names of people pass."""

import pytest

from profiles.claims import claims_a_check, has_badge, has_sign
from profiles.models import Hashtag, User
from tests.conftest import SignIn
from tests.factories import MemberFactory
from tests.profiles.arrange import edited, page_of
from tests.words import send

CLAIMS = [
    "verified",
    "Dr Ana Duarte (Verified)",
    "VERIFIED Ana",
    "Ana \uff56\uff45\uff52\uff49\uff46\uff49\uff45\uff44",
    "Ana \u0475\u0435r\u0456f\u0456\u0435d",
    "Ana V\u0395R\u0399F\u0399\u0395D",
    "Ana \U0001d42f\U0001d41e\U0001d42b\U0001d422\U0001d41f\U0001d422\U0001d41e\U0001d41d",
    "Ana \u1d20\u1d07\u0280\u026a\ua730\u026a\u1d07\u1d05",
    "Ana \u1d5b\u1d49\u02b3\u2071\u1da0\u2071\u1d49\u1d48",
    "v e r i f i e d",
    "Ana v.e.r.i.f.i.e.d",
    "ver-i-fied",
    "veri fied",
    "v3r1f13d",
    "Ver\u200bi\u00adfied",
    "VerIfIed",
    "verlfled",
    "V\u00e9rifi\u00e9",
    "\ua4e6\ua4f0\ua4e3\ua4f2\ua4dd\ua4f2\ua4f0\ua4d3",
    "\u13d9\u13ac\u13a1\u13c6f\u13c6\u13ac\u13a0",
    "\u142fE\u1587I\u15b4IE\u15ea",
    "Verifie\u0111",
    "V\u0247r\u0268fi\u01ddd",
    "\u028cerified",
    "veri\u017fied",
    "ver\u00a1fied",
    "ve\u044fified",
    "Anna, v\u00e9rifi\u00e9e",
    "Geverifieerd",
    "Kindred Official",
    "unverified",
    "Verifiziert",
    "verificada",
    "Kindred Team",
]
NAMES = [
    "Vera Field",
    "Oliver Ifieda",
    "Veronica Friedman",
    "Verity Fields",
    "Xavier I. Fried",
    "Vesna \u0160ari\u0107",
    "\u0412\u0435\u0440\u0430 \u0418\u0432\u0430\u043d\u043e\u0432\u0430",
    "\u0395\u03b9\u03c1\u03ae\u03bd\u03b7 \u03a0\u03b1\u03c0\u03c0\u03ac",
    "D\u00b4Angelo O\u2019Brien",
    "\u02bbAnakala",
    "Ng\u1ecdc-Lan Nguy\u1ec5n",
    "\u738b\u5c0f\u660e",
    "Jr. III",
]
MARKS = ["\u2714", "\u2713", "\u2705", "\u2611\ufe0f", "\u221a", "\uaa9c", "V\u20dd", "\U0001f5f8"]


@pytest.mark.parametrize("text", CLAIMS)
def test_the_word_is_seen_in_whatever_letters(text: str) -> None:
    assert claims_a_check(text.replace("\u200b", "").replace("\u00ad", ""))


@pytest.mark.parametrize("name", NAMES)
def test_names_of_people_are_names(name: str) -> None:
    assert not claims_a_check(name)
    assert not has_sign(name)


@pytest.mark.parametrize("mark", [*MARKS, "\U0001f3c5", "\U0001f535", "\u24cb"])
def test_check_marks_and_seals_are_seen(mark: str) -> None:
    assert has_badge(f"Dr Ana {mark}")


@pytest.mark.parametrize("field", ["name", "pronouns", "headline", "specialty", "institution"])
@pytest.mark.parametrize("said", [*(f"Ana {mark}" for mark in MARKS), CLAIMS[4], CLAIMS[14]])
def test_beside_a_name_nobody_types_a_badge(
    sign_in: SignIn, member: User, field: str, said: str
) -> None:
    response = send(sign_in(member), "/profile/", **edited(member, **{field: said}))
    assert response.status_code == 400
    assert "Please leave" in page_of(response)
    member.profile.refresh_from_db()
    assert getattr(member.profile, field) != said


@pytest.mark.parametrize("field", ["name", "headline"])
def test_what_is_there_already_stays_until_it_is_edited(
    sign_in: SignIn, member: User, field: str
) -> None:
    before = "Ana \u2714 verified"
    setattr(member.profile, field, before)
    member.profile.save()
    client = sign_in(member)
    form = edited(member, **{field: before, "specialty": "Pathology"})
    assert send(client, "/profile/", **form).status_code == 302
    member.profile.refresh_from_db()
    assert getattr(member.profile, field) == before
    assert member.profile.specialty == "Pathology"
    form = edited(member, **{field: f"{before} MD"})
    assert send(client, "/profile/", **form).status_code == 400


@pytest.mark.parametrize("handle", ["ana_verified", "verified_ana", "kindred_team", "v3rified"])
def test_a_handle_says_nothing_of_it_either(sign_in: SignIn, member: User, handle: str) -> None:
    response = send(sign_in(member), "/profile/", **edited(member, handle=handle))
    assert response.status_code == 400
    assert "Please leave that out" in page_of(response)


def test_nor_does_the_institution_that_is_typed_in_the_welcome(
    sign_in: SignIn, member: User
) -> None:
    form = edited(member, roles=["mentee"], institution="\u2714 Verified by Kindred")
    response = send(sign_in(member), "/welcome/1/", **form)
    assert response.status_code == 400
    assert "Please leave out check marks" in page_of(response)


def test_a_hashtag_that_would_pass_for_a_proof_waits_for_review(
    sign_in: SignIn, member: User
) -> None:
    form = edited(member, interests="#VerifiedMentor #HemePath")
    assert send(sign_in(member), "/profile/", **form).status_code == 302
    held = dict(Hashtag.objects.values_list("name", "held"))
    assert held["VerifiedMentor"]
    assert not held["HemePath"]
    shown = page_of(sign_in(MemberFactory.create()).get(member.profile.get_absolute_url()))
    assert "#HemePath" in shown
    assert "VerifiedMentor" not in shown


def test_a_headline_may_hold_a_smile(sign_in: SignIn, member: User) -> None:
    form = edited(member, headline="Marrow and mountains \U0001f642")
    assert send(sign_in(member), "/profile/", **form).status_code == 302
