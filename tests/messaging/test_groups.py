"""Groups: people come in by saying yes, read from then on, and a block brings nobody together."""

import uuid
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from messaging import actions
from messaging.models import Conversation, Message, Participant, Withheld
from notifications.models import Mail, Notification
from profiles import actions as people
from profiles.choices import Contact
from profiles.models import Profile, User
from safety.models import Case
from tests.acting import bare, post
from tests.conftest import SignIn
from tests.factories import MemberFactory
from tests.messaging.arrange import (
    answer,
    change_place,
    conversation_of,
    friend_of,
    line_place,
    said,
    say,
    text_of,
)
from tests.notifications.arrange import word_notification
from tests.races import race
from tests.safety.test_cases import report

pytestmark = pytest.mark.django_db

NAME = "Marrow club"


@pytest.fixture
def club(ana: User, ben: User, cem: User) -> Conversation:
    """A group of Ana, Ben and Cem."""
    group = actions.make_group(by=ana, name=NAME, asked=[ben, cem])
    for one in (ben, cem):
        actions.join(by=one, group=group)
    return group


def make(client: Client, *asked: User, name: str = NAME) -> Any:
    chosen = [str(one.public_id) for one in asked]
    return post(client, "/messages/new-group/", name=name, people=chosen)


def lines(client: Client, group: Conversation) -> str:
    return text_of(client.get(group.get_absolute_url()))


# -- coming in -------------------------------------------------------------------------------------


def test_a_group_is_made_of_people_one_knows_who_each_say_yes(
    ana: User, ben: User, cem: User, sign_in: SignIn
) -> None:
    stranger = MemberFactory.create(name="Some Stranger", contact=Contact.MEMBERS)
    client = sign_in(ana)
    page = text_of(client.get("/messages/new-group/"))
    assert "Ben Osei" in page
    assert "Cem Aydin" in page
    assert "Some Stranger" not in page
    assert make(client, stranger).status_code == 400
    assert not Conversation.objects.filter(low=None).exists()
    group_url = make(client, ben, cem).headers["Location"]
    group = Conversation.objects.get(low=None)
    assert group_url == group.get_absolute_url()
    # Nobody is seen there before saying yes, but for whoever asked, by herself.
    assert "Cem Aydin" not in text_of(sign_in(ben).get("/messages/requests/"))
    assert sign_in(ben).get(group_url).status_code == 404
    assert sign_in(ben).get("/messages/").context["waiting"] == 1
    page = text_of(sign_in(ben).get("/messages/requests/"))
    assert NAME in page
    assert "Ana Duarte" in page
    assert answer(sign_in(ben), group, "accept").headers["Location"] == group_url
    assert "Cem Aydin" not in text_of(sign_in(ben).get(f"{group_url}group/"))
    assert "Cem Aydin" in text_of(client.get(f"{group_url}group/"))


def test_who_joins_reads_from_then_on(ana: User, ben: User, cem: User, sign_in: SignIn) -> None:
    group = actions.make_group(by=ana, name=NAME, asked=[ben, cem])
    actions.join(by=ben, group=group)
    said(group, ana, "Before Cem came")
    actions.join(by=cem, group=group)
    said(group, ben, "With Cem here")
    assert "Before Cem came" in lines(sign_in(ben), group)
    page = lines(sign_in(cem), group)
    assert "With Cem here" in page
    assert "You joined" in page
    assert f"<bdi>{cem.profile.name}</bdi> joined" in lines(sign_in(ben), group)
    assert "Before Cem came" not in page
    # Neither by an older page nor by what is new.
    client, url = sign_in(cem), group.get_absolute_url()
    before = group.messages.get(text="Before Cem came")
    newest, new = line_place(client, group, 99), f"live/?after={change_place(client, group, 0)}"
    assert "With Cem here" in text_of(client.get(f"{url}{new}"))
    for path in (f"?before={newest}", f"?at={before.public_id}", new):
        assert "Before Cem" not in text_of(client.get(f"{url}{path}"))


def test_everybody_reads_who_said_what_and_is_told_once(
    ana: User, ben: User, cem: User, club: Conversation, sign_in: SignIn
) -> None:
    Notification.objects.all().delete()
    Mail.objects.all().delete()
    assert say(sign_in(ben), club, "Slides are up").status_code == 302
    said(club, ben, "And the list")
    page = lines(sign_in(cem), club)
    assert "Slides are up" in page
    assert "Ben Osei" in page
    assert Notification.objects.count() == 2
    news = word_notification(Notification.objects.get(recipient=ana))
    assert news is not None
    assert news[0] == f"Ben Osei wrote in “{NAME}”"
    threads = sign_in(ana).get("/messages/").context["threads"]
    assert (threads[0].person.name, threads[0].line, threads[0].unread) == (
        NAME,
        "Ben Osei: And the list",
        2,
    )


