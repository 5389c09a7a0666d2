"""Hashtags and mentions: the published cases, the promises of each function, and bad input."""

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from profiles.hashtags import (
    GROUP_WORDS,
    MAX_LENGTH,
    extract_hashtags,
    extract_mentions,
    hashtag_key,
    hashtag_spans,
    is_hashtag_name,
    is_mixed_script,
    remove_hashtags,
)

DATA = Path(__file__).parent.parent / "data"
ZWJ = "\u200d"


def cases(file: str) -> list[Any]:
    rows = json.loads((DATA / file).read_text(encoding="utf-8"))
    return [pytest.param(row, id=f"{number}: {row['name']}") for number, row in enumerate(rows)]


TEXT_CASES = cases("hashtag_cases.json") + cases("hashtag_medical_cases.json")


@pytest.mark.parametrize("case", TEXT_CASES)
def test_published_text_case(case: dict[str, Any]) -> None:
    if case["hashtags"] is not None:
        assert extract_hashtags(case["text"]) == case["hashtags"]
    if case["mentions"] is not None:
        assert extract_mentions(case["text"]) == case["mentions"]
    if case.get("keys") is not None:
        assert [hashtag_key(name) for name in extract_hashtags(case["text"])] == case["keys"]


@pytest.mark.parametrize("case", cases("hashtag_key_cases.json"))
def test_published_key_case(case: dict[str, str]) -> None:
    assert hashtag_key(case["input"]) == case["key"]


def test_every_case_is_here() -> None:
    asserted = [param.values[0] for param in TEXT_CASES]
    assert len(asserted) == 205 + 111
    assert len(cases("hashtag_key_cases.json")) == 24


# Text made of what matters to the rule, so that examples meet its edges often.
PIECES = st.sampled_from(
    [
        *"#\uff03@\uff20&_-·・/.,;:!?()[]|\"' \n\tabAB19éßıİøæαβжµ²₂癌のक",
        *"\u0301\u0316\u0323\u0942\u200b\u200c\u200d\u202e\u2066\ufe0f\u20e3\u00ad\0\ud800\udfff",
        *"\u3164\u1161\u11a8가👩🩺\u3000\u05f4\u0f0b",
        "#sepsis",
        "#HemePath",
        "#COVID-19",
        "#Quiet",
        "quiet",
        " and ",
        " or ",
        "'s",
        "@anna",
        "https://",
        "x.org/",
        "me@x.org",
    ]
)
RULE_TEXT = st.lists(PIECES, max_size=30).map("".join)
ANY_TEXT = st.one_of(RULE_TEXT, st.text(st.characters(exclude_categories=()), max_size=60))


@given(ANY_TEXT)
def test_key_is_its_own_key(text: str) -> None:
    key = hashtag_key(text)
    assert hashtag_key(key) == key


@given(ANY_TEXT)
def test_extraction_takes_any_text(text: str) -> None:
    names = extract_hashtags(text)
    mentions = extract_mentions(text)
    for name in names:
        assert 0 < len(hashtag_key(name)) <= MAX_LENGTH
        assert is_hashtag_name(name)
    assert all(name.isascii() and 2 <= len(name) <= 30 for name in mentions)


@given(ANY_TEXT)
@example("x #a\u200b\u0301b y")
@example("#cafe\u0301 then #sep\u00adsis")
@example("\u1100\u1161\u11a8 #\u1112\u1161\u11ab\u1100\u116e\u11a8")
def test_spans_point_at_what_was_extracted(text: str) -> None:
    spans = hashtag_spans(text)
    assert [name for _, _, name in spans] == extract_hashtags(text)
    reached = 0
    for start, end, name in spans:
        assert reached <= start < end <= len(text)
        assert text[start] in "#\uff03"
        assert extract_hashtags(text[start:end]) == [name]
        reached = end


@given(RULE_TEXT, st.sets(st.sampled_from(["sepsis", "covid19", "quiet", "ab", "a1", "癌の"])))
@example("#ab#ab#ab#Quiet", {"ab", "quiet"})
@example("x.org, #Quiet/#ab", {"quiet"})
@example("#, #ab Quiet", {"ab", "quiet"})
def test_removed_hashtags_are_gone(text: str, keys: set[str]) -> None:
    left = remove_hashtags(text, keys)
    assert not keys & {hashtag_key(name) for name in extract_hashtags(left)}
    assert len(left) <= len(text)


