"""Movement is quiet for those who asked for it (WCAG 2.2: 2.3.3); a long list scrolls alone."""

from . import acts
from .live import LiveStack
from .visits import PHONE, Visitors

MOVING = """() => [...document.querySelectorAll("*")].filter(element => {
  const style = getComputedStyle(element);
  return [style.transitionDuration, style.animationDuration]
    .some(times => times.split(",").some(time => parseFloat(time) > .01));
}).length"""

ROOM = "document.querySelector('.bubbles').clientHeight / innerHeight"  # that the talk is given


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


def test_a_long_draft_leaves_room_for_what_it_answers(stack: LiveStack, visitors: Visitors) -> None:
    page = visitors.new("accepted_mentee", width=PHONE).new_page()
    settings = page.context.new_cdp_session(page)
    for size in (16, 32):
        settings.send("Page.setFontSizes", {"fontSizes": {"standard": size, "fixed": 13}})
        page.goto(stack.places["accepted_talk"])
        # Not typed, and gone again: it is kept for nobody who comes next.
        box = page.locator("#compose textarea")
        box.evaluate("box => box.value = 'A long draft. '.repeat(200)")
        assert page.evaluate(ROOM) > 0.18
        box.evaluate("box => box.value = ''")