def test_a_no_is_told_to_nobody_and_is_not_asked_again(
    ana: User, ben: User, sign_in: SignIn
) -> None:
    group = actions.make_group(by=ana, name=NAME, asked=[ben])
    page_before = text_of(sign_in(ana).get(f"{group.get_absolute_url()}group/"))
    answer(sign_in(ben), group, "decline")
    page_after = text_of(sign_in(ana).get(f"{group.get_absolute_url()}group/"))
    assert page_before.count("Ben Osei") == page_after.count("Ben Osei") > 0
    assert sign_in(ben).get("/messages/").context["waiting"] == 0
    actions.take_back_invitation(by=ana, group=group, person=ben)
    actions.invite(by=ana, group=group, asked=[ben])
    assert sign_in(ben).get("/messages/").context["waiting"] == 0
    assert Notification.objects.filter(recipient=ben, kind="group_invitation").unread().count() == 0


def test_a_second_press_answers_as_the_first(ana: User, ben: User, sign_in: SignIn) -> None:
    group = actions.make_group(by=ana, name=NAME, asked=[ben])
    client, form = sign_in(ben), {"answer": "decline", "idempotency_key": str(uuid.uuid4())}
    answers = [client.post(f"{group.get_absolute_url()}answer/", form) for _time in range(2)]
    assert {one.headers["Location"] for one in answers} == {"/messages/requests/"}


def test_as_many_as_a_group_holds_and_the_figure_is_named(
    ana: User, ben: User, sign_in: SignIn, settings: Any
) -> None:
    settings.MAX_GROUP_PEOPLE = 3
    friends = [friend_of(ana, f"Friend {number}") for number in range(3)]
    refused = make(sign_in(ana), *friends)
    assert refused.status_code == 409
    assert "A group of yours holds 3 people" in text_of(refused)
    assert text_of(refused).count(" checked") == 3
    assert not Conversation.objects.filter(low=None).exists()
    assert make(sign_in(ana), *friends[:2]).status_code == 302
    group = Conversation.objects.get(low=None)
    # A no frees no place: it would tell of the no.
    actions.decline_invitation(by=friends[0], group=group)
    url = f"{group.get_absolute_url()}group/ask/"
    assert post(sign_in(ana), url, people=[str(ben.public_id)]).status_code == 409
    actions.take_back_invitation(by=ana, group=group, person=friends[0])
    assert post(sign_in(ana), url, people=[str(ben.public_id)]).status_code == 302


def test_in_quiet_mode_a_group_is_small(ana: User, settings: Any) -> None:
    settings.MAX_QUIET_GROUP_PEOPLE = 2
    Profile.objects.filter(user=ana).update(quiet_mode=True)
    ana = User.objects.get(pk=ana.pk)
    friends = [friend_of(ana, f"Friend {number}") for number in range(2)]
    with pytest.raises(actions.GroupFull):
        actions.make_group(by=ana, name=NAME, asked=friends)


def test_invitations_a_day_are_limited(ana: User, sign_in: SignIn, settings: Any) -> None:
    settings.MAX_GROUP_INVITATIONS_A_DAY = 2
    friends = [friend_of(ana, f"Friend {number}") for number in range(3)]
    assert make(sign_in(ana), *friends[:2]).status_code == 302
    refused = make(sign_in(ana), friends[2])
    assert refused.status_code == 429
    assert "You have asked 2 people into groups today" in text_of(refused)
    assert int(refused.headers["Retry-After"]) > 0


def test_who_takes_no_messages_is_not_offered(ana: User, ben: User, sign_in: SignIn) -> None:
    Profile.objects.filter(user=ben).update(contact=Contact.NOBODY)
    assert "Ben Osei" not in text_of(sign_in(ana).get("/messages/new-group/"))
    assert make(sign_in(ana), ben).status_code == 400


# -- names, leaving, removing ----------------------------------------------------------------------


def test_only_the_maker_names_asks_and_removes(
    ana: User, ben: User, cem: User, club: Conversation, sign_in: SignIn
) -> None:
    url = f"{club.get_absolute_url()}group/"
    attempts = [
        (url, {"name": "Another"}),
        (f"{url}ask/", {"people": [str(cem.public_id)]}),
        (f"{url}{cem.public_id}/remove/", {}),
        (f"{url}{cem.public_id}/take-back/", {}),
    ]
    for path, form in attempts:
        assert post(sign_in(ben), path, **form).status_code == 404, path
    assert sign_in(ben).get(f"{url}ask/").status_code == 404
    assert post(sign_in(ana), url, name="Another").status_code == 302
    assert "Ana Duarte gave the group its name" in lines(sign_in(ben), club)
    assert "Another" in text_of(sign_in(ben).get("/messages/"))


