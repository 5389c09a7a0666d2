"""Cleaning: nothing invisible, nothing that turns a line around, one form of each letter."""

import unicodedata

import pytest
from django import forms
from hypothesis import given
from hypothesis import strategies as st

from safety.fields import LineField, TextField
from safety.text import clean_line, clean_text

# Joiners that mean something: between Persian letters, and in a picture of two.
PERSIAN = "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"
DOCTOR = "\U0001f468\u200d\u2695\ufe0f"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("before\x00after", "beforeafter"),
        ("lone \ud800 surrogate", "lone \ufffd surrogate"),
        ("\u202eevil\u202c", "evil"),
        ("\u2066isolated\u2069", "isolated"),
        ("zero\u200bwidth", "zerowidth"),
        ("soft\u00adhyphen", "softhyphen"),
        ("\ufeffbyte order", "byte order"),
        ("tag\U000e0041s", "tags"),
        ("e\u0301", "\u00e9"),
        ("\u3164\u2800\u115f", ""),
        ("\ufe0f \u034f", ""),
        ("\u0301\u20dd", ""),
        ("\U0001d159\U0001d173", ""),
        ("  spaced  ", "spaced"),
        ("bell\x07 and \x1b[2J", "bell and [2J"),
        (PERSIAN, PERSIAN),
        (DOCTOR, DOCTOR),
        ("stray \u200d joiner", "stray joiner"),
    ],
)
def test_a_line_is_what_one_sees(typed: str, kept: str) -> None:
    assert clean_line(typed) == kept


def test_a_line_is_one_line() -> None:
    assert clean_line("A\r\nBcc: x@y\u2028z\tend") == "A Bcc: x@y z end"


def test_a_text_keeps_its_lines_and_at_most_one_that_is_empty() -> None:
    assert clean_text("one\r\ntwo\rthree\n\n\n\n\nfour  \n") == "one\ntwo\nthree\n\nfour"


def test_marks_do_not_pile_up() -> None:
    assert clean_line("e" + "\u0301" * 400).count("\u0301") <= 4


@given(st.text(max_size=300))
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    once = clean_text(text)
    assert clean_text(once) == once
    assert clean_line(clean_line(text)) == clean_line(text)


@given(st.text(max_size=300))
def test_what_is_left_can_be_kept_and_shown(text: str) -> None:
    line = clean_line(text)
    assert unicodedata.is_normalized("NFC", line)
    assert "\x00" not in line
    line.encode()
    assert not any(unicodedata.category(letter) in {"Cc", "Cs"} for letter in line)


@given(st.text(alphabet="abc \n\t", max_size=200))
def test_plain_words_are_left_alone(text: str) -> None:
    assert clean_line(text).split() == text.split()


class Form(forms.Form):
    """One field of each kind."""

    line = LineField(max_length=5, required=False)
    text = TextField(max_length=5, required=False)


def test_lengths_are_measured_after_cleaning() -> None:
    form = Form({"line": "\u200b" * 50 + "abcde", "text": "a\r\n\u202ebcd"})
    assert form.is_valid(), form.errors
    assert form.cleaned_data == {"line": "abcde", "text": "a\nbcd"}


def test_too_long_is_an_error_in_words_and_the_text_is_kept() -> None:
    form = Form({"line": "abcdef", "text": "abc\n\n\n\ndef"})
    assert not form.is_valid()
    assert set(form.errors) == {"line", "text"}
    assert 'value="abcdef"' in str(form["line"])
