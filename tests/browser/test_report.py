"""A report, from two presses to the reporter reading what came of it, on the live stack.

The reporter has a phone and no scripts; the moderator, and whom it is about, a desk. Before, she
reported the same by mistake, at a desk and by keyboard alone.
"""

import re

from playwright.sync_api import Page, expect

from . import acts
from .live import LiveStack
from .test_keyboard import reach
from .visits import PHONE, Visitors

REASON = "You belittle people whom you mentor, and ask for work in return. Please stop both."


def test_a_report_travels_from_two_presses_to_the_answer(
    stack: LiveStack, visitors: Visitors
) -> None:
    report_by_mistake(acts.new_page(visitors.new("teased")))
    reporter = acts.new_page(visitors.new("teased", width=PHONE, scripts=False))
    report(reporter)
    moderator = acts.new_page(visitors.new("sam"))
    decide(moderator)

    reporter.goto("/notifications/")
    reporter.get_by_role("link", name="What you reported has been decided").click()
    main = reporter.get_by_role("main")
    expect(main).to_contain_text("A moderator read it, and we acted on it.")
    expect(main).not_to_contain_text("imited")  # what was done is not the reporter's to read

    teaser = acts.new_page(visitors.new("teaser"))
    appeal(teaser)
    mail = acts.new_page(visitors.new())
    acts.open_mail(mail, stack, stack.places["teaser_address"], "Your account is limited")
    expect(mail.locator("body")).to_contain_text(REASON)
    for told in (teaser, mail):
        expect(told.locator("body")).not_to_contain_text("Ida")
        expect(told.locator("body")).not_to_contain_text("reported you")


def report_by_mistake(page: Page) -> None:
    """One press for the menu, one on what is wrong; and one that takes it back."""
    page.goto("/messages/")
    page.get_by_role("link", name=re.compile("Bo Tallow")).first.click()
    page.get_by_role("link", name="What to do with this message").nth(1).focus()
    page.wait_for_load_state()  # before its scripts have run, the link leads to a page of its own
    page.keyboard.press("Enter")
    group = page.get_by_role("dialog").get_by_role("group", name="Report it as")
    expect(group.get_by_role("button")).to_have_count(6)
    reach(page, "^Spam or advertising")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your report")
    reach(page, "^Take it back$")
    page.keyboard.press("Enter")
    expect(page.locator("body")).to_contain_text("Taken back: moderators no longer have")
    expect(page.get_by_role("log")).to_contain_text("When you have learned to read.")


def report(page: Page) -> None:
    """One press beside the message, one on what is wrong, and a tick at what stood before it."""
    page.goto("/messages/")
    page.get_by_role("link", name=re.compile("Bo Tallow")).first.click()
    # Beside the first message of the other; her own, which is above it, has such a link, too.
    page.get_by_role("link", name="What to do with this message").nth(1).click()
    page.get_by_role("link", name="Report").click()
    expect(page.get_by_role("main")).to_contain_text("When you have learned to read.")
    page.get_by_text("Add words, or the messages around it").click()
    page.get_by_role("checkbox", name=re.compile("Do my reviews first")).check()
    page.get_by_role("button", name=re.compile("^Abuse of position")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your report")
    expect(page.get_by_role("main")).to_contain_text("decide within 24 hours")


def decide(page: Page) -> None:
    """Found in the queue, read as it was with what was sent along, taken and decided."""
    page.goto("/moderation/")
    page.get_by_role("link", name="Abuse of position").click()
    main = page.get_by_role("main")
    expect(main).to_contain_text("Nobody else would take you")
    expect(main).to_contain_text("Do my reviews first")
    expect(main).not_to_contain_text("When shall we meet?")
    page.get_by_role("button", name="Take this case").click()
    page.get_by_role("radio", name=re.compile("^Limit")).check()
    page.get_by_label("For how long").select_option("7 days")
    page.get_by_role("textbox", name="Reason").fill(REASON)
    page.get_by_role("button", name="Decide").click()
    expect(page.get_by_role("main")).to_contain_text("Decided")


def appeal(page: Page) -> None:
    """Whom it is about reads why and until when, and appeals."""
    page.goto("/home/")
    page.get_by_role("link", name="Read why, and appeal").click()
    expect(page.get_by_role("main")).to_contain_text(REASON)
    expect(page.get_by_role("main")).to_contain_text("It ends by itself on")
    page.get_by_label("Why should it be taken back?").fill("It was meant as a joke.")
    page.get_by_role("button", name="Appeal").click()
    expect(page.get_by_role("main")).to_contain_text("Your appeal waits for a moderator")
