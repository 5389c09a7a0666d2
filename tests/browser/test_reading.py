"""Movement is quiet for those who asked for it (WCAG 2.2: 2.3.3); a long list scrolls alone."""

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


def test_a_long_list_of_conversations_never_makes_the_page_longer(
    stack: LiveStack, visitors: Visitors
) -> None:
    page = acts.new_page(visitors.new("ana"))
    page.goto("/messages/")
    page.evaluate(
        """() => { const list = document.querySelector(".threads");
        const row = list.querySelector(".thread:last-of-type .end").closest(".thread");
        row.querySelector(".end").innerHTML = "<span class=unseen>new</span>";
        for (let n = 0; n < 50; n++) list.append(row.cloneNode(true)); }"""
    )
    beyond = "document.documentElement.scrollHeight - innerHeight"
    assert page.evaluate(beyond) <= 0
    assert page.evaluate("document.querySelector('.threads').scrollHeight > innerHeight")
