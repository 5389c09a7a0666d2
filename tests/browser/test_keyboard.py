"""With the keyboard alone: the main journey, and a menu. Whether everything on every page can be
reached and seen is looked at where every page is opened (looks.py)."""

import re

import pytest
from playwright.sync_api import Page, expect

from mentorship.demo import seeding

from . import acts
from .live import LiveStack
from .visits import DESK, PHONE, Visitors

MOST_STOPS = 400
# What has the focus: its words, whether one sees that it has it, and what lies over its middle.
FOCUS = """() => {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  const around = [element, element.closest("label"), element.closest(".ask")];
  const outlined = around.some(one => one && getComputedStyle(one).outlineStyle !== "none"
    && parseFloat(getComputedStyle(one).outlineWidth) >= 2);
  const box = (element.closest("label") ?? element).getBoundingClientRect();
  const x = box.x + Math.min(box.width / 2, 40), y = box.y + Math.min(box.height / 2, 22);
  const top = document.elementFromPoint(x, y);
  const inSight = top !== null
    && around.some(one => one && (one.contains(top) || top.contains(one)));
  const words = element.getAttribute("aria-label") || element.labels?.[0]?.innerText
    || element.innerText || element.name || element.id || element.tagName;
  return {words: words.trim().replace(/\\s+/g, " "), outlined, inSight,
          html: element.outerHTML.slice(0, 120)};
}"""


def stop(page: Page, key: str = "Tab") -> dict[str, str] | None:
    """Presses a key; what has the focus then, once it is seen and nothing lies over it."""
    page.keyboard.press(key)
    focus = page.evaluate(FOCUS)
    if focus:
        assert focus["outlined"], f"the focus is not seen: {focus['html']}"
        assert focus["inSight"], f"something lies over the focus: {focus['html']}"
    return focus


def reach(page: Page, words: str) -> None:
    """Tabs on until the focus is on what these words name."""
    for _ in range(MOST_STOPS):
        focus = stop(page)
        if focus and re.search(words, focus["words"]):
            return
    raise AssertionError(f"{words} cannot be reached with Tab on {page.url}")


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_the_main_journey(width: int, stack: LiveStack, visitors: Visitors) -> None:
    page = acts.new_page(visitors.new(width=width))
    keys = page.keyboard
    page.goto("/accounts/login/")
    assert (stop(page) or {})["words"] == "Skip to the page"
    expect(page.get_by_role("link", name="Skip to the page")).to_be_in_viewport()
    keys.press("Enter")
    reach(page, "^Email")
    keys.type(seeding.mail_address("dan_k" if width == DESK else "yuna_k"))
    reach(page, "^Password")
    keys.type(seeding.PASSWORD)
    keys.press("Enter")
    expect(page).to_have_url(re.compile("/home/$"))

    reach(page, "^Mentors$")
    keys.press("Enter")
    expect(page).to_have_url(re.compile("/suggestions/$"))
    card = page.locator("article.person").first
    name = card.get_by_role("heading").get_by_role("link").inner_text()
    reach(page, f"^Shortlist {name}$")
    keys.press("Enter")
    expect(page.get_by_role("heading", name="Your shortlist")).to_be_visible()
    reach(page, "^Ask")
    keys.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Ask {name}")
    reach(page, "^No$")
    keys.press("Space")
    keys.press("ArrowDown")
    expect(page.get_by_label("Yes", exact=True)).to_be_checked()
    keys.press("ArrowUp")
    expect(page.get_by_label("No", exact=True)).to_be_checked()
    reach(page, "^Why you")
    keys.type("What you wrote about reading marrow slowly.")
    reach(page, "^Send$")
    keys.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Your request to {name}")
    reach(page, "^Take it back…$")
    keys.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Take your request to {name} back?")
    reach(page, "^Take it back$")
    keys.press("Enter")
    expect(page.get_by_role("main")).to_contain_text("You took this back")


def test_a_menu_opens_and_closes_and_gives_the_focus_back(
    stack: LiveStack, visitors: Visitors
) -> None:
    page = acts.new_page(visitors.new("ana"))
    page.goto(stack.places["conversation"])
    menu = page.locator("details.menu")
    reach(page, "^More$")
    page.keyboard.press("Enter")
    expect(menu).to_have_attribute("open", "")
    assert (stop(page) or {})["words"] == "Search in this conversation"
    stop(page, "Escape")
    expect(menu).not_to_have_attribute("open", "")
    assert page.evaluate(FOCUS)["words"] == "More"


def test_an_institution_is_found_and_taken_with_the_arrows(
    stack: LiveStack, visitors: Visitors
) -> None:
    page = acts.new_page(visitors.new("ana"))
    page.goto("/profile/")
    field, offers = page.locator("#id_institution"), page.locator("#id_institution_offers")
    reach(page, "^Institution")
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.type("saint marys univ")
    expect(offers.get_by_role("button").first).to_be_visible()
    first = offers.get_by_role("button").first.locator("bdi").inner_text()
    assert (stop(page, "ArrowDown") or {})["words"].startswith(first)
    stop(page, "ArrowDown")
    stop(page, "ArrowUp")
    page.keyboard.press("Enter")
    expect(field).to_be_focused()
    expect(field).to_have_value("St Mary's University (United Kingdom)")
    expect(offers).to_be_empty()
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.type("univ leeds")
    expect(offers.get_by_role("button").first).to_be_visible()
    stop(page, "ArrowDown")
    stop(page, "Escape")
    expect(field).to_be_focused()
    expect(field).to_have_value("univ leeds")
    expect(offers).to_be_empty()
