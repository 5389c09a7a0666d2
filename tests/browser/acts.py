"""What people do, one act after the other, by what they read on the page.

Every act works with and without scripts; `scripts` tells which, where a page then differs.
"""

import re
from dataclasses import dataclass

from playwright.sync_api import BrowserContext, Locator, Page, expect

from mentorship.demo import seeding

from .live import LiveStack

PASSWORD = "moss under the north wall"
ADDRESS = "SELECT email FROM profiles_user WHERE public_id = %s"
SENT_MAIL = (
    "SELECT 1 FROM notifications_mail WHERE \"to\" = %s AND subject LIKE %s AND state = 'sent'"
)
STATE_OF_ASK = (
    "SELECT request.state FROM relationships_mentorshiprequest request"
    " JOIN profiles_user mentee ON mentee.id = request.mentee_id WHERE mentee.email = %s"
)


@dataclass(frozen=True)
class Newcomer:
    """Somebody who comes to Kindred for the first time, and what she writes about herself."""

    name: str
    email: str
    line: str
    hashtags: tuple[str, ...]  # in the line
    community: str  # in the line, too
    later: str  # a hashtag she adds in the welcome


@dataclass(frozen=True)
class Mentor:
    """Somebody who was suggested."""

    name: str
    email: str
    public_id: str


def write_a_line(page: Page, who: Newcomer) -> None:
    """The landing page: a line, what is understood in it, and how many people are there."""
    page.goto("/")
    page.get_by_role("textbox").fill(who.line)
    page.get_by_role("button", name="Show me people").click()
    understood = page.locator("#ask .card")
    for name in (*who.hashtags, who.community):
        expect(understood).to_contain_text(f"#{name}")
    expect(understood).to_contain_text("You are looking for a mentor")
    expect(understood).to_contain_text(re.compile(r"\d+ people are open to you"))


def join(page: Page, stack: LiveStack, who: Newcomer) -> None:
    """From the line to an account whose address is confirmed by the mail."""
    page.get_by_role("link", name="Join with this line").click()
    page.get_by_label("Your name").fill(who.name)
    page.get_by_label("Email").fill(who.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Join").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Look into your mail")
    page.get_by_role("link", name="Demo: read the mails").first.click()
    open_mail(page, stack, who.email, "Confirm your address")
    page.locator("article").get_by_role("link", name=re.compile("confirm-email")).click()
    expect(page.get_by_role("main")).to_contain_text(who.email)
    page.get_by_role("button", name="Yes, confirm").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("About you")


def open_mail(page: Page, stack: LiveStack, to: str, subject: str) -> None:
    """The newest mail to an address with these words in its subject, once the worker sent it."""
    stack.wait(
        lambda: stack.rows(SENT_MAIL, to, f"%{subject}%"), seconds=60, what=f"a mail to {to}"
    )
    page.goto("/outbox/")
    mails = page.get_by_role("listitem").filter(has_text=to).filter(has_text=subject)
    mails.first.get_by_role("link").click()
    expect(page.get_by_role("main")).to_contain_text(f"To {to}")


def finish_welcome(page: Page, who: Newcomer, *, scripts: bool = True) -> None:
    """Three steps; each hashtag is confirmed, and about the community one she is asked once."""
    found = page.locator("#found")
    for name in who.hashtags:
        expect(found.get_by_role("checkbox", name=f"#{name}")).to_be_checked()
    bio = page.get_by_label("Say it in your own words")
    expect(bio).to_have_value(who.line)
    if scripts:
        bio.press("End")
        bio.press_sequentially(f" #{who.later}", delay=5)
        expect(found.get_by_role("checkbox", name=f"#{who.later}")).to_be_checked()
    else:
        bio.fill(f"{who.line} #{who.later}")
    asked = found.get_by_role("group", name=f"#{who.community}")
    expect(asked).to_have_count(1)
    asked.get_by_label("Show publicly").check()
    go_on = page.get_by_role("button", name="Continue")
    go_on.click()
    if not scripts:
        expect(found.get_by_role("checkbox", name=f"#{who.later}")).to_be_checked()
        expect(asked.get_by_label("Show publicly")).to_be_checked()
        go_on.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What you need")
    page.get_by_role("group", name=re.compile("Goals|goals")).get_by_role("checkbox").first.check()
    go_on.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Who may see you and write to you")
    page.get_by_role("button", name="Finish and see people").click()
    expect(page).to_have_url(re.compile("/suggestions/$"))


