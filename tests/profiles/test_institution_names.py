"""Spellings of one institution's name have one key; other names have another."""

import pytest

from profiles.institution_names import MAX_KEY, institution_key, telling_words, words_typed

SAME = [
    ("St Mary's Hospital", "Saint Mary's Hosp."),
    ("St. Mary's Hosp", "SAINT MARY\u2019S HOSPITAL"),
    ("St Marys Hospital", "St Mary`s Hospital"),
    ("Univ. of Leeds", "The University of Leeds"),
    ("University of Texas at Austin", "University of Texas, Austin"),
    ("Massachusetts Gen. Hosp.", "Massachusetts General Hospital"),
    ("Children's Hospital of Philadelphia", "Childrens Hosp. Philadelphia"),
    ("H\u00f4pital Saint-Aubrelle", "Hopital St Aubrelle"),
    ("Universit\u00e9 de Montr\u00e9al", "Universite\u0301 de Montre\u0301al"),
    ("\u0141\u00f3d\u017a Medical University", "Lodz Medical Univ"),
    ("Science & Technology Inst.", "Sciences and Technology Institute"),
    ("U.C.L.A. Med. Ctr.", "UCLA Medical Centre"),
    ("  Mount  Sinai ", "mt. sinai"),
    ("\uff35niversity of Tokyo", "university of tokyo"),
]
DIFFERENT = [
    ("Boston University", "University of Boston"),
    ("Saint Mary's Hospital", "Saint Mary's University"),
    ("Victoria University", "Victoria University (Canada)"),
    ("Universidad Central", "Universidad Centro"),
    ("Hospital 1", "Hospital 2"),
    ("\u6771\u4eac\u5927\u5b66", "\u4eac\u90fd\u5927\u5b66"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_one_name_has_one_key(one: str, other: str) -> None:
    assert institution_key(one) == institution_key(other) != ""


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_other_names_have_other_keys(one: str, other: str) -> None:
    assert institution_key(one) != institution_key(other)


@pytest.mark.parametrize("nothing", ["", " ", "...", "'", "\u200b", "(&)", "\0", "#"])
def test_a_text_without_a_word_has_no_key(nothing: str) -> None:
    assert institution_key(nothing) == ""
    assert words_typed(nothing) == []


def test_a_name_of_small_words_alone_keeps_them() -> None:
    assert institution_key("The And") == "the and"


@pytest.mark.parametrize(
    "name",
    [
        *(name for pair in SAME + DIFFERENT for name in pair),
        "x" * 5000,
        "\ufdfa" * 300,
        "st " * 300,
        "a\u0301" * 400,
        "\U0001f3e5 Hospital",
        "\u0928\u0947\u092a\u093e\u0932 \u0915\u0949\u0932\u0947\u091c",
        "\ud800 Clinic",
    ],
)
def test_a_key_is_its_own_key_and_fits_its_column(name: str) -> None:
    key = institution_key(name)

    assert len(key) <= MAX_KEY
    assert institution_key(key) == key
    assert key == " ".join(key.split())


def test_marks_belong_to_the_word_they_are_written_in() -> None:
    words = words_typed("\u0928\u0947\u092a\u093e\u0932 \u0915\u0949\u0932\u0947\u091c")

    assert len(words) == 2


def test_a_word_being_typed_may_be_short_for_another() -> None:
    assert words_typed("St. Mary") == [("st", "saint"), ("mary",)]
    assert words_typed("the Univ of") == [("univ", "university")]


def test_telling_words_are_those_that_few_names_have() -> None:
    assert telling_words(words_typed("St Mary's Univ. Hosp.")) == [("st", "saint"), ("marys",)]
    assert telling_words(words_typed("The General Hospital")) == []


def test_what_is_typed_never_holds_a_sign_a_query_would_read() -> None:
    typed = words_typed('a\' | b:* & !c \\ (d) <-> "e" %_')

    assert all(part.isalnum() for word in typed for part in word)
