"""The light contact before a first message: said with one press, told once, taken back."""

from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from messaging import actions
from messaging.exporting import signals
from messaging.models import Conversation, Signal, SignalKind
from notifications.models import Mail, Notification
from profiles import actions as people
from profiles.choices import Audience, Contact
from profiles.models import Grant, Profile, User
from tests.acting import bare, post
from tests.conftest import SignIn
from tests.factories import MemberFactory, MentorFactory, prove
from tests.messaging.arrange import another_day, text_of
from tests.notifications.arrange import word_notification

pytestmark = pytest.mark.django_db
CURIOUS, THANKS = "Ana Duarte is curious about what you do", "Ana Duarte thanks you"
GIVEN = "You said you are curious"


def press(client: Client, person: User, kind: str = "curious", back: str = "", **more: Any) -> Any:
    """Press one of the buttons on somebody's page; `back` takes it back."""
    name = "messaging:take_back_signal" if back else "messaging:signal"
    return post(client, reverse(name, args=[person.public_id]), kind=kind, **more)


def page(client: Client, person: User) -> str:
    return text_of(client.get(person.profile.get_absolute_url()))


def news(client: Client) -> str:
    return text_of(client.get(reverse("notifications:inbox")))


def test_said_once_told_once_and_said_back(member: User, mentor: User, sign_in: SignIn) -> None:
    ana, nadia = sign_in(member), sign_in(mentor)
    prove(mentor)
    assert GIVEN not in page(ana, mentor)
    answer = press(ana, mentor)
    assert (answer.status_code, answer["Location"]) == (302, mentor.profile.get_absolute_url())
    press(ana, mentor)
    assert GIVEN in page(ana, mentor)
    assert news(nadia).count(CURIOUS) == 1
    press(ana, mentor, "thank")
    told = Notification.objects.filter(recipient=mentor, kind="signal")
    assert told.count() == 2
    assert THANKS in news(nadia)
    led = nadia.get(told.last().get_absolute_url())
    assert led["Location"] == member.profile.get_absolute_url()
    assert "Curious" in page(nadia, member)
    press(nadia, member)
    assert "Nadia Aziz is curious about what you do" in news(ana)
    # It opens nothing, and lets nobody see more.
    assert not Conversation.objects.exists()
    assert not Grant.objects.exists()


def test_taken_back_it_is_gone_and_said_again_it_does_not_ring(
    member: User, mentor: User, sign_in: SignIn
) -> None:
    ana, nadia = sign_in(member), sign_in(mentor)
    press(ana, mentor)
    waiting = Notification.objects.unread().filter(recipient=mentor)
    assert waiting.count() == 1
    press(ana, mentor, back="yes")
    assert not Signal.objects.exists()
    assert GIVEN not in page(ana, mentor)
    assert CURIOUS not in news(nadia)
    assert not waiting.exists()
    press(ana, mentor)
    assert GIVEN in page(ana, mentor)
    assert not waiting.exists()
    assert Mail.objects.filter(notification__kind="signal").count() == 1


def test_what_is_no_button_changes_nothing(member: User, mentor: User, sign_in: SignIn) -> None:
    answer = press(sign_in(member), mentor, "love")
    assert answer.status_code == 409
    assert "Nothing was changed" in text_of(answer)
    assert not Signal.objects.exists()


def test_blocked_or_hidden_is_what_never_was(member: User, mentor: User, sign_in: SignIn) -> None:
    ana, hidden = sign_in(member), MentorFactory.create(audience=Audience.NOBODY)
    people.block(by=mentor, person=member)
    nobody = User(public_id="00000000-0000-4000-8000-000000000000")
    for back in ("", "yes"):
        nothing = bare(press(ana, nobody, back=back), nobody.public_id)
        assert nothing[0] == 404
        for person in (mentor, hidden):
            assert bare(press(ana, person, back=back), person.public_id) == nothing
        assert press(ana, member, back=back).status_code == 404  # oneself
    assert not Signal.objects.exists()


def test_who_may_not_begin_is_told_and_sees_no_button(
    member: User, mentor: User, sign_in: SignIn
) -> None:
    """A mentor who has not shown who she is, somebody limited, and somebody whom the other could
    not see; whoever knew them before still hears."""
    hides = MemberFactory.create(name="Hana Kovar", audience=Audience.NOBODY)
    limited = MemberFactory.create(limited_at=timezone.now())
    for one, words in (
        (mentor, "Mentors confirm who they are"),
        (hides, "You show yourself to nobody".lower()),
        (limited, "Your account is limited"),
    ):
        client = sign_in(one)
        assert 'value="curious"' not in page(client, member)
        refused = press(client, member)
        assert refused.status_code == 409
        assert words.lower() in text_of(refused).lower()
    assert not Signal.objects.exists()
    for one in (mentor, hides, limited):
        Grant.objects.create(owner=one, viewer=member, source="x")
        Grant.objects.create(owner=member, viewer=one, source="y")
        client = sign_in(one)
        assert 'value="curious"' in page(client, member)
        assert press(client, member).status_code == 302
    assert news(sign_in(member)).count("is curious about what you do") == 3


