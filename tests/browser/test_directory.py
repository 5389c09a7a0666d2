"""The directory with scripts: answers change in place, and the focus stays where it was."""

import re

from playwright.sync_api import Page, expect

from . import acts
from .live import LiveStack
from .visits import DESK, PHONE, Visitors


def opened(visitors: Visitors, *, width: int, scripts: bool = True) -> Page:
    """The directory, signed in as Ana."""
    page = acts.new_page(visitors.new("ana", width=width, scripts=scripts))
    page.goto("/mentors/")
    return page


def test_a_filter_answers_in_place_and_keeps_the_focus(
    stack: LiveStack, visitors: Visitors
) -> None:
    page = opened(visitors, width=DESK)
    everybody = page.locator("#found_figure").inner_text()
    page.get_by_label(re.compile("^Senior faculty")).focus()
    page.keyboard.press("Space")
    expect(page).to_have_url(re.compile(r"/mentors/\?stage=senior_faculty$"))
    expect(page.locator("#found_figure")).not_to_have_text(everybody)
    focused = page.get_by_label(re.compile("^Senior faculty"))
    expect(focused).to_be_focused()
    expect(focused).to_be_checked()

    words = page.get_by_label("Words")
    words.press_sequentially("research mento", delay=20)
    expect(page).to_have_url(re.compile(r"q=research\+mento&stage=senior_faculty$"))
    expect(words).to_be_focused()
    expect(words).to_have_value("research mento")
    page.get_by_role("link", name=re.compile("Leave out .*research")).click()
    expect(page).to_have_url(re.compile(r"/mentors/\?stage=senior_faculty$"))
    expect(page.get_by_label("Words")).to_have_value("")


def test_an_offered_hashtag_is_searched_for_at_once(stack: LiveStack, visitors: Visitors) -> None:
    page = opened(visitors, width=DESK)
    page.get_by_role("textbox", name="Hashtags").press_sequentially("#hemep", delay=20)
    page.get_by_role("button", name=re.compile("^#HemePath")).click()
    expect(page).to_have_url(re.compile(r"/mentors/\?tags=HemePath$"))
    expect(page.get_by_role("link", name="Leave out #HemePath")).to_be_visible()


def test_a_phone_folds_the_filters_away_and_keeps_them_open(
    stack: LiveStack, visitors: Visitors
) -> None:
    page = opened(visitors, width=PHONE)
    stage = page.get_by_label(re.compile("^Mid-career faculty"))
    expect(stage).not_to_be_visible()
    page.get_by_text("More filters").click()
    stage.check()
    expect(page.locator("#filters_count")).to_contain_text("1")
    expect(page.get_by_label(re.compile("^Senior faculty"))).to_be_visible()


def test_without_scripts_a_button_sends_the_same_search(
    stack: LiveStack, visitors: Visitors
) -> None:
    page = opened(visitors, width=DESK, scripts=False)
    page.get_by_role("textbox", name="Hashtags").fill("#hemepath")
    page.get_by_label(re.compile("^Open now")).check()
    page.get_by_role("button", name="Search").click()
    expect(page).to_have_url(re.compile(r"/mentors/\?tags=HemePath&open=1$"))
    expect(page.locator("article.person").first).to_be_visible()
