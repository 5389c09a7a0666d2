"""Asking: what is sent, whom it shows, and every plain sentence that stands in the way."""

import uuid
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from notifications.models import Notification
from profiles import actions as people
from profiles.choices import Audience, Stage, Status
from profiles.models import Availability, Grant, Profile, User
from relationships import actions
from relationships.models import ASK_LENGTH, MentorshipRequest
from safety.models import AuditEntry, EvaluatorMark, RateCounter
from tests.acting import bare, post
from tests.conftest import SignIn
from tests.factories import MemberFactory, MentorFactory
from tests.relationships.arrange import WHY, request_of
from tests.words import HOSTILE

pytestmark = pytest.mark.django_db

FORM = {"conflict": "no", "kind": "mentorship", "why": WHY}


def ask_url(mentor: User) -> str:
    return f"/people/{mentor.public_id}/ask/"


def ask(client: Client, mentor: User, **fields: object) -> Any:
    return post(client, ask_url(mentor), **(FORM | fields))


def text_of(response: Any) -> str:
    return response.content.decode()


def test_an_ask_is_sent_and_both_find_it(member: User, mentor: User, sign_in: SignIn) -> None:
    answer = ask(
        sign_in(member), mentor, first_month="One look at my plan.", tried="Two prep books."
    )
    sent = MentorshipRequest.objects.get()
    assert (answer.status_code, answer.headers["Location"]) == (302, sent.get_absolute_url())
    assert (sent.mentee, sent.mentor, sent.state) == (member, mentor, "open")
    assert (sent.why, sent.first_month, sent.tried) == (
        WHY,
        "One look at my plan.",
        "Two prep books.",
    )
    for person in (member, mentor):
        page = text_of(sign_in(person).get(sent.get_absolute_url()))
        assert WHY in page
        assert "Two prep books." in page
    assert "Nadia Aziz" in text_of(sign_in(member).get("/requests/?show=sent"))
    assert "Ana Duarte" in text_of(sign_in(mentor).get("/requests/?show=received"))
    assert AuditEntry.objects.filter(action="ask", by=member, subject=mentor).count() == 1
    assert Notification.objects.filter(recipient=mentor, kind="request_received").count() == 1


def test_asking_opens_a_hidden_profile_to_whom_one_asked_and_no_longer(
    mentor: User, sign_in: SignIn
) -> None:
    hidden = MemberFactory.create(name="Quiet Asker", audience=Audience.NOBODY)
    page = f"/people/{hidden.public_id}/"
    client = sign_in(mentor)
    assert client.get(page).status_code == 404
    sent = request_of(hidden, mentor)
    assert client.get(page).status_code == 200
    post(sign_in(hidden), f"/requests/{sent.public_id}/withdraw/")
    assert client.get(page).status_code == 404
    assert not Grant.objects.exists()
    # What was asked stays in the mentor's history, under the name it came with.
    assert "Quiet Asker" in text_of(client.get("/requests/?show=received"))


def test_matching_is_told_of_both(member: User, mentor: User) -> None:
    before = timezone.now()
    request_of(member, mentor)
    assert Profile.objects.filter(changed_at__gte=before).count() == 2


def test_a_fourth_open_ask_is_refused_in_words_and_the_text_is_kept(
    member: User, sign_in: SignIn
) -> None:
    mentors = [MentorFactory.create(name=f"Mentor {n}") for n in range(4)]
    for mentor in mentors[: settings.MAX_OPEN_ASKS]:
        request_of(member, mentor)
    client = sign_in(member)
    answer = ask(client, mentors[3], why="A line that must not be lost")
    page = text_of(answer)
    assert answer.status_code == 400
    assert "You have 3 open requests, and that is the most at a time." in page
    assert "A line that must not be lost" in page
    assert MentorshipRequest.objects.count() == 3
    form_page = text_of(client.get(ask_url(mentors[3])))
    assert "that is the most at a time" in form_page
    assert "See my requests" in form_page
    assert "Mentor 0" in form_page


