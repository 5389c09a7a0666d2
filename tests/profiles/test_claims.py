"""Badges that somebody types: refused in a name, in whatever letters; names of people pass."""

import pytest

from profiles.claims import claims_a_check, has_badge, has_sign
from profiles.models import User
from tests.conftest import SignIn
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


@pytest.mark.parametrize("field", ["name", "pronouns", "headline"])
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


def test_a_headline_may_hold_a_smile(sign_in: SignIn, member: User) -> None:
    form = edited(member, headline="Marrow and mountains \U0001f642")
    assert send(sign_in(member), "/profile/", **form).status_code == 302
