"""Home: what waits, what is new, and five first steps that are nobody else's business."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from matching.models import Suggestion
from messaging.models import Conversation
from profiles.choices import Direction, Status
from profiles.models import Availability, Profile, User
from relationships import actions
from safety.cases import open_report
from safety.choices import Category
from tests.acting import post
from tests.conftest import SignIn
from tests.factories import MemberFactory, MentorFactory, prove, tie
from tests.messaging.arrange import said
from tests.relationships.arrange import request_of

pytestmark = pytest.mark.django_db
HOME = "/home/"


def read(client: Client) -> str:
    """The page's text, white space folded."""
    return " ".join(client.get(HOME).content.decode().split())


def test_nothing_waits_and_the_page_says_what_to_do_first(sign_in: SignIn, member: User) -> None:
    page = read(sign_in(member))
    assert f"Hello, {member.profile.name}" in page
    assert "You are up to date" in page
    assert "First steps" in page
    assert page.count("<h1") == 1


def test_first_steps_stand_before_suggestions_until_there_is_something_new(
    sign_in: SignIn, member: User, mentor: User
) -> None:
    other = MentorFactory.create(offers=["HemePath"])
    Suggestion.objects.create(
        mentee=member, mentor=other, rank=1, score=0.5, made_at=timezone.now()
    )
    client = sign_in(member)
    page = read(client)
    assert page.index("First steps") < page.index("People who could mentor you")
    assert page.count("First steps") == 1
    actions.accept(by=mentor, request=request_of(member, mentor))
    said(Conversation.objects.between(member, mentor).get(), mentor, "Hello!")
    page = read(client)
    assert page.index("First steps") > page.index("People who could mentor you")
    assert page.count("First steps") == 1


def test_every_waiting_request_is_counted_and_the_first_are_shown(
    sign_in: SignIn, mentor: User
) -> None:
    client = sign_in(mentor)
    for number in range(5):
        request_of(MemberFactory.create(name=f"Asker {number}"), mentor)
    page = read(client)
    assert "5 people asked you" in page
    assert page.count(">Read<") == 3
    assert page.count("Asker") == 2 * 3  # as a line, and as the name of the button


def test_one_request_is_told_in_the_singular(sign_in: SignIn, member: User, mentor: User) -> None:
    ask = request_of(member, mentor)
    assert "One person asked you" in read(sign_in(mentor))
    page = read(sign_in(member))
    assert "You asked" in page
    assert ask.get_absolute_url() in page
    assert mentor.profile.name in page


def test_unread_conversations_are_counted_until_they_are_read(
    sign_in: SignIn, member: User, mentor: User
) -> None:
    actions.accept(by=mentor, request=request_of(member, mentor))
    talk = Conversation.objects.between(member, mentor).get()
    client = sign_in(mentor)
    client_id = "11111111-1111-4111-8111-111111111111"
    sent = post(
        sign_in(member), f"{talk.get_absolute_url()}send/", text="Hello!", client_id=client_id
    )
    assert sent.status_code == 302
    assert "One conversation has something you have not read" in read(client)
    client.get(talk.get_absolute_url())
    assert "you have not read" not in read(client)


def test_quiet_mode_tells_of_the_same_without_a_number(
    sign_in: SignIn, member: User, mentor: User
) -> None:
    Profile.objects.filter(user=mentor).update(quiet_mode=True)
    ask = request_of(member, mentor)
    client = sign_in(mentor)
    page = read(client)
    assert "Somebody asked you and waits for an answer" in page
    assert "0 people" not in page
    assert "One person" not in page
    actions.accept(by=mentor, request=ask)
    said(Conversation.objects.between(member, mentor).get(), member, "Hello!", "And thank you.")
    page = read(client)
    assert "There is something new in your messages" in page
    assert "Your messages hold something you have not read" in page
    assert "One conversation" not in page


def test_a_moderator_is_not_up_to_date_while_cases_wait(
    sign_in: SignIn, moderator: User, member: User, mentor: User
) -> None:
    assert "You are up to date" in read(sign_in(moderator))
    open_report(by=member, kind="person", public_id=str(mentor.public_id), category=Category.SPAM)
    page = read(sign_in(moderator))
    assert "Cases wait for a moderator" in page
    assert "You are up to date" not in page