@given(ANY_TEXT)
def test_removing_what_is_not_there_changes_nothing(text: str) -> None:
    assert remove_hashtags(text, {"not in any text"}) == text


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("#Quiet", ""),
        ("Fellow in #HemePath, #Quiet, and runner.", "Fellow in #HemePath, and runner."),
        ("Loves #Quiet", "Loves"),
        ("Loves #Quiet.", "Loves."),
        ("#Quiet Loves", "Loves"),
        ("#Quiet, loves", "loves"),
        ("one #Quiet two", "one two"),
        ("one  two #Quiet three", "one  two three"),
        ("(#Quiet) hello", "hello"),
        ("hello (#Quiet)", "hello"),
        ("hello (#HemePath, #Quiet)", "hello (#HemePath)"),
        ("hello (#Quiet, #HemePath)", "hello (#HemePath)"),
        ("Mom. #Quiet. Runner.", "Mom. Runner."),
        ("one\n#Quiet\ntwo", "one\ntwo"),
        ("one\r\n#Quiet", "one"),
        ("#Quiet\ntwo", "two"),
        ("one\n\n#Quiet", "one"),
        ("#Quiet and #HemePath", "#HemePath"),
        ("#Quiet and proud", "proud"),
        ("#HemePath and #Quiet", "#HemePath"),
        ("into #HemePath, #MedEd, and #Quiet.", "into #HemePath, #MedEd."),
        ("into #MedEd or #Quiet", "into #MedEd"),
        ("#HemePath | #Quiet | #MedEd", "#HemePath | #MedEd"),
        ("#HemePath/#Quiet/#MedEd", "#HemePath/#MedEd"),
        ("Tags: #Quiet, #HemePath", "Tags: #HemePath"),
        ("#Quiet#HemePath", "#HemePath"),
        ("#Quiet#quiet", ""),
        ("word(#Quiet)#HemePath", "word #HemePath"),
        ("a #Quiet-led team", "a led team"),
        ("my #Quiet's story", "my story"),
        ("私は、#Quiet、#癌症", "私は、#癌症"),
        ("x #q\u200bu\u00adiet\u200b y", "x y"),
        ("x #q_u_i_e_t #QUIET #Quíet y", "x y"),
        ("keep https://x.org/#quiet and a#quiet", "keep https://x.org/#quiet and a#quiet"),
        ("keep #quietly", "keep #quietly"),
    ],
)
def test_removing_mends_the_sentence(text: str, left: str) -> None:
    assert remove_hashtags(text, {"quiet"}) == left


@pytest.mark.parametrize(
    ("name", "mixed"),
    [
        ("sepsis", False),
        ("s\u0435psis", True),
        ("\u0440\u0430\u043a", False),
        ("\u0440\u0430\u043a19_", False),
        ("TNFα", False),
        ("β2agonist", False),
        ("NF\u03baB", False),
        ("癌症X", False),
        ("COVID_भारत", False),
        ("h\u03bfpe", True),
        ("se\u03c1sis", True),
        ("\u0395mergency", True),
        ("\u03bfn\u0441ology", True),
        ("\u0570eme", True),
        ("\u13a1esidents", True),
        ("S\ua4f0PSIS", True),
        ("\u03c0\u03cc\u03bd\u03bf\u03c2", False),
        ("", False),
    ],
)
def test_letters_that_look_alike_are_held(name: str, mixed: bool) -> None:
    assert is_mixed_script(name) is mixed


@pytest.mark.parametrize(
    "name", ["HemePath", "COVID-19", "5-FU", "women_in_surgery", "癌", "β", "TNFα", "a" * 64]
)
def test_a_name_is_a_hashtag_name(name: str) -> None:
    assert is_hashtag_name(name)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "a",
        "2024",
        "two words",
        "#HemePath",
        "T-cell",
        "pre-reg",
        "HemePath!",
        "Heme\u200bPath",
        "cafe\u0301",
        "a" * 65,
        "\0",
        "\ud800",
        "x/y",
    ],
)
def test_a_name_is_no_hashtag_name(name: str) -> None:
    assert not is_hashtag_name(name)


