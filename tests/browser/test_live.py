"""Live pages: two who talk, of whom one loses the connection, and somebody with many tabs."""

from playwright.sync_api import Page, Route, expect

from .live import LiveStack
from .visits import DESK, PHONE, Ear, Visitors

SOON = 20_000  # milliseconds; the browsers, the stack and other tests share two cores
TABS = 8  # a browser opens six connections to one host
DISCONNECTED = "net::ERR_INTERNET_DISCONNECTED"
PLACE = "line => Math.round(line.getBoundingClientRect().top)"
# Noted on the page itself: to wait for a variable evaluates words, which the page's policy forbids.
NOTES_HELLO = """
  const noted = () => document.documentElement.dataset;
  document.addEventListener("live:hello", () => { noted().hears = "yes"; });
  document.addEventListener("live:bye", () => { noted().told = Number(noted().told ?? 0) + 1; });
"""
AFTER_A_BYE = 3_000  # milliseconds until a page comes back
SAID = "lines => lines.map(line => line.textContent)"


def write(page: Page, text: str) -> None:
    """By keyboard alone, from wherever one is in the box."""
    page.get_by_role("textbox", name="Message to").focus()
    page.keyboard.type(text)
    page.keyboard.press("Control+Enter")


def talk(page: Page) -> list[str]:
    """What stands there, from the newest message that both had."""
    return page.locator("#lines .bubble > p").evaluate_all(SAID)


def both_in_one_talk(stack: LiveStack, visitors: Visitors) -> tuple[Page, Page, Ear]:
    """A mentee at a desk and her mentor on a phone, in the conversation of the two; and what their
    pages complain of."""
    mentee = visitors.new("accepted_mentee", width=DESK).new_page()
    mentor = visitors.new("accepted_mentor", width=PHONE).new_page()
    ear = Ear(stack.url).listen(mentee).listen(mentor)
    for page in (mentee, mentor):
        page.add_init_script(NOTES_HELLO)
        page.goto(stack.places["accepted_talk"])
    for page in (mentee, mentor):  # that somebody writes is told to those who hear it, and not kept
        expect(page.locator("html")).to_have_attribute("data-hears", "yes", timeout=SOON)
    return mentee, mentor, ear


def test_one_is_away_both_write_and_then_both_read_the_same(
    stack: LiveStack, visitors: Visitors
) -> None:
    mentee, mentor, ear = both_in_one_talk(stack, visitors)
    before = len(talk(mentee))

    write(mentee, "Did the slides arrive?")
    expect(mentor.locator(".bubble").last).to_contain_text("Did the slides arrive?", timeout=SOON)
    mentor.context.set_offline(True)
    write(mentor, "They did.")
    expect(mentor.locator("#unsent .said")).to_have_count(1, timeout=SOON)
    write(mentor, "I am in the train.")
    expect(mentor.locator("#unsent .said")).to_have_count(2, timeout=SOON)
    write(mentee, "The third one puzzles me.")
    expect(mentee.locator(".bubble").last).to_contain_text("puzzles me", timeout=SOON)
    mentor.keyboard.type("Half a sentence")
    mentor.context.set_offline(False)

    for page in (mentee, mentor):
        expect(page.locator("#lines .said")).to_have_count(before + 4, timeout=SOON)
        expect(page.locator("#unsent .said")).to_have_count(0)
    said = talk(mentee)
    assert said == talk(mentor)
    assert said[before:] == [
        "Did the slides arrive?",
        "The third one puzzles me.",
        "They did.",
        "I am in the train.",
    ]
    listed = mentee.locator(".threads .thread[aria-current]")
    expect(listed).to_contain_text("I am in the train.", timeout=SOON)
    expect(mentor.get_by_role("textbox", name="Message to")).to_have_value("Half a sentence")
    assert [line for line in ear.heard if DISCONNECTED not in line] == []

    plain = visitors.new("accepted_mentee", width=PHONE, scripts=False).new_page()
    for page in (mentee, mentor, plain):
        page.goto(stack.places["accepted_talk"])
        assert talk(page) == said