def test_asks_a_day_are_limited_and_the_figure_is_named(member: User, sign_in: SignIn) -> None:
    for number in range(settings.MAX_ASKS_A_DAY):
        mentor = MentorFactory.create(name=f"Mentor {number}")
        actions.withdraw(by=member, request=request_of(member, mentor))
    answer = ask(sign_in(member), MentorFactory.create(), why="Kept in the box")
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0
    assert f"You have asked {settings.MAX_ASKS_A_DAY} people today" in text_of(answer)
    assert "Kept in the box" in text_of(answer)
    assert not MentorshipRequest.objects.open().exists()


def test_a_double_click_back_and_resend_are_one_ask(
    member: User, mentor: User, sign_in: SignIn
) -> None:
    client, key = sign_in(member), str(uuid.uuid4())
    first, second, third = (ask(client, mentor, idempotency_key=key) for _time in range(3))
    assert first.status_code == second.status_code == third.status_code == 302
    assert first.headers["Location"] == second.headers["Location"] == third.headers["Location"]
    assert MentorshipRequest.objects.count() == 1
    assert Notification.objects.count() == 1


def test_after_a_refusal_the_same_form_works(member: User, mentor: User, sign_in: SignIn) -> None:
    client, key = sign_in(member), str(uuid.uuid4())
    Availability.objects.filter(user=mentor).update(status=Status.PAUSED)
    assert ask(client, mentor, idempotency_key=key).status_code == 409
    Availability.objects.filter(user=mentor).update(status=Status.OPEN)
    assert ask(client, mentor, idempotency_key=key).status_code == 302
    assert MentorshipRequest.objects.count() == 1


def test_yes_to_the_conflict_question_sends_nothing_and_keeps_the_two_apart(
    member: User, mentor: User, sign_in: SignIn
) -> None:
    client = sign_in(member)
    answer = post(client, ask_url(mentor), conflict="yes")
    assert (answer.status_code, answer.headers["Location"]) == (302, ask_url(mentor))
    assert EvaluatorMark.objects.filter(holder=member, evaluator=mentor).exists()
    page = text_of(client.get(ask_url(mentor)))
    assert "Thank you for saying so." in page
    assert "You said that Nadia Aziz grades, supervises or selects you." in page
    assert 'name="why"' not in page
    assert ask(client, mentor).status_code == 409
    assert not MentorshipRequest.objects.exists()
    assert not Notification.objects.exists()


def test_a_mark_by_the_mentor_reads_as_if_nobody_were_taken(
    member: User, mentor: User, sign_in: SignIn
) -> None:
    client = sign_in(member)
    Availability.objects.filter(user=mentor).update(status=Status.NOT_OFFERING)
    not_offering = bare(ask(client, mentor))
    Availability.objects.filter(user=mentor).update(status=Status.OPEN)
    people.mark_evaluator(by=mentor, person=member)
    marked = ask(client, mentor)
    assert marked.status_code == not_offering[0] == 409
    for page in (not_offering[2].decode(), text_of(marked)):
        assert "Nadia Aziz takes nobody at the moment." in page


@pytest.mark.parametrize(
    ("seats", "sentence"),
    [
        ({"status": Status.NOT_OFFERING}, "takes nobody at the moment"),
        ({"status": Status.PAUSED}, "has paused and takes nobody at the moment"),
        (
            {"status": Status.PAUSED, "paused_until": date(2099, 3, 4)},
            "has paused until 4 March",
        ),
        ({"seats": 0}, "has no place free at the moment"),
        ({"seats": 1, "seats_taken": 1}, "has no place free at the moment"),
    ],
)
def test_a_mentor_who_takes_nobody_says_so_plainly(
    member: User, sign_in: SignIn, seats: dict[str, Any], sentence: str
) -> None:
    mentor = MentorFactory.create(name="Nadia Aziz", **seats)
    client = sign_in(member)
    page = client.get(ask_url(mentor))
    assert page.status_code == 200
    assert sentence in text_of(page)
    assert 'name="why"' not in text_of(page)
    answer = ask(client, mentor, why="Kept in the box")
    assert answer.status_code == 409
    assert sentence in text_of(answer)
    assert "Kept in the box" in text_of(answer)
    assert not MentorshipRequest.objects.exists()


def test_a_waiting_list_takes_asks_and_tells_its_length(member: User, sign_in: SignIn) -> None:
    mentor = MentorFactory.create(name="Nadia Aziz", status=Status.WAITING, seats=1, seats_taken=1)
    client = sign_in(member)
    assert "keeps a waiting list, and nobody waits yet" in text_of(client.get(ask_url(mentor)))
    request_of(MemberFactory.create(), mentor)
    assert "keeps a waiting list: 1 person waits now" in text_of(client.get(ask_url(mentor)))
    assert ask(client, mentor).status_code == 302


