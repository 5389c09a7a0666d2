"""The story itself, on the live stack: from one line on the landing page to two who talk."""

import time
from typing import Any

import pytest
from playwright.sync_api import expect

from mentorship.celery import app
from mentorship.demo import seeding

from . import acts
from .live import ROUND, LiveStack
from .visits import DESK, PHONE, Ear, Visitors

INES = acts.Newcomer(
    name="Ines Morel",
    email="ines.morel@example.org",
    line="PGY-3, #HemePath, looking for a mentor, #WomenInMedicine",
    hashtags=("HemePath",),
    community="WomenInMedicine",
    later="FlowCytometry",
)
TOMAS = acts.Newcomer(
    name="Tomas Brandt",
    email="tomas.brandt@example.org",
    line="PGY-2 in a small town, looking for a mentor for #MedEd and #Leadership, #FirstGenDocs",
    hashtags=("MedEd", "Leadership"),
    community="FirstGenDocs",
    later="JournalClub",
)


@pytest.mark.parametrize(
    ("width", "who", "number"), [(DESK, INES, 0), (PHONE, TOMAS, 1)], ids=["wide", "phone"]
)
def test_from_one_line_to_a_conversation_of_two(
    width: int, who: acts.Newcomer, number: int, stack: LiveStack, visitors: Visitors
) -> None:
    trainee = acts.new_page(visitors.new(width=width))
    ear = Ear(stack.url).listen(trainee)
    acts.write_a_line(trainee, who)
    acts.join(trainee, stack, who)
    acts.finish_welcome(trainee, who)
    card = acts.read_suggestions(trainee, who).nth(number)
    mentor = acts.ask_one(trainee, stack, card)

    theirs = acts.new_page(visitors.new(width=width))
    ear.listen(theirs)
    acts.sign_in(theirs, mentor.email)
    if width == PHONE:
        acts.accept_from_mail(theirs, stack, who, mentor)
    else:
        acts.accept_from_home(theirs, who)
    acts.write(theirs, who.name, "Welcome. Bring the case you keep thinking of.")

    acts.read_news(trainee, mentor)
    acts.write(trainee, mentor.name, "Thank you! I will bring the marrow from Monday.")
    expect(trainee.locator(".bubble")).to_contain_text(
        ["Welcome. Bring the case", "I will bring the marrow"]
    )
    expect(theirs.locator(".bubble").last).to_contain_text("I will bring the marrow")
    assert ear.heard == []


SUGGESTED = (
    "SELECT suggestion.mentee_id, suggestion.rank, suggestion.score"
    " FROM matching_suggestion suggestion"
    " JOIN profiles_user mentor ON mentor.id = suggestion.mentor_id"
    " WHERE mentor.email = %s ORDER BY suggestion.mentee_id"
)
OFFERED = "#Leadership #MedEd"


def test_rows_wait_for_the_worker_and_follow_when_it_is_back(
    stack: LiveStack, visitors: Visitors
) -> None:
    def rows() -> list[tuple[Any, ...]]:
        return stack.rows(SUGGESTED, seeding.mail_address("nils_o"))

    page = acts.new_page(visitors.new())
    acts.sign_in(page, seeding.mail_address("nils_o"))
    stack.stop_worker()  # which may just have been following somebody else's change
    before = rows()
    assert before
    acts.offer(page, OFFERED)
    for path in ("/home/", "/suggestions/", "/messages/", "/availability/", "/tags/MedEd/"):
        assert page.goto(path).ok
    time.sleep(2)
    assert rows() == before
    stack.start_worker()
    # Kindred's own beat comes round less often than this stack's; with it, it is a minute at most.
    longer = app.conf.beat_schedule["suggest-for-changed"]["schedule"] - ROUND
    stack.wait(lambda: rows() != before, seconds=60 - longer, what="the rows")
