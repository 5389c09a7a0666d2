"""Large text, narrow windows and quiet movement: nothing is lost (WCAG 2.2: 1.4.4, 1.4.10)."""

import pytest
from playwright.sync_api import Page

from . import acts
from .live import LiveStack
from .visits import DESK, NARROW, Visitors, shape

PLACES = [
    ("anybody", "/"),
    ("anybody", "/accounts/signup/"),
    ("anybody", "/tags/HemePath/"),
    ("newcomer", "/welcome/1/"),
    ("newcomer", "/welcome/2/"),
    ("ana", "/home/"),
    ("ana", "/suggestions/"),
    ("ana", "{nadia}"),
    ("ana", "{nadia}ask/"),
    ("ana", "{conversation}"),
    ("ana", "/messages/"),
    ("ana", "/profile/"),
    ("nadia", "/availability/"),
    ("nadia", "{received_request}"),
    ("nadia", "/requests/"),
    ("sam", "/staff/hashtags/"),
]
# Text that is cut off. A line that says so itself (an ellipsis) may be; so may what only a
# screen reader hears.
CUT_OFF = """() => [...document.querySelectorAll("body *")]
  .filter(element => element.checkVisibility() && !element.closest(".unseen, svg, select"))
  .filter(element => [...element.childNodes].some(node => node.nodeType === 3
    && node.data.trim()))
  .filter(element => {
    const style = getComputedStyle(element);
    const cuts = style.overflowX === "hidden" || style.overflowX === "clip";
    const more = element.scrollWidth > element.clientWidth + 1
      || element.scrollHeight > element.clientHeight + 6;
    return cuts && more && style.textOverflow !== "ellipsis" && style.display !== "inline";
  })
  .map(element => element.outerHTML.slice(0, 100))"""
MOVING = """() => [...document.querySelectorAll("*")].filter(element => {
  const style = getComputedStyle(element);
  return [style.transitionDuration, style.animationDuration]
    .some(times => times.split(",").some(time => parseFloat(time) > .01));
}).length"""


def lost(page: Page) -> list[str]:
    """What cannot be read any more."""
    wrong = [fault for fault in shape(page) if "small targets" not in fault]
    return wrong + [f"cut off: {html}" for html in page.evaluate(CUT_OFF)]


@pytest.mark.parametrize(("who", "path"), PLACES)
def test_nothing_is_lost_at_320_pixels_and_with_text_twice_as_large(
    who: str, path: str, stack: LiveStack, visitors: Visitors
) -> None:
    page = acts.new_page(visitors.new(who, width=NARROW))
    page.goto(path.format(**stack.places))
    wrong = [f"320 px: {fault}" for fault in lost(page)]
    page.set_viewport_size({"width": DESK, "height": 800})
    settings = page.context.new_cdp_session(page)
    settings.send("Page.setFontSizes", {"fontSizes": {"standard": 32, "fixed": 26}})
    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "32px"
    wrong += [f"200 %: {fault}" for fault in lost(page)]
    assert not wrong, "\n".join(wrong)


def test_nothing_moves_for_those_who_asked_for_quiet(stack: LiveStack, visitors: Visitors) -> None:
    page = acts.new_page(visitors.new("ana"))
    page.goto("/suggestions/")
    assert page.evaluate(MOVING) == 0
    page.emulate_media(reduced_motion="no-preference")
    assert page.evaluate(MOVING) > 0