def test_graphemes_are_counted_not_code_points() -> None:
    # 64 Devanagari syllables of two code points each are one tag, 65 are none.
    assert extract_hashtags("#" + "का" * 64) == ["का" * 64]
    assert extract_hashtags("#" + "का" * 65) == []


def test_a_name_never_outgrows_its_column() -> None:
    ligature = "\ufdfa"  # one code point, eighteen in its compatibility form
    assert extract_hashtags("#" + ligature * 5) == [ligature * 5]
    assert extract_hashtags("#" + ligature * 30) == []


def test_a_hyphenated_run_is_whole_or_ends_at_its_first_hyphen() -> None:
    assert extract_hashtags("#SARS-CoV-2-positive") == ["SARS-CoV-2-positive"]
    assert extract_hashtags("#surgery-" + "x" * 100) == ["surgery"]
    assert extract_hashtags("#COVID--19 #COVID- #5-") == ["COVID", "COVID"]


def test_addresses_hide_what_stands_in_them_and_no_more() -> None:
    text = "See (https://x.org/a#frag), #one x.org:8080/#two me@x.org/#three #four"
    assert extract_hashtags(text) == ["one", "four"]
    assert extract_hashtags("[here](https://x.org/a)#five") == ["five"]
    assert extract_hashtags("https://en.wikipedia.org/wiki/Sepsis_(disease)#Cause") == []
    assert extract_hashtags("and/or/#six e.g./#seven") == ["six", "seven"]


def test_joiners_stay_inside_a_word_only() -> None:
    assert extract_hashtags(f"#می\u200cخواهم #{ZWJ}sepsis{ZWJ}") == ["می\u200cخواهم", "sepsis"]


def test_group_words_are_found_so_that_nobody_bears_them() -> None:
    assert extract_mentions("@everyone @here @all") == ["everyone", "here", "all"]
    assert frozenset({"everyone", "here", "all"}) == GROUP_WORDS


def test_mention_lengths() -> None:
    assert extract_mentions(f"@{'a' * 30} @{'b' * 31} @c @dd") == ["a" * 30, "dd"]


HEAVY = {
    "10,000 hashtags": "#HemePath " * 10_000,
    "10,000 glued hashtags": "#quiet" * 10_000,
    "10,000 listed hashtags": "#quiet and #quiet, " * 5_000,
    "10,000 mentions": "@anna " * 10_000,
    "one long word": "a" * 100_000,
    "one long hashtag": "#" + "a" * 100_000,
    "one long hyphenated hashtag": "#a" + "-a" * 50_000,
    "hash signs": "#" * 100_000,
    "marks out of order": "#a" + "\u0301\u0316" * 50_000,
    "joiners": "#a" + "\u200d" * 100_000,
    "jamo": "#\u1100" + "\u1161" * 100_000,
    "dots": "a." * 50_000,
    "domains": "a.bc/" * 20_000,
    "half an address": "a.b+" * 25_000,
    "at signs": "a@" * 50_000,
    "schemes": "http://a(" * 10_000,
    "parentheses": "http://a" + "(" * 100_000,
    "brackets around one": "(" * 50_000 + "#quiet" + ")" * 50_000,
    "quotes of quotes": ">" * 10_000 + "[[((" * 20_000,
    "surrogates": "#a\ud800b\udfff" * 20_000,
    "NUL": "#\0a\0b" * 20_000,
}


@pytest.mark.parametrize("text", HEAVY.values(), ids=HEAVY.keys())
@pytest.mark.parametrize(
    "work",
    [
        extract_hashtags,
        extract_mentions,
        hashtag_key,
        lambda text: remove_hashtags(text, {"quiet"}),
    ],
    ids=["hashtags", "mentions", "key", "remove"],
)
def test_heavy_input_is_quick(work: Callable[[str], object], text: str) -> None:
    """100 kB within 3 s of processor time; a quadratic step takes minutes."""
    began = time.process_time()
    work(text)
    assert time.process_time() - began < 3
