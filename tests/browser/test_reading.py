"""Movement is quiet for those who asked for it (WCAG 2.2: 2.3.3)."""

from . import acts
from .live import LiveStack
from .visits import Visitors

MOVING = """() => [...document.querySelectorAll("*")].filter(element => {
  const style = getComputedStyle(element);
  return [style.transitionDuration, style.animationDuration]
    .some(times => times.split(",").some(time => parseFloat(time) > .01));
}).length"""


def test_nothing_moves_for_those_who_asked_for_quiet(stack: LiveStack, visitors: Visitors) -> None:
    page = acts.new_page(visitors.new("ana"))
    page.goto("/suggestions/")
    assert page.evaluate(MOVING) == 0
    page.emulate_media(reduced_motion="no-preference")
    assert page.evaluate(MOVING) > 0