def test_whom_a_mentor_takes_holds(sign_in: SignIn) -> None:
    mentor = MentorFactory.create(
        name="Nadia Aziz",
        wants_stages=[Stage.FELLOW],
        only_outside=True,
        institution="St. Elsewhere",
    )
    resident = MemberFactory.create(stage=Stage.RESIDENT)
    near = MemberFactory.create(stage=Stage.FELLOW, institution="st. elsewhere")
    fellow = MemberFactory.create(stage=Stage.FELLOW, institution="Far Away")
    assert "takes people at these stages: Fellow" in text_of(ask(sign_in(resident), mentor))
    assert "from other institutions only" in text_of(ask(sign_in(near), mentor))
    assert ask(sign_in(fellow), mentor).status_code == 302


def test_two_who_have_something_between_them_already(
    member: User, mentor: User, sign_in: SignIn
) -> None:
    client = sign_in(member)
    sent = request_of(member, mentor)
    assert "You have asked Nadia Aziz already" in text_of(ask(client, mentor))
    actions.accept(by=mentor, request=sent)
    assert "You and Nadia Aziz work together already." in text_of(ask(client, mentor))
    assert MentorshipRequest.objects.count() == 1


def test_whoever_was_asked_answers_before_asking_back(sign_in: SignIn) -> None:
    one = MentorFactory.create(name="One", is_mentee=True)
    other = MentorFactory.create(name="Other", is_mentee=True)
    request_of(one, other)
    assert "One has asked you: please answer that request first." in text_of(
        ask(sign_in(other), one)
    )


def test_after_not_now_the_mentor_is_left_in_peace_for_a_month(
    member: User, mentor: User, sign_in: SignIn
) -> None:
    sent = request_of(member, mentor)
    actions.decline(by=mentor, request=sent)
    client = sign_in(member)
    assert "said “not now”. You can ask again from" in text_of(ask(client, mentor))
    long_ago = timezone.now() - timedelta(days=31)
    MentorshipRequest.objects.update(created_at=long_ago, decided_at=long_ago)
    assert ask(client, mentor).status_code == 302


def test_a_mistaken_withdrawal_is_made_good_by_asking_again_with_the_same_words(
    member: User, mentor: User, sign_in: SignIn
) -> None:
    sent = request_of(member, mentor, tried="Two prep books.")
    client = sign_in(member)
    post(client, f"/requests/{sent.public_id}/withdraw/")
    page = text_of(client.get(ask_url(mentor)))
    assert WHY in page
    assert "Two prep books." in page
    assert ask(client, mentor).status_code == 302


def test_somebody_in_the_middle_of_the_welcome_is_asked_to_finish_it(
    mentor: User, sign_in: SignIn
) -> None:
    newcomer = MemberFactory.create(welcomed_at=None)
    answer = ask(sign_in(newcomer), mentor)
    assert answer.status_code in {302, 409}
    assert not MentorshipRequest.objects.exists()


def test_what_one_may_not_know_is_not_there(member: User, mentor: User, sign_in: SignIn) -> None:
    client = sign_in(member)
    hidden = MentorFactory.create(audience=Audience.NOBODY)
    suspended = MentorFactory.create(suspended_at=timezone.now())
    people.block(by=mentor, person=member)
    unknown = uuid.uuid4()
    nothing = bare(client.get(f"/people/{unknown}/ask/"), unknown)
    assert nothing[0] == 404
    for person in (mentor, hidden, suspended):
        assert bare(client.get(ask_url(person)), person.public_id) == nothing
        assert ask(client, person).status_code == 404
    assert client.get(ask_url(member)).status_code == 404
    assert not MentorshipRequest.objects.exists()