def read_suggestions(page: Page, who: Newcomer) -> Locator:
    """The cards, each with reasons; what a reason names stands on the card and among her words."""
    cards = page.locator("article.person")
    expect(cards.first).to_be_visible()
    hers = {name.lower() for name in (*who.hashtags, who.community, who.later)}
    first = named(cards.first.locator(".why"))
    assert first & hers, f"{first} name none of {hers}"
    for card in cards.all():
        named_here = named(card.locator(".why"))
        assert named_here <= named(card.locator("ul.tags"))
        assert named_here <= hers
    return cards


def named(place: Locator) -> set[str]:
    """The hashtags that stand in a part of a page."""
    return {name.lower() for name in re.findall(r"#(\w+)", place.inner_text())}


def ask_one(page: Page, stack: LiveStack, card: Locator) -> Mentor:
    """Asks the person of a card in a few words."""
    name = card.get_by_role("heading").get_by_role("link").inner_text()
    button = card.get_by_role("link", name=re.compile("^Ask"))
    public_id = re.findall(r"/people/([0-9a-f-]{36})/ask/", button.get_attribute("href") or "")[0]
    [(email,)] = stack.rows(ADDRESS, public_id)
    button.click()
    page.get_by_role("group", name=re.compile("^Does this person")).get_by_label("No").check()
    page.get_by_label("Why you").fill("What you wrote about reading marrow slowly.")
    page.get_by_label("What I want in the first month").fill("One case, looked at together.")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Your request to {name}")
    expect(page.get_by_role("main")).to_contain_text("has not answered yet")
    return Mentor(name, email, public_id)


def sign_in(page: Page, email: str, password: str = seeding.PASSWORD) -> None:
    """By address and password."""
    page.goto("/accounts/login/")
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()
    expect(page).to_have_url(re.compile("/home/$"))


def accept_from_home(page: Page, who: Newcomer) -> None:
    """Reads the request that waits on the first page, and says yes."""
    page.get_by_role("link", name=f"Read what {who.name} asks").click()
    expect(page.get_by_role("main")).to_contain_text("What you wrote about reading marrow slowly.")
    page.get_by_role("button", name="Accept").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"You mentor {who.name}")


def accept_from_mail(page: Page, stack: LiveStack, who: Newcomer, mentor: Mentor) -> None:
    """Opens the mail's link, twice, as a scanner of mails would; then presses its button."""
    open_mail(page, stack, mentor.email, f"{who.name} asks you")
    link = page.locator("article").get_by_role("link", name=re.compile("say=yes"))
    address = link.get_attribute("href") or ""
    link.click()
    page.goto(address)
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Accept {who.name}?")
    assert stack.rows(STATE_OF_ASK, who.email) == [("open",)]
    page.get_by_role("button", name="Accept").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"You mentor {who.name}")
    assert stack.rows(STATE_OF_ASK, who.email) == [("accepted",)]


def write(page: Page, to: str, text: str) -> None:
    """Writes a line in the conversation that a page leads to, or that is open."""
    door = page.get_by_role("link", name=f"Write to {to}")
    if door.count():
        door.click()
    page.get_by_label(f"Message to {to}").fill(text)
    page.get_by_role("button", name="Send").click()
    expect(page.locator(".said.mine").filter(has_text=text)).to_have_count(1)


def read_news(page: Page, of: Mentor) -> None:
    """The bell: somebody said yes; it leads to what began."""
    page.goto("/notifications/")
    page.get_by_role("link", name=f"{of.name} said yes to you").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"{of.name} mentors you")


def offer(page: Page, hashtags: str) -> None:
    """Puts these hashtags in the place of those offered so far."""
    page.goto("/profile/")
    page.locator("[name=offers_tags]").fill(hashtags)
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#messages")).to_contain_text("Saved")


def new_page(context: BrowserContext) -> Page:
    """A page whose expectations wait ten seconds: the machine may be busy."""
    expect.set_options(timeout=30_000)
    return context.new_page()