def test_who_hears_from_nobody_is_answered_for_like_everybody(
    member: User, mentor: User, sign_in: SignIn
) -> None:
    ana, deaf = sign_in(member), MentorFactory.create(name="Nadia Aziz", contact=Contact.NOBODY)
    seen = []
    for person in (mentor, deaf):
        sent = bare(press(ana, person), person.public_id)
        shown = page(ana, person)
        seen.append((sent, GIVEN in shown, "Sent." in shown))
    assert seen[0] == seen[1]
    assert Notification.objects.filter(recipient=mentor).count() == 1
    assert not Notification.objects.filter(recipient=deaf).exists()
    assert signals(deaf)["received"] == []
    Profile.objects.filter(user=deaf).update(contact=Contact.MEMBERS)
    assert CURIOUS not in news(sign_in(deaf))


def test_so_many_a_day_and_the_figure_is_named(member: User, sign_in: SignIn) -> None:
    most, client = settings.MAX_SIGNALS_A_DAY, sign_in(member)
    others = [MemberFactory.create(name=f"Other {number}") for number in range(most // 2 + 1)]
    answers = [press(client, one, kind) for one in others for kind in ("curious", "thank")]
    assert [one.status_code for one in answers[: most + 1]] == [302] * most + [429]
    assert f"{most} times within a day" in text_of(answers[most])
    assert Signal.objects.count() == most
    another_day()
    assert press(client, others[-1]).status_code == 302


def test_news_and_mail_tell_only_of_whom_she_may_see(
    member: User, mentor: User, sign_in: SignIn
) -> None:
    """Also where the sender hides, is limited or is blocked after she said it; a block holds for
    good."""
    nadia, client = sign_in(mentor), sign_in(member)
    press(client, mentor)
    row = Notification.objects.get(recipient=mentor)
    assert row.mail.state == "held"  # for the digest of the week
    told = word_notification(row)
    assert told is not None
    assert told[0] == CURIOUS

    def is_told() -> bool:
        listed, worded = CURIOUS in news(nadia), word_notification(row) is not None
        opened = nadia.head(row.get_absolute_url()).status_code == 302
        counted = Notification.objects.visible_to(mentor).exists()
        Notification.objects.update(read_at=None)
        assert listed == worded == opened == counted
        return listed

    assert is_told()
    for field, hidden, shown in (
        ("audience", Audience.NOBODY, Audience.MEMBERS),
        ("welcomed_at", None, timezone.now()),
    ):
        Profile.objects.filter(user=member).update(**{field: hidden})
        assert not is_told()
        Profile.objects.filter(user=member).update(**{field: shown})
        assert is_told()
    User.objects.filter(pk=member.pk).update(limited_at=timezone.now())
    assert not is_told()
    User.objects.filter(pk=member.pk).update(limited_at=None)
    people.block(by=mentor, person=member)
    assert not Signal.objects.exists()
    assert not Notification.objects.unread().filter(recipient=mentor).exists()
    # Nor does what was pressed at the moment of the block come after it.
    actions.give_signal(by=member, person=mentor, kind=SignalKind.CURIOUS)
    people.unblock(by=mentor, person=member)
    assert CURIOUS not in news(nadia)
    assert not Signal.objects.exists()


def test_quiet_mode_shows_no_number_and_keeps_the_words(
    member: User, mentor: User, sign_in: SignIn
) -> None:
    Profile.objects.filter(user=mentor).update(quiet_mode=True)
    press(sign_in(member), mentor)
    nadia = sign_in(mentor)
    assert CURIOUS in news(nadia)
    assert nadia.get(reverse("home")).context["nav_counts"]["news"] == 0
    Profile.objects.filter(user=mentor).update(quiet_mode=False)
    assert nadia.get(reverse("home")).context["nav_counts"]["news"] == 1


def test_both_take_it_along(member: User, mentor: User, sign_in: SignIn) -> None:
    press(sign_in(member), mentor, "thank")
    (given,) = signals(member)["given"]
    (received,) = signals(mentor)["received"]
    assert (given["recipient__profile__name"], given["kind"]) == ("Nadia Aziz", "thank")
    assert (received["from"], received["kind"]) == ("Ana Duarte", "thank")