def test_a_block_between_the_page_and_the_press_sends_nothing(
    member: User, mentor: User, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    from relationships.actions import asking

    hold = asking.hold

    def block_first(*persons: User) -> Any:
        people.block(by=mentor, person=member)
        return hold(*persons)

    monkeypatch.setattr(asking, "hold", block_first)
    assert ask(sign_in(member), mentor).status_code == 404
    assert not MentorshipRequest.objects.exists()
    assert not Notification.objects.exists()


def test_only_offered_kinds_can_be_asked_for(member: User, mentor: User, sign_in: SignIn) -> None:
    client = sign_in(member)
    assert ask(client, mentor, kind="talk").status_code == 302
    other = MentorFactory.create(offers_kinds=["talk"])
    for kind in ("mentorship", "", "marriage"):
        assert ask(client, other, kind=kind).status_code == 400
    assert MentorshipRequest.objects.count() == 1


def test_the_three_texts_are_short_together(member: User, mentor: User, sign_in: SignIn) -> None:
    client = sign_in(member)
    texts = {"why": "w" * 300, "first_month": "m" * 150, "tried": "t" * 51}
    answer = ask(client, mentor, **texts)
    assert answer.status_code == 400
    assert "have 501 characters together; 1 has to go" in text_of(answer)
    assert "t" * 51 in text_of(answer)
    assert ask(client, mentor, **(texts | {"tried": "t" * 50})).status_code == 302
    sent = MentorshipRequest.objects.get()
    assert len(sent.why + sent.first_month + sent.tried) == ASK_LENGTH


@pytest.mark.parametrize("words", HOSTILE)
def test_bad_input_is_answered_in_words(
    member: User, mentor: User, sign_in: SignIn, words: str
) -> None:
    client = sign_in(member)
    for field in ("why", "first_month", "tried", "kind", "conflict"):
        fields = FORM | {field: [words, words], "idempotency_key": str(uuid.uuid4())}
        answer = client.post(
            ask_url(mentor),
            urlencode(fields, doseq=True, errors="surrogatepass"),
            content_type="application/x-www-form-urlencoded",
        )
        assert answer.status_code in {302, 400}
        if answer.status_code == 302:
            answer = client.get(answer.headers["Location"])
            MentorshipRequest.objects.all().delete()
            RateCounter.objects.all().delete()
        else:
            assert "Not saved yet. What you typed is still here." in text_of(answer)
        assert "<script>alert(1)" not in text_of(answer)


def test_a_form_without_its_key_changes_nothing(
    member: User, mentor: User, sign_in: SignIn
) -> None:
    client = sign_in(member)
    for key in ("", "not-a-key", "0"):
        answer = ask(client, mentor, idempotency_key=key)
        assert answer.status_code == 409
        assert "Please reload the page." in text_of(answer)
    assert not MentorshipRequest.objects.exists()


def test_an_ask_that_breaks_half_way_leaves_nothing(
    member: User, mentor: User, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    from relationships.actions import asking

    def broken(**_words: object) -> None:
        raise RuntimeError("the second write fails")

    monkeypatch.setattr(asking, "notify", broken)
    client = sign_in(member)
    client.raise_request_exception = False
    key = str(uuid.uuid4())
    assert ask(client, mentor, idempotency_key=key).status_code == 500
    for model in (MentorshipRequest, Grant, Notification):
        assert not model.objects.exists()
    assert not AuditEntry.objects.filter(action="ask").exists()
    monkeypatch.undo()
    assert ask(client, mentor, idempotency_key=key).status_code == 302


def test_a_request_of_two_is_nobody_elses(member: User, mentor: User, sign_in: SignIn) -> None:
    sent = request_of(member, mentor)
    stranger = sign_in(MemberFactory.create())
    unknown = uuid.uuid4()
    for step in ("", "withdraw/", "decline/"):
        nothing = bare(stranger.get(f"/requests/{unknown}/{step}"), unknown)
        assert bare(stranger.get(f"/requests/{sent.public_id}/{step}"), sent.public_id) == nothing
        assert nothing[0] == 404
    for step in ("accept/", "withdraw/", "decline/"):
        assert post(stranger, f"/requests/{sent.public_id}/{step}").status_code == 404
    # And neither of the two can take the other's step.
    assert post(sign_in(member), f"/requests/{sent.public_id}/accept/").status_code == 404
    assert post(sign_in(member), f"/requests/{sent.public_id}/decline/").status_code == 404
    assert post(sign_in(mentor), f"/requests/{sent.public_id}/withdraw/").status_code == 404
    sent.refresh_from_db()
    assert sent.state == "open"