@pytest.mark.parametrize("name", ["", "   ", "x" * 81, "\u200b"])
def test_a_group_has_a_name_that_can_be_read(
    ana: User, ben: User, sign_in: SignIn, name: str
) -> None:
    refused = make(sign_in(ana), ben, name=name)
    assert refused.status_code == 400
    assert " checked" in text_of(refused)


def test_who_leaves_reads_no_more_and_the_others_read_that(
    ana: User, ben: User, cem: User, club: Conversation, sign_in: SignIn
) -> None:
    said(club, ana, "Said while Ben was here")
    client, url = sign_in(ben), club.get_absolute_url()
    assert "Leave" in text_of(client.get(f"{url}group/leave/"))
    form = {"idempotency_key": str(uuid.uuid4())}
    answers = [client.post(f"{url}group/leave/", form) for _time in range(2)]
    assert {one.headers["Location"] for one in answers} == {"/messages/"}
    assert client.get(url).status_code == 404
    assert NAME not in text_of(client.get("/messages/"))
    assert "Marrow" not in text_of(client.get("/notifications/"))
    assert client.get("/messages/").context["nav_counts"]["news"] == 0
    assert "Ben Osei left" in lines(sign_in(cem), club)
    said(club, ana, "Said after")
    assert Notification.objects.filter(recipient=ben, kind="new_message").count() == 1


def test_removed_is_told_like_leaving_and_the_group_goes_on_without_its_maker(
    ana: User, ben: User, cem: User, club: Conversation, sign_in: SignIn
) -> None:
    url = club.get_absolute_url()
    assert post(sign_in(ana), f"{url}group/{cem.public_id}/remove/").status_code == 302
    assert sign_in(cem).get(url).status_code == 404
    assert say(sign_in(cem), club, "Still here?").status_code == 404
    assert "Cem Aydin left" in lines(sign_in(ben), club)
    post(sign_in(ana), f"{url}group/leave/")
    club.refresh_from_db()
    assert club.maker == ben
    # Asked again, he reads from then on.
    said(conversation_of(ben, cem), cem, "Hello")
    actions.invite(by=ben, group=club, asked=[cem])
    actions.join(by=cem, group=club)
    assert "Said while" not in lines(sign_in(cem), club)


def test_a_group_is_nobody_elses(ana: User, ben: User, club: Conversation, sign_in: SignIn) -> None:
    stranger, unknown = sign_in(MemberFactory.create()), uuid.uuid4()
    for page in ("", "group/", "group/ask/", "group/leave/", "live/"):
        nothing = bare(stranger.get(f"/messages/{unknown}/{page}"), unknown)
        assert nothing[0] == 404
        assert bare(stranger.get(f"{club.get_absolute_url()}{page}"), club.public_id) == nothing
    for path in ("answer/", f"group/{ben.public_id}/remove/", "group/leave/"):
        assert (
            post(stranger, f"{club.get_absolute_url()}{path}", answer="accept").status_code == 404
        )


# -- blocks ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["ben blocks", "cem blocks"])
def test_two_whom_a_block_keeps_apart_are_never_brought_together(
    ana: User, ben: User, cem: User, sign_in: SignIn, who: str
) -> None:
    one, other = (ben, cem) if who == "ben blocks" else (cem, ben)
    people.block(by=one, person=other)
    client = sign_in(ana)
    # Whoever asks is told nothing: all that is answered is that they were asked.
    assert make(client, ben, cem).status_code == 302
    group = Conversation.objects.get(low=None)
    assert [sign_in(x).get("/messages/").context["waiting"] for x in (ben, cem)] == [1, 1]
    assert answer(sign_in(ben), group, "accept").status_code == 302
    assert sign_in(cem).get("/messages/").context["waiting"] == 0
    assert NAME not in text_of(sign_in(cem).get("/messages/requests/"))
    assert NAME not in text_of(sign_in(cem).get("/notifications/"))
    unknown = uuid.uuid4()
    nothing = bare(post(sign_in(cem), f"/messages/{unknown}/answer/", answer="accept"), unknown)
    assert nothing[0] == 404
    assert bare(answer(sign_in(cem), group, "accept"), group.public_id) == nothing
    assert "Cem Aydin" in text_of(client.get(f"{group.get_absolute_url()}group/"))


