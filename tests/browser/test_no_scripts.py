"""The story with scripts off: every step works, and what others did is there after a reload."""

from playwright.sync_api import expect

from . import acts
from .live import LiveStack
from .visits import PHONE, Visitors

RAVI = acts.Newcomer(
    name="Ravi Menon",
    email="ravi.menon@example.org",
    line="PGY-4, #HemePath and #Lymphoma, looking for a mentor, #FirstGenDocs",
    hashtags=("HemePath", "Lymphoma"),
    community="FirstGenDocs",
    later="MedicalWriting",
)


def test_the_story_without_scripts(stack: LiveStack, visitors: Visitors) -> None:
    trainee = acts.new_page(visitors.new(width=PHONE, scripts=False))
    acts.write_a_line(trainee, RAVI)
    acts.join(trainee, stack, RAVI)
    acts.finish_welcome(trainee, RAVI, scripts=False)
    cards = acts.read_suggestions(trainee, RAVI)
    gone = cards.nth(1).get_by_role("heading").get_by_role("link").inner_text()
    cards.nth(1).get_by_role("button", name="Not for me").click()
    expect(cards.filter(has_text=gone)).to_have_count(0)
    mentor = acts.ask_one(trainee, stack, cards.first)

    theirs = acts.new_page(visitors.new(scripts=False))
    acts.sign_in(theirs, mentor.email)
    acts.accept_from_home(theirs, RAVI)
    acts.write(theirs, RAVI.name, "Welcome. Which slide do you come back to?")

    acts.read_news(trainee, mentor)
    acts.write(trainee, mentor.name, "The one from March. I will send a picture of it.")
    theirs.reload()
    expect(theirs.locator(".bubble")).to_contain_text(
        ["Which slide do you come back to?", "The one from March."]
    )
