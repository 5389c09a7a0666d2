"""Yes and not now: what each makes, whom it tells, and what it never gives away."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from messaging.models import Conversation
from notifications.models import Notification
from profiles import actions as people
from profiles.choices import Audience, Status
from profiles.models import Availability, Grant, User
from relationships import actions
from relationships.models import MentorshipRequest, Relationship, RequestState
from safety.models import AuditEntry
from tests.acting import post
from tests.conftest import SignIn
from tests.factories import MemberFactory, MentorFactory
from tests.relationships.arrange import relationship_of, request_of

pytestmark = pytest.mark.django_db


def text_of(response: Any) -> str:
    return response.content.decode()


def url_of(ask: MentorshipRequest, step: str) -> str:
    return f"/requests/{ask.public_id}/{step}/"


def told(person: User, kind: str) -> int:
    return Notification.objects.filter(recipient=person, kind=kind).count()


def test_a_yes_takes_a_seat_and_opens_what_two_people_need(
    member: User, mentor: User, sign_in: SignIn
) -> None:
    ask = request_of(member, mentor)
    answer = post(sign_in(mentor), url_of(ask, "accept"), note="Gladly. Bring the case.")
    made = Relationship.objects.get()
    assert answer.headers["Location"] == f"{made.get_absolute_url()}?accepted=1"
    assert (made.mentee, made.mentor, made.request, made.state) == (member, mentor, ask, "active")
    assert Availability.objects.get(user=mentor).seats_taken == 1
    assert Conversation.objects.visible_to(member).visible_to(mentor).count() == 1
    assert {(g.owner_id, g.viewer_id, g.source) for g in Grant.objects.all()} == {
        (member.pk, mentor.pk, f"relationship:{made.pk}"),
        (mentor.pk, member.pk, f"relationship:{made.pk}"),
    }
    assert told(member, "request_accepted") == 1
    page = text_of(sign_in(member).get(ask.get_absolute_url()))
    assert "Nadia Aziz said yes" in page
    assert "Gladly. Bring the case." in page
    assert AuditEntry.objects.filter(action="start_relationship", by=mentor).count() == 1


def test_right_after_a_yes_the_mentor_says_how_to_go_on(
    member: User, mentor: User, sign_in: SignIn
) -> None:
    client = sign_in(mentor)
    answer = post(client, url_of(request_of(member, mentor), "accept"))
    page = text_of(client.get(answer.headers["Location"]))
    assert "1 of 2 places left" in page
    assert "Keep open?" in page
    places = f"{Relationship.objects.get().get_absolute_url()}places/"
    later = timezone.localdate() + timedelta(days=60)
    post(client, places, status="paused", paused_until=str(later))
    row = Availability.objects.get(user=mentor)
    assert (row.status, str(row.paused_until), row.seats) == (Status.PAUSED, str(later), 2)
    post(client, places, status="waiting")
    assert Availability.objects.get(user=mentor).status == Status.WAITING
    for status, until in (("paused", "2001-01-01"), ("paused", "soon"), ("closed", ""), ("", "")):
        answer = post(client, places, status=status, paused_until=until)
        assert answer.status_code == 400
        page = answer.content.decode()
        assert '<ul class="errors"' in page
        assert f'value="{until}"' in page or not until
        assert Availability.objects.get(user=mentor).status == Status.WAITING
    # The mentee has no say in it.
    assert post(sign_in(member), places, status="open").status_code == 404


def test_a_yes_closes_her_other_requests_and_thanks_those_mentors(
    member: User, mentor: User, sign_in: SignIn
) -> None:
    other = MentorFactory.create(name="Karin Lindqvist")
    ask, elsewhere = request_of(member, mentor), request_of(member, other)
    answer = post(sign_in(mentor), url_of(ask, "accept"))
    assert answer.status_code == 302
    elsewhere.refresh_from_db()
    assert elsewhere.state == RequestState.CLOSED
    assert told(other, "request_closed") == 1
    assert Availability.objects.get(user=other).seats_taken == 0
    assert not Grant.objects.filter(viewer=other).exists()
    client = sign_in(other)
    assert "Ana Duarte found someone, thank you" in text_of(client.get("/notifications/"))
    refused = post(client, url_of(elsewhere, "accept"))
    assert refused.status_code == 409
    assert "This request is closed by now. Nothing was changed." in text_of(refused)


def test_one_talk_leaves_her_other_requests_open(member: User, mentor: User) -> None:
    ask = request_of(member, mentor, kind="talk")
    elsewhere = request_of(member, MentorFactory.create())
    actions.accept(by=mentor, request=ask)
    elsewhere.refresh_from_db()
    assert elsewhere.state == RequestState.OPEN


def test_others_who_wait_keep_waiting_when_the_last_place_is_taken(
    member: User, sign_in: SignIn
) -> None:
    mentor = MentorFactory.create(name="Nadia Aziz", seats=1)
    ben = MemberFactory.create(name="Ben Osei")
    first, second = request_of(member, mentor), request_of(ben, mentor)
    client = sign_in(mentor)
    assert post(client, url_of(first, "accept")).status_code == 302
    refused = post(client, url_of(second, "accept"), note="A line that must not be lost")
    assert refused.status_code == 409
    assert "could not be accepted" in text_of(refused)
    second.refresh_from_db()
    assert second.state == RequestState.OPEN
    assert "Your 1 place is taken." in text_of(client.get(second.get_absolute_url()))
    page = text_of(sign_in(ben).get(second.get_absolute_url()))
    assert "Nadia Aziz has no place free at the moment." in page
    actions.end(by=mentor, relationship=Relationship.objects.get())
    assert post(client, url_of(second, "accept")).status_code == 302


def test_the_note_typed_before_a_refusal_is_still_there(member: User, sign_in: SignIn) -> None:
    mentor = MentorFactory.create(seats=2)
    ask = request_of(member, mentor)
    client = sign_in(mentor)
    too_long = "n" * 301
    answer = post(client, url_of(ask, "accept"), note=too_long)
    assert answer.status_code == 400
    assert too_long in text_of(answer)
    assert not Relationship.objects.exists()


@pytest.mark.parametrize("step", ["accept", "decline"])
def test_a_step_out_of_order_is_refused_and_changes_nothing(
    member: User, mentor: User, sign_in: SignIn, step: str
) -> None:
    client = sign_in(mentor)
    sentences = {
        "withdrawn": "This request was withdrawn in the meantime. Nothing was changed.",
        "declined": "This request was answered already. Nothing was changed.",
        "accepted": "This request was accepted already. Nothing was changed.",
    }
    asks = {
        state: request_of(MemberFactory.create(name=f"Asker {state}"), mentor)
        for state in sentences
    }
    actions.withdraw(by=asks["withdrawn"].mentee, request=asks["withdrawn"])
    actions.decline(by=mentor, request=asks["declined"])
    actions.accept(by=mentor, request=asks["accepted"])
    for state, sentence in sentences.items():
        answer = post(client, url_of(asks[state], step), note="Late")
        assert answer.status_code == 409
        assert sentence in text_of(answer)
        asks[state].refresh_from_db()
        assert (asks[state].state, asks[state].note) == (state, "")
    assert Availability.objects.get(user=mentor).seats_taken == 1


def test_withdrawing_after_the_answer_is_refused(
    member: User, mentor: User, sign_in: SignIn
) -> None:
    ask = request_of(member, mentor)
    actions.accept(by=mentor, request=ask)
    client = sign_in(member)
    answer = post(client, url_of(ask, "withdraw"))
    assert answer.status_code == 409
    assert "accepted already" in text_of(answer)
    assert client.get(url_of(ask, "withdraw")).headers["Location"] == ask.get_absolute_url()


@pytest.mark.parametrize("step", ["accept", "decline", "withdraw"])
def test_a_double_click_gives_one_row_and_the_same_answer(
    member: User, mentor: User, sign_in: SignIn, step: str
) -> None:
    ask = request_of(member, mentor)
    client, key = sign_in(member if step == "withdraw" else mentor), str(uuid.uuid4())
    first = post(client, url_of(ask, step), idempotency_key=key)
    news = Notification.objects.count()
    again = post(client, url_of(ask, step), idempotency_key=key)
    assert first.status_code == again.status_code == 302
    assert first.headers["Location"] == again.headers["Location"]
    assert Relationship.objects.count() == (1 if step == "accept" else 0)
    assert Notification.objects.count() == news


def test_one_key_is_not_good_for_two_requests(mentor: User, sign_in: SignIn) -> None:
    asks = [request_of(MemberFactory.create(), mentor) for _number in range(2)]
    client, key = sign_in(mentor), str(uuid.uuid4())
    assert post(client, url_of(asks[0], "accept"), idempotency_key=key).status_code == 302
    assert post(client, url_of(asks[1], "accept"), idempotency_key=key).status_code == 409
    assert Relationship.objects.count() == 1


@pytest.mark.parametrize("step", ["accept", "decline", "withdraw"])
def test_fetching_changes_nothing(member: User, mentor: User, sign_in: SignIn, step: str) -> None:
    ask = request_of(member, mentor)
    client = sign_in(member if step == "withdraw" else mentor)
    for fetch in (client.get, client.head):
        assert fetch(url_of(ask, step)).status_code == (405 if step == "accept" else 200)
    ask.refresh_from_db()
    assert ask.state == RequestState.OPEN


@pytest.mark.parametrize(
    "broken", ["open_conversation", "take", "count_answers", "notify", "follow_again"]
)
def test_a_yes_that_breaks_at_any_write_leaves_nothing(
    member: User, mentor: User, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    from relationships.actions import answering

    ask = request_of(member, mentor)
    request_of(member, MentorFactory.create())
    news, grants = Notification.objects.count(), Grant.objects.count()

    def fail(*_args: object, **_kwargs: object) -> None:
        raise RuntimeError("this write fails")

    monkeypatch.setattr(answering, broken, fail)
    client, key = sign_in(mentor), str(uuid.uuid4())
    client.raise_request_exception = False
    assert post(client, url_of(ask, "accept"), idempotency_key=key).status_code == 500
    assert not Relationship.objects.exists()
    assert not Conversation.objects.exists()
    assert MentorshipRequest.objects.open().count() == 2
    assert Availability.objects.get(user=mentor).seats_taken == 0
    assert (Notification.objects.count(), Grant.objects.count()) == (news, grants)
    assert not AuditEntry.objects.filter(action="start_relationship").exists()
    monkeypatch.undo()
    assert post(client, url_of(ask, "accept"), idempotency_key=key).status_code == 302


def test_not_now_without_a_reason_gives_none(member: User, mentor: User, sign_in: SignIn) -> None:
    ask = request_of(member, mentor)
    answer = post(sign_in(mentor), url_of(ask, "decline"))
    assert answer.status_code == 302
    page = text_of(sign_in(member).get(ask.get_absolute_url()))
    assert "Nadia Aziz answered: not now" in page
    for reason in ("time for it", "right person", "as many people as they can", "could help"):
        assert reason not in page
    assert "You can ask somebody else at once." in page
    assert "You gave no reason, and none was made up." in text_of(
        sign_in(mentor).get(ask.get_absolute_url())
    )


def test_not_now_with_a_reason_and_a_line_says_both_and_no_more(
    member: User, mentor: User, sign_in: SignIn
) -> None:
    ask = request_of(member, mentor)
    post(
        sign_in(mentor),
        url_of(ask, "decline"),
        reason="elsewhere",
        note="Ask Karin, she ran that trial.",
    )
    page = text_of(sign_in(member).get(ask.get_absolute_url()))
    assert "They think somebody else could help you more." in page
    assert "Ask Karin, she ran that trial." in page
    inbox = text_of(sign_in(member).get("/notifications/"))
    assert "answered: not now" in inbox
    assert "Karin" not in inbox


def test_found_someone_is_no_reason_a_mentor_can_give(
    member: User, mentor: User, sign_in: SignIn
) -> None:
    ask = request_of(member, mentor)
    answer = post(sign_in(mentor), url_of(ask, "decline"), reason="found_someone")
    assert answer.status_code == 400
    ask.refresh_from_db()
    assert ask.state == RequestState.OPEN


def test_either_may_end_it_and_no_reason_is_asked(
    member: User, mentor: User, sign_in: SignIn
) -> None:
    for who, other in ((member, mentor), (mentor, member)):
        Relationship.objects.all().delete()
        Notification.objects.all().delete()
        MentorshipRequest.objects.all().delete()
        Availability.objects.filter(user=mentor).update(seats_taken=0)
        made = relationship_of(member, mentor)
        url = f"{made.get_absolute_url()}end/"
        client = sign_in(who)
        assert client.get(url).status_code == 200
        made.refresh_from_db()
        assert made.state == "active"
        assert post(client, url).headers["Location"] == made.get_absolute_url()
        made.refresh_from_db()
        assert (made.state, made.ended_at is not None) == ("ended", True)
        assert Availability.objects.get(user=mentor).seats_taken == 0
        assert not Grant.objects.exists()
        assert (told(other, "relationship_ended"), told(who, "relationship_ended")) == (1, 0)
        assert "has ended" in text_of(sign_in(other).get("/notifications/"))
        again = post(client, url)
        assert again.status_code == 409
        assert "has ended already" in text_of(again)
        assert Availability.objects.get(user=mentor).seats_taken == 0
    assert post(sign_in(MemberFactory.create()), url).status_code == 404


def test_after_the_end_the_conversation_stays(member: User, mentor: User, sign_in: SignIn) -> None:
    made = relationship_of(member, mentor)
    actions.end(by=member, relationship=made)
    talk = Conversation.objects.get()
    for person in (member, mentor):
        client = sign_in(person)
        assert client.get(talk.get_absolute_url()).status_code == 200
        sent = client.post(
            f"{talk.get_absolute_url()}send/", {"client_id": str(uuid.uuid4()), "text": "Thank you"}
        )
        assert sent.status_code == 302


def test_the_news_of_an_end_names_somebody_who_is_hidden_again(
    mentor: User, sign_in: SignIn
) -> None:
    hidden = MemberFactory.create(name="Quiet Asker", audience=Audience.NOBODY)
    made = relationship_of(hidden, mentor)
    actions.end(by=hidden, relationship=made)
    client = sign_in(mentor)
    assert client.get(f"/people/{hidden.public_id}/").status_code == 404
    assert "Your mentorship with Quiet Asker has ended" in text_of(client.get("/notifications/"))
    page = text_of(client.get(made.get_absolute_url()))
    assert "Quiet Asker" in page
    assert f"/people/{hidden.public_id}/" not in page


@pytest.mark.parametrize("blocker", ["mentee", "mentor"])
def test_a_block_ends_what_stands_between_two_and_tells_nobody(
    member: User, mentor: User, sign_in: SignIn, blocker: str
) -> None:
    by, other = (member, mentor) if blocker == "mentee" else (mentor, member)
    made = relationship_of(member, mentor)
    asked_back = MentorshipRequest.objects.create(mentee=mentor, mentor=member, why="Teach me")
    news = Notification.objects.count()
    people.block(by=by, person=other)
    made.refresh_from_db()
    asked_back.refresh_from_db()
    assert made.state == "ended"
    assert (asked_back.state, asked_back.reason) == ("closed", "")
    assert Availability.objects.get(user=mentor).seats_taken == 0
    assert not Grant.objects.exists()
    assert Notification.objects.count() == news
    for person, name in ((member, "Nadia Aziz"), (mentor, "Ana Duarte")):
        client = sign_in(person)
        for row in (made, made.request, asked_back):
            assert client.get(row.get_absolute_url()).status_code == 404
        for page in ("/requests/?show=sent", "/requests/?show=received", "/mentorships/"):
            assert name not in text_of(client.get(page))
        assert name not in text_of(client.get("/notifications/"))


def test_a_block_takes_an_open_request_away_from_both(
    member: User, mentor: User, sign_in: SignIn
) -> None:
    ask = request_of(member, mentor)
    people.block(by=mentor, person=member)
    assert post(sign_in(mentor), url_of(ask, "accept")).status_code == 404
    assert post(sign_in(member), url_of(ask, "withdraw")).status_code == 404
    people.unblock(by=mentor, person=member)
    page = sign_in(member).get(ask.get_absolute_url())
    assert page.status_code == 200
    assert "This request is closed" in text_of(page)