def test_asked_while_somebody_inside_is_kept_apart_nobody_hears_of_it(
    ana: User, ben: User, cem: User, sign_in: SignIn
) -> None:
    people.block(by=cem, person=ben)
    group = actions.make_group(by=ana, name=NAME, asked=[ben])
    actions.join(by=ben, group=group)
    url = f"{group.get_absolute_url()}group/ask/"
    assert post(sign_in(ana), url, people=[str(cem.public_id)]).status_code == 302
    assert not Notification.objects.filter(recipient=cem, kind="group_invitation").exists()
    assert "Cem Aydin" not in text_of(sign_in(ben).get(f"{group.get_absolute_url()}group/"))


def test_a_block_inside_a_group_withholds_for_good_and_shows_in_no_count(
    ana: User, ben: User, cem: User, club: Conversation, sign_in: SignIn
) -> None:
    said(club, ben, "Before the block")
    url = club.get_absolute_url()
    for one in (ana, ben, cem):
        sign_in(one).get(url)
    people.block(by=cem, person=ben)
    Notification.objects.all().delete()
    said(club, ben, "From Ben, not for Cem")
    client = sign_in(cem)
    inbox = client.get("/messages/")
    group = next(row for row in inbox.context["threads"] if row.is_group)
    assert (group.line, group.unread) == ("Ben Osei: Before the block", 0)
    assert inbox.context["nav_counts"]["messages"] == 0
    assert not Notification.objects.filter(recipient=cem).exists()
    page = lines(client, club)
    assert "Before the block" in page
    assert "not for Cem" not in page
    assert "not for Cem" not in text_of(
        client.get(f"{url}live/?after={change_place(client, club, 0)}")
    )
    assert "not for Cem" in lines(sign_in(ana), club)
    # Neither stands in the other's list of who is there, nor in its count.
    for one, other in ((cem, "Ben Osei"), (ben, "Cem Aydin")):
        assert other not in text_of(sign_in(one).get(f"{url}group/"))
        assert other not in sign_in(one).get(url).context["circle"].named
    said(club, cem, "From Cem, not for Ben")
    assert "not for Ben" not in lines(sign_in(ben), club)
    # Lifting the block brings nothing back; what is said from then on arrives.
    people.unblock(by=cem, person=ben)
    assert "not for Cem" not in lines(client, club)
    said(club, ben, "After it was lifted")
    assert "After it was lifted" in lines(client, club)
    assert Withheld.objects.count() == 2


def test_an_invitation_ends_with_a_block_and_stays_ended(
    ana: User, ben: User, sign_in: SignIn
) -> None:
    group = actions.make_group(by=ana, name=NAME, asked=[ben])
    answer(sign_in(ben), group, "block")
    assert sign_in(ben).get("/messages/").context["waiting"] == 0
    people.unblock(by=ben, person=ana)
    assert sign_in(ben).get("/messages/").context["waiting"] == 0


@pytest.mark.django_db(transaction=True)
def test_two_kept_apart_who_say_yes_at_once_do_not_both_come_in(
    ana: User, ben: User, cem: User
) -> None:
    people.block(by=ben, person=cem)
    for _round in range(5):
        group = actions.make_group(by=ana, name=NAME, asked=[ben, cem])

        def come(one: User, group: Conversation = group) -> str:
            try:
                actions.join(by=one, group=group)
            except actions.InvitationOver:
                return "over"
            return "in"

        assert sorted(race([lambda: come(ben), lambda: come(cem)])) == ["in", "over"]
        here = Participant.objects.here().filter(conversation=group)
        assert here.count() == 2


def test_there_is_nobody_to_ask_and_the_page_says_what_to_do(sign_in: SignIn) -> None:
    page = text_of(sign_in(MemberFactory.create()).get("/messages/new-group/"))
    assert "Nobody to ask yet" in page
    assert f"{settings.MAX_GROUP_PEOPLE} people" in page
    assert Message.objects.count() == 0


def test_a_report_is_kept_from_who_came_in_and_from_nobody_who_was_only_asked(
    ana: User, ben: User, cem: User
) -> None:
    for moderator in (ben, cem):
        User.objects.filter(pk=moderator.pk).update(is_staff=True)
    group = actions.make_group(by=ana, name=NAME, asked=[ben, cem])
    actions.join(by=ben, group=group)
    (line,) = said(group, ana, "Bring me the list of patients.")
    report(ben, ana, kind="message", public_id=str(line.public_id))
    reads = [Case.objects.visible_to(User.objects.get(pk=one.pk)).exists() for one in (ben, cem)]
    assert reads == [False, True]
