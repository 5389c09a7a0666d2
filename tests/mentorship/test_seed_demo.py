"""The demo: enough people from enough places, the same each time, and all their pages open."""

from collections.abc import Iterator
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from matching.models import Suggestion
from mentorship.demo import seeding
from mentorship.runner import prepare
from messaging.models import Conversation
from profiles.following import followed
from profiles.institution_proposals import proposals
from profiles.institutions import house_of
from profiles.models import (
    Availability,
    Hashtag,
    Institution,
    Profile,
    QuietTag,
    TagStory,
    User,
)
from relationships.models import MentorshipRequest, Relationship, RequestState

COUNTED = (User, Hashtag, MentorshipRequest, Relationship, Conversation, Suggestion)


# The mark also has the test database made before the fixture below, which is wider, writes to it.
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def demo(django_db_setup: None, django_db_blocker) -> Iterator[str]:
    """The whole demo, seeded once for this file and taken back after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        said = StringIO()
        call_command("seed_demo", stdout=said)
        yield said.getvalue()
        transaction.set_rollback(True)


def test_there_are_enough_people_from_enough_places(demo: str) -> None:
    assert User.objects.count() >= 400
    assert Profile.objects.values("institution").distinct().count() >= 25
    assert Profile.objects.values("time_zone").distinct().count() >= 12
    assert Profile.objects.listed().open().count() >= 60
    assert "invented people moved in" in demo


def test_people_work_at_institutions_and_a_few_names_wait_for_a_moderator() -> None:
    assert Institution.objects.filter(source=None).count() >= 50
    assert Profile.objects.filter(workplace=None).exclude(institution="").count() >= 5
    assert Profile.objects.exclude(workplace=None).count() >= 400
    waiting = list(proposals())
    assert any(row["people"] > 1 and len(row["spellings"]) > 1 for row in waiting)
    calder = Institution.objects.get(name="Calder Lake University")
    houses = {house_of(each) for each in Profile.objects.filter(workplace__parent=calder)}
    assert houses == {f"#{calder.pk}"}


def test_institutions_are_read_on_the_first_start_alone() -> None:
    prepare.institutions()  # they are there since the demo

    with CaptureQueriesContext(connection) as asked:
        prepare.institutions()
    assert len(asked) == 1
    with transaction.atomic():
        Institution.objects.update(parent=None, head=None)
        Institution.objects.all().delete()
        prepare.institutions()
        assert Institution.objects.count() == 10_251
        transaction.set_rollback(True)


def test_requests_stand_in_every_state_and_seats_are_true() -> None:
    states = set(MentorshipRequest.objects.values_list("state", flat=True))
    assert states == set(RequestState.values)
    for places in Availability.objects.filter(seats_taken__gt=0):
        active = Relationship.objects.active().filter(mentor=places.user).count()
        assert active == places.seats_taken


def test_what_ana_follows_has_news_and_a_campaign_has_its_story() -> None:
    news = {row.hashtag.name: row.mentors for row in followed(User.objects.get(handle="ana"))}
    assert news["HemePath"] == 3
    story = TagStory.objects.get()
    assert story.hashtag.stewards.serving().count() == 2


def test_seeding_again_changes_nothing() -> None:
    before = [model.objects.count() for model in COUNTED]
    said = StringIO()
    call_command("seed_demo", stdout=said)
    assert [model.objects.count() for model in COUNTED] == before
    assert "nothing was changed" in said.getvalue()


def test_the_same_people_have_the_same_addresses_every_time() -> None:
    ana = User.objects.get(email="ana@demo.example")
    assert ana.public_id == seeding.public_id("user", "ana")
    assert ana.get_full_name() == "Ana Duarte"


def test_a_quiet_tag_of_the_demo_made_no_hashtag_of_its_holder() -> None:
    quiet = list(QuietTag.objects.select_related("user"))
    assert quiet
    for tag in quiet:
        assert not tag.user.hashtag_ties.filter(hashtag__key=tag.key).exists()


@pytest.mark.parametrize("who", ["ana", "nadia", "sam"])
def test_every_page_of_the_three_sign_ins_opens(sign_in, who: str) -> None:
    user = User.objects.get(email=f"{who}@demo.example")
    client = sign_in(user)
    names = (
        "home",
        "matching:suggestions",
        "messaging:inbox",
        "notifications:inbox",
        "profiles:availability",
        "profiles:comfort",
        "profiles:edit_profile",
        "profiles:quiet_tags",
        "profiles:tags",
        "relationships:mine",
        "relationships:requests",
    )
    addresses = [reverse(name) for name in names]
    addresses += [row.get_absolute_url() for row in Conversation.objects.visible_to(user)]
    addresses += [row.get_absolute_url() for row in MentorshipRequest.objects.visible_to(user)]
    addresses += [row.get_absolute_url() for row in Relationship.objects.visible_to(user)]
    assert {address: client.get(address).status_code for address in addresses} == dict.fromkeys(
        addresses, 200
    )


def test_the_trainee_meets_mentors_of_her_niche(sign_in) -> None:
    ana = User.objects.get(email="ana@demo.example")
    cards = sign_in(ana).get("/suggestions/").context["cards"]
    assert len(cards) == 10
    assert any("#HemePath" in reason.text for reason in cards[0]["reasons"])


def test_the_sign_ins_are_told_and_one_works(client) -> None:
    said = StringIO()
    call_command("demo_accounts", stdout=said)
    assert [line.split(":")[0] for line in said.getvalue().splitlines()] == [
        "trainee",
        "faculty mentor",
        "staff moderator",
    ]
    client.post("/accounts/login/", {"login": "nadia@demo.example", "password": seeding.PASSWORD})
    assert client.get("/home/").status_code == 200