def test_the_box_is_free_while_a_message_is_on_its_way(
    stack: LiveStack, visitors: Visitors
) -> None:
    page = visitors.new("accepted_mentee", width=PHONE).new_page()
    page.goto(stack.places["accepted_talk"])
    box = page.get_by_role("textbox", name="Message to")
    lines, unsent = page.locator("#lines > .said"), page.locator("#unsent .said")
    before = lines.count()
    held: list[Route] = []

    def hold_the_first(route: Route) -> None:
        if held:
            route.continue_()
        held.append(route)

    page.route("**/send/", hold_the_first)
    write(page, "On its way.")
    write(page, "And the next.")
    expect(unsent).to_have_count(2)
    expect(unsent.first).to_contain_text("Sending…")
    page.keyboard.type("Half a thou")
    expect(box).to_have_value("Half a thou")
    assert len(held) == 1  # one after the other, so that they keep their order
    held[0].continue_()
    expect(lines).to_have_count(before + 2, timeout=SOON)
    expect(unsent).to_have_count(0)
    assert talk(page)[before:] == ["On its way.", "And the next."]
    expect(box).to_have_value("Half a thou")

    # A page that is closed before the answer loses nothing either.
    expect(page.locator("#compose[data-saved='Half a thou']")).to_have_count(1, timeout=SOON)
    page.route("**/send/", lambda route: route.abort())
    box.fill("Said while the train went in.")
    page.keyboard.press("Control+Enter")
    expect(unsent).to_contain_text("Waits for the connection")
    context = page.context
    page.close()
    page = context.new_page()
    page.goto(stack.places["accepted_talk"])
    expect(page.locator("#lines > .said").last).to_contain_text("went in.", timeout=SOON)
    expect(page.locator("#unsent .said")).to_have_count(0)
    expect(page.get_by_role("textbox", name="Message to")).to_have_value("")
    expect(page.locator("#compose[data-saved='']")).to_have_count(1, timeout=SOON)


def test_a_page_whose_session_ended_tries_once_more_and_then_no_more(
    stack: LiveStack, visitors: Visitors
) -> None:
    page = visitors.new("accepted_mentee").new_page()
    page.add_init_script(NOTES_HELLO)
    page.clock.install()
    asked: list[Route] = []

    def end(route: Route) -> None:
        """As where the session has ended; another begins meanwhile, unless it is away for good."""
        asked.append(route)
        if len(asked) == 2 and not is_away:
            route.continue_()
        else:
            route.fulfill(content_type="text/event-stream", body="event: bye\ndata: null\n\n")

    page.route("**/live/?*", end)
    for is_away in (False, True):
        asked.clear()
        with page.expect_request("**/live/?*"):
            page.goto(stack.places["accepted_talk"])
        expect(page.locator("html")).to_have_attribute("data-told", "1", timeout=SOON)
        with page.expect_request("**/live/?*"):
            page.clock.run_for(AFTER_A_BYE)
        noted = ("data-told", "2") if is_away else ("data-hears", "yes")
        expect(page.locator("html")).to_have_attribute(*noted, timeout=SOON)
    page.clock.run_for(20 * AFTER_A_BYE)
    assert len(asked) == 2


def test_a_browser_full_of_tabs_still_opens_pages_and_hears(
    stack: LiveStack, visitors: Visitors
) -> None:
    path = stack.places["accepted_talk"]
    context = visitors.new("accepted_mentee")
    pages = [context.new_page() for _ in range(TABS)]
    for page in pages:
        page.goto(path)
    other = visitors.new("accepted_mentor").new_page()
    other.goto(path)
    write(other, "To each of your windows.")
    for page in pages:
        expect(page.locator(".bubble").last).to_contain_text("each of your", timeout=2 * SOON)


def test_whoever_reads_further_up_stays_there_and_is_told(
    stack: LiveStack, visitors: Visitors
) -> None:
    path = stack.places["accepted_talk"]
    mentee = visitors.new("accepted_mentee", width=PHONE).new_page()
    mentee.goto(path)
    mentor = visitors.new("accepted_mentor").new_page()
    mentor.goto(path)
    for number in range(8):
        write(mentor, f"Point {number}")
        expect(mentor.locator(".bubble").last).to_contain_text(f"Point {number}", timeout=SOON)
    expect(mentee.locator(".bubble").last).to_contain_text("Point 7", timeout=SOON)
    mentee.locator(".bubble").first.scroll_into_view_if_needed()
    there = mentee.locator(".said").first.evaluate(PLACE)
    write(mentor, "And one more")
    fresh = mentee.get_by_role("link", name="1 new message")
    expect(fresh).to_be_visible(timeout=SOON)
    assert mentee.locator(".said").first.evaluate(PLACE) == there
    fresh.focus()
    mentee.keyboard.press("Enter")
    expect(mentee.locator(".bubble").last).to_be_in_viewport()
    expect(fresh).to_be_hidden()