def test_somebody_limited_is_led_to_the_reason_here_and_where_she_cannot_ask(
    sign_in: SignIn, member: User, mentor: User
) -> None:
    ask_page = f"/people/{mentor.public_id}/ask/"
    Availability.objects.filter(user=mentor).update(status=Status.NOT_OFFERING)
    assert "See other mentors" in sign_in(member).get(ask_page).content.decode()
    User.objects.filter(pk=member.pk).update(limited_at=timezone.now())
    page = sign_in(member).get(ask_page).content.decode()
    assert 'href="/standing/">Read why, and appeal' in page
    assert "See other mentors" not in page
    assert 'href="/standing/">Read why, and appeal' in read(sign_in(member))


def test_the_best_suggestions_stand_here_with_their_buttons(sign_in: SignIn, member: User) -> None:
    for rank in range(1, 6):
        mentor = MentorFactory.create(name=f"Mentor {rank}", offers=["HemePath"])
        Suggestion.objects.create(
            mentee=member, mentor=mentor, rank=rank, score=1 / rank, made_at=timezone.now()
        )
    page = read(sign_in(member))
    assert [f"Mentor {rank}" in page for rank in range(1, 6)] == [True] * 3 + [False] * 2
    assert page.count("Ask for mentorship") == 3
    User.objects.filter(pk=member.pk).update(limited_at=timezone.now())
    limited = read(sign_in(member))
    assert ("Ask for mentorship" in limited, limited.count("Open the profile")) == (False, 3)


def test_a_mentor_sees_her_places_and_the_way_to_change_them(sign_in: SignIn, mentor: User) -> None:
    page = read(sign_in(mentor))
    assert "Your places" in page
    assert reverse("profiles:availability") in page
    assert "Nobody to suggest yet" not in page  # she looks for nobody


@pytest.mark.parametrize(
    ("roles", "steps"), [({"is_mentee": True}, 5), ({"is_mentor": True}, 5)], ids=str
)
def test_there_are_five_first_steps_each_with_its_way(
    sign_in: SignIn, roles: dict[str, bool], steps: int
) -> None:
    user = MemberFactory.create(name="Ana Duarte", **({"is_mentee": False} | roles))
    context = sign_in(user).get(HOME).context
    assert len(context["steps"]) == steps
    for step in context["steps"]:
        assert sign_in(user).get(step.url).status_code == 200


def test_somebody_who_is_both_has_five_steps_too(sign_in: SignIn) -> None:
    user = MentorFactory.create(name="Nadia Aziz", is_mentee=True)
    assert len(sign_in(user).get(HOME).context["steps"]) == 5


def test_a_step_that_is_done_is_done_and_when_all_are_the_list_goes(
    sign_in: SignIn, member: User, mentor: User
) -> None:
    client = sign_in(member)
    assert client.get(HOME).context["steps_done"] == 0
    Profile.objects.filter(user=member).update(bio="A resident. #HemePath")
    assert client.get(HOME).context["steps_done"] == 1
    tie(member, Direction.IS, "MDS", "Lymphoma")
    post(client, f"/suggestions/{mentor.public_id}/shortlist/")
    assert client.get(HOME).context["steps_done"] == 3
    assert "First steps" in read(client)
    actions.accept(by=mentor, request=request_of(member, mentor))
    assert client.get(HOME).context["steps_done"] == 5
    assert "First steps" not in read(client)


def test_whoever_is_not_through_the_welcome_goes_on_with_it(sign_in: SignIn) -> None:
    user = MemberFactory.create(name="Ana Duarte", welcomed_at=None, welcome_step=2)
    assert sign_in(user).get(HOME).headers["Location"] == "/welcome/2/"


def test_home_is_for_members(client: Client) -> None:
    assert client.get(HOME).headers["Location"] == "/accounts/login/?next=/home/"


def test_a_mentor_without_a_proof_is_shown_where_to_confirm(mentor: User, sign_in: SignIn) -> None:
    home = sign_in(mentor).get("/home/").content.decode()
    assert "So says your card" in home
    assert 'href="/settings/proof/"' in home
    prove(mentor)
    assert "So says your card" not in sign_in(mentor).get("/home/").content.decode()


def test_whoever_looks_for_mentors_is_not_asked_for_a_proof(member: User, sign_in: SignIn) -> None:
    assert "So says your card" not in sign_in(member).get("/home/").content.decode()
