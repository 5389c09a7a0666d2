"""The presentational template tags: initials, browsers in words, links to parts."""

import pytest
from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st

from profiles.templatetags.kindred import browser_name, initials, url_or_nothing


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Dr Nadia Aziz", "NA"),
        ("Dr. Nadia Aziz", "NA"),
        ("Ana", "A"),
        ("ana maria duarte", "AD"),
        ("Prof. Dr. Wilhelmina von Hohenzollern", "WH"),
        ("Jean-Luc O'Neill", "JO"),
        ("“Bo” Ek", "BE"),
        ("ßarah", "S"),
        ("王 小明", "王小"),
        ("ليلى حداد", "لح"),
        ("Dr", "D"),
        ("🩺 🧬", "·"),
        ("", "·"),
        (None, "·"),
    ],
)
def test_initials_are_those_a_person_would_write(name: object, expected: str) -> None:
    assert initials(name) == expected


@given(st.text())
def test_initials_of_anything_are_one_or_two_characters(name: str) -> None:
    assert 1 <= len(initials(name)) <= 2


EDGE = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/130.0.0.0 Safari/537.36 Edg/130.0.0.0"
)
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1"
)
ANDROID = "Mozilla/5.0 (Android 14; Mobile; rv:130.0) Gecko/130.0 Firefox/130.0"


@pytest.mark.parametrize(
    ("user_agent", "expected"),
    [
        (EDGE, "Edge, Windows"),
        (IPHONE, "Safari, iPhone"),
        (ANDROID, "Firefox, Android"),
        ("curl/8.5.0", "A browser we do not know"),
        ("", "A browser we do not know"),
        (None, "A browser we do not know"),
    ],
)
def test_a_browser_is_said_in_words(user_agent: object, expected: str) -> None:
    assert browser_name(user_agent) == expected


def test_a_part_that_is_not_installed_leaves_no_link() -> None:
    assert url_or_nothing("nowhere:at_all") == ""
    assert url_or_nothing("home") == "/home/"


def nav(section: str, count: int) -> str:
    template = Template(
        '{% load kindred %}{% nav_link "home" section="home" label="Home" count=count %}'
    )
    return template.render(Context({"nav": section, "count": count}))


def test_a_navigation_link_says_where_one_is_and_what_waits() -> None:
    here, elsewhere = nav("home", 3), nav("mentors", 0)
    assert 'aria-current="page"' in here
    assert ">3<" in here
    assert "aria-current" not in elsewhere
    assert 'class="count"' not in elsewhere
    assert ">99+<" in nav("home", 250)
