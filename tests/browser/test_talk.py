"""Inside a conversation, by keyboard, by touch and without scripts; and what is kept of a text that
was not sent."""

from playwright.sync_api import Locator, Page, expect

from .live import LiveStack
from .test_keyboard import reach, stop
from .test_live import DISCONNECTED, SOON, both_in_one_talk, write
from .visits import DESK, PHONE, Ear, Visitors

DRAFTS = "() => Object.keys(localStorage).filter(key => key.startsWith('kindred.draft.')).length"


def line(page: Page, text: str) -> Locator:
    """The message with these words."""
    return page.locator(".said").filter(has=page.locator(".bubble > p", has_text=text))


def test_a_message_is_answered_changed_and_taken_back_with_the_keyboard(
    stack: LiveStack, visitors: Visitors
) -> None:
    mentee, mentor, ear = both_in_one_talk(stack, visitors)
    gone = mentee.locator(".bubble.gone").count()

    mentee.get_by_role("textbox", name="Message to").focus()
    mentee.keyboard.type("Shall we say four?")
    expect(mentor.get_by_text("is writing…")).to_be_visible(timeout=SOON)
    mentee.keyboard.press("Control+Enter")
    line(mentor, "Shall we say four?").get_by_role("link", name="What to do").tap()
    mentor.get_by_role("dialog").get_by_role("link", name="Reply").tap()
    expect(mentor.locator(".replying .words")).to_have_text("Shall we say four?")
    write(mentor, "Five is better.")
    answer = line(mentee, "Five is better.")
    expect(answer.locator(".quoted")).to_contain_text("Shall we say four?", timeout=SOON)
    expect(mentor.locator(".replying")).to_be_hidden()

    line(mentee, "Shall we say four?").get_by_role("link", name="What to do").focus()
    mentee.keyboard.press("Enter")
    expect(mentee.get_by_role("dialog")).to_be_visible()
    reach(mentee, "^Edit$")
    mentee.keyboard.press("Enter")
    expect(mentee.get_by_role("dialog").get_by_role("textbox")).to_be_focused()
    mentee.keyboard.press("ControlOrMeta+A")
    mentee.keyboard.type("Shall we say five?")
    mentee.keyboard.press("Control+Enter")
    expect(line(mentee, "Shall we say five?")).to_contain_text("edited")
    expect(line(mentor, "Shall we say five?")).to_contain_text("edited", timeout=SOON)

    line(mentee, "Shall we say five?").get_by_role("link", name="What to do").focus()
    mentee.keyboard.press("Enter")
    expect(mentee.get_by_role("dialog")).to_be_visible()
    stop(mentee, "Escape")
    expect(mentee.get_by_role("dialog")).to_be_hidden()
    mentee.keyboard.press("Enter")
    expect(mentee.get_by_role("dialog")).to_be_visible()
    reach(mentee, "^Delete…$")
    mentee.keyboard.press("Enter")
    reach(mentee, "^Delete$")
    mentee.keyboard.press("Enter")
    expect(mentee.locator(".bubble.gone")).to_have_count(gone + 1)
    expect(mentor.locator(".bubble.gone")).to_have_count(gone + 1, timeout=SOON)
    expect(line(mentor, "Shall we say")).to_have_count(0)
    assert ear.heard == []


def test_the_same_without_scripts(stack: LiveStack, visitors: Visitors) -> None:
    page = visitors.new("accepted_mentor", width=PHONE, scripts=False).new_page()
    page.goto(stack.places["accepted_talk"])
    box = page.get_by_role("textbox", name="Message to")
    box.fill("On paper, too?")
    page.get_by_role("button", name="Send").click()
    line(page, "On paper, too?").get_by_role("link", name="What to do").click()
    page.get_by_role("link", name="Reply").click()
    expect(page.locator(".replying")).to_contain_text("On paper, too?")
    box.fill("On paper.")
    page.get_by_role("button", name="Send").click()
    expect(line(page, "On paper.").locator(".quoted")).to_contain_text("On paper, too?")
    line(page, "On paper.").get_by_role("link", name="What to do").click()
    page.get_by_role("link", name="Edit").click()
    page.get_by_role("textbox", name="Message").fill("On good paper.")
    page.get_by_role("button", name="Save").click()
    line(page, "On good paper.").get_by_role("link", name="What to do").click()
    page.get_by_role("link", name="Delete…").click()
    page.get_by_role("button", name="Delete").click()
    expect(line(page, "On good paper.")).to_have_count(0)
    expect(page.locator(".bubble.gone")).not_to_have_count(0)


def test_what_was_typed_outlives_the_connection_and_the_page_but_no_signing_out(
    stack: LiveStack, visitors: Visitors
) -> None:
    path = stack.places["accepted_talk"]
    context = visitors.new("accepted_mentee", width=PHONE)
    page = context.new_page()
    ear = Ear(stack.url).listen(page)
    page.goto(path)
    box = page.get_by_role("textbox", name="Message to")
    box.press_sequentially("Typed at the desk")
    expect(page.locator("#compose[data-saved='Typed at the desk']")).to_have_count(1, timeout=SOON)
    assert page.evaluate(DRAFTS) == 0
    context.set_offline(True)
    box.press_sequentially(", and in the tunnel")
    expect(page.get_by_text("Kept on this device")).to_be_visible(timeout=SOON)
    page.close()
    context.set_offline(False)

    page = context.new_page()
    page.goto(path)
    box = page.get_by_role("textbox", name="Message to")
    expect(box).to_have_value("Typed at the desk, and in the tunnel")
    elsewhere = visitors.new("accepted_mentee", width=DESK, scripts=False).new_page()
    expect(page.locator("#compose[data-saved*=tunnel]")).to_have_count(1, timeout=SOON)
    elsewhere.goto(path)
    box_elsewhere = elsewhere.get_by_role("textbox", name="Message to")
    expect(box_elsewhere).to_have_value("Typed at the desk, and in the tunnel")
    box_elsewhere.fill("Sent from the desk")
    elsewhere.get_by_role("button", name="Send").click()
    expect(box_elsewhere).to_have_value("")

    context.set_offline(True)
    box.press_sequentially(" once more")
    expect(page.get_by_text("Kept on this device")).to_be_visible(timeout=SOON)
    assert page.evaluate(DRAFTS) == 1
    context.set_offline(False)
    context.clear_cookies()
    page.goto("/tags/")
    assert page.evaluate(DRAFTS) == 0
    assert [heard for heard in ear.heard if DISCONNECTED not in heard] == []
