"""People like the viewer: who is found, why, what keeps two apart, and what follows."""

import re
import uuid
from typing import Any

import numpy as np
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from matching.models import PeerDismissal, Verdict
from matching.peers import _near, peers_of
from messaging.actions import send
from messaging.models import Conversation
from profiles.choices import Audience, Contact, Direction, Stage
from profiles.models import Grant, Profile, QuietTag, User
from relationships.models import MentorshipRequest
from safety.models import AuditEntry, Block, EvaluatorMark
from tests.acting import bare, post
from tests.conftest import SignIn
from tests.factories import MemberFactory, MentorFactory, make_hashtag, tie

pytestmark = pytest.mark.django_db
PAGE = "/peers/"


def peer(name: str, **fields: Any) -> User:
    """Somebody who turned it on and stands under #HemePath, unless told otherwise."""
    fields = {"about": ["HemePath"], "meets_peers": True} | fields
    return MemberFactory.create(name=name, **fields)


@pytest.fixture
def ana() -> User:
    """A resident who turned it on."""
    return peer("Ana Duarte", values=["candor", "kindness"], goals=["first_paper"])


def names(client: Client) -> list[str]:
    """The people on the page, in order."""
    return [card["name"] for card in client.get(PAGE).context["cards"]]


def write_to(client: Client, person: User) -> Any:
    return post(client, reverse("messaging:start", args=[person.public_id]))


# -- the switch ----------------------------------------------------------------------------------
def test_it_is_off_until_somebody_turns_it_on(sign_in: SignIn) -> None:
    ana, ben = (MemberFactory.create(name=name, about=["HemePath"]) for name in ("Ana", "Ben"))
    client = sign_in(ana)
    page = client.get(PAGE)
    assert page.context["cards"] == []
    assert "This is off" in page.content.decode()
    post(client, "/peers/switch/", meet="yes")
    assert names(client) == []  # Ben did not
    post(sign_in(ben), "/peers/switch/", meet="yes")
    assert names(client) == ["Ben"]
    assert names(sign_in(ben)) == ["Ana"]
    post(sign_in(ben), "/peers/switch/", meet="no")
    assert names(client) == []
    assert names(sign_in(ben)) == []
    wishes = AuditEntry.objects.filter(action="meet_peers", by=ben).order_by("pk")
    assert [entry.facts["wished"] for entry in wishes] == [True, False]


def test_it_can_be_turned_on_and_off_among_the_settings(sign_in: SignIn) -> None:
    ana = MemberFactory.create(name="Ana")
    client = sign_in(ana)
    chosen = {"audience": "members", "contact": "connected"}
    for wished in (True, False):
        post(client, "/settings/", **chosen, **({"meets_peers": "on"} if wished else {}))
        assert Profile.objects.get(user=ana).meets_peers is wished


@pytest.mark.parametrize("keeps", [{"audience": Audience.NOBODY}, {"contact": Contact.NOBODY}])
def test_whoever_keeps_to_herself_neither_finds_nor_is_found(
    ana: User, sign_in: SignIn, keeps: dict[str, str]
) -> None:
    ben = peer("Ben", **keeps)
    Grant.objects.create(owner=ben, viewer=ana, source="request:1")
    assert names(sign_in(ana)) == []
    page = sign_in(ben).get(PAGE)
    assert page.context["cards"] == []
    assert "You keep to yourself" in page.content.decode()


# -- who is found, and why -----------------------------------------------------------------------
def test_the_most_alike_come_first_with_what_they_share(ana: User, sign_in: SignIn) -> None:
    tie(ana, Direction.SEEKS, "MDS")
    peer("Near", values=["candor", "kindness"], goals=["first_paper"], seeks=["MDS"])
    peer("Fair", values=["candor"], stage=Stage.FELLOW)
    peer("Far", stage=Stage.SENIOR_FACULTY)
    page = sign_in(ana).get(PAGE)
    assert [card["name"] for card in page.context["cards"]] == ["Near", "Fair", "Far"]
    said = [[(line.label, line.text) for line in card["reasons"]] for card in page.context["cards"]]
    assert said[0] == [
        ("Hashtags", "#HemePath and #MDS"),
        ("You both value", "candor and kindness"),
        ("You both want", "a first paper"),
        ("Stage", "the same as yours: resident"),
    ]
    assert said[1][1:] == [
        ("You both value", "candor"),
        ("Stage", "one step ahead: fellow"),
    ]
    assert said[2] == [("Hashtags", "#HemePath")]


def test_each_of_the_three_counts(ana: User, sign_in: SignIn) -> None:
    """With all else the same: a hashtag more, both values (silence counts half), a stage nearer."""
    peer("Tagged", seeks=["MDS"], stage=Stage.FELLOW)
    peer("Valued", values=["candor", "kindness"], stage=Stage.FELLOW)
    peer("Near", stage=Stage.RESIDENT)
    peer("Plain", stage=Stage.FELLOW)
    tie(ana, Direction.SEEKS, "MDS")
    order = names(sign_in(ana))
    for better in ("Tagged", "Valued", "Near"):
        assert order.index(better) < order.index("Plain")


def test_a_stage_or_a_language_alone_is_no_reason(ana: User, sign_in: SignIn) -> None:
    Profile.objects.filter(user=ana).update(languages=["no"])
    peer("Ben", about=["Sepsis"], languages=["no"])
    page = sign_in(ana).get(PAGE)
    assert page.context["cards"] == []
    assert "Nobody like you here yet" in page.content.decode()


def test_quiet_hashtags_never_count(ana: User, sign_in: SignIn) -> None:
    ben = peer("Ben", about=["Sepsis"])
    for user in (ana, ben):
        QuietTag.objects.create(user=user, name="OwnStory", key="ownstory")
    make_hashtag("OwnStory")
    assert names(sign_in(ana)) == []
    before = bare(sign_in(ana).get(PAGE))
    QuietTag.objects.filter(user=ben).delete()
    assert bare(sign_in(ana).get(PAGE)) == before


def test_a_held_hashtag_brings_nobody_together(sign_in: SignIn) -> None:
    make_hashtag("HeldWord", held=True, reviewed=False)
    ana, _ben = peer("Ana", about=["HeldWord"]), peer("Ben", about=["HeldWord"])
    assert names(sign_in(ana)) == []


def test_stages_are_near_by_steps_and_those_beside_the_ladder_only_to_themselves() -> None:
    def shared(one: int, other: int) -> int:
        bits = _near(np.array([one, other]))
        return int(bits[0] & bits[1]).bit_count()

    assert [shared(2, other) for other in (2, 3, 4, 5, -1)] == [3, 2, 1, 0, 0]
    assert [shared(16, other) for other in (16, 17, 6)] == [1, 0, 0]


def test_at_most_ten(ana: User, sign_in: SignIn) -> None:
    for number in range(13):
        peer(f"Peer {number}")
    assert len(names(sign_in(ana))) == 10


# -- what keeps two apart ------------------------------------------------------------------------
def apart_by_block(ana: User, ben: User) -> None:
    Block.objects.create(blocker=ben, blocked=ana)


def apart_by_own_block(ana: User, ben: User) -> None:
    Block.objects.create(blocker=ana, blocked=ben)


def apart_by_mark(ana: User, ben: User) -> None:
    EvaluatorMark.objects.create(holder=ben, evaluator=ana)


def apart_by_own_mark(ana: User, ben: User) -> None:
    EvaluatorMark.objects.create(holder=ana, evaluator=ben)


def apart_by_request(ana: User, ben: User) -> None:
    MentorshipRequest.objects.create(mentee=ana, mentor=ben, why="A sentence.")


def apart_by_dismissal(ana: User, ben: User) -> None:
    PeerDismissal.objects.create(holder=ana, peer=ben)


def apart_by_not_for_me(ana: User, ben: User) -> None:
    Verdict.objects.create(mentee=ana, mentor=ben, said="dismissed")


def apart_by_suspension(ana: User, ben: User) -> None:
    User.objects.filter(pk=ben.pk).update(suspended_at=timezone.now())


def apart_by_welcome(ana: User, ben: User) -> None:
    Profile.objects.filter(user=ben).update(welcomed_at=None)


def apart_by_talk(ana: User, ben: User) -> None:
    low, high = sorted((ana.pk, ben.pk))
    Conversation.objects.create(low_id=low, high_id=high, last_number=1)


@pytest.mark.parametrize(
    "keep",
    [
        apart_by_block,
        apart_by_own_block,
        apart_by_mark,
        apart_by_own_mark,
        apart_by_request,
        apart_by_dismissal,
        apart_by_not_for_me,
        apart_by_suspension,
        apart_by_welcome,
        apart_by_talk,
    ],
)
def test_they_are_kept_apart_at_once(ana: User, sign_in: SignIn, keep: Any) -> None:
    ben, cleo = peer("Ben", is_mentor=True), peer("Cleo")
    assert set(names(sign_in(ana))) == {"Ben", "Cleo"}
    keep(ana, ben)
    assert names(sign_in(ana)) == ["Cleo"]
    assert [found.user_id for found in peers_of(User.objects.get(pk=ana.pk))] == [cleo.pk]


def test_dismissing_is_silent_and_can_be_undone(ana: User, sign_in: SignIn) -> None:
    ben, client = peer("Ben"), sign_in(ana)
    his = bare(sign_in(ben).get(PAGE))
    page = post(client, reverse("matching:dismiss_peer", args=[ben.public_id]))
    assert page["Location"] == PAGE
    text = client.get(PAGE).content.decode()
    assert "can undo it below" in text
    assert names(client) == []
    assert bare(sign_in(ben).get(PAGE)) == his
    assert not ben.notifications.exists()
    post(client, reverse("matching:undismiss_peer", args=[ben.public_id]))
    assert names(client) == ["Ben"]
    assert AuditEntry.objects.get(action="peer_set_aside").subject is None


def test_whoever_blocked_is_not_among_those_set_aside(ana: User, sign_in: SignIn) -> None:
    ben = peer("Ben Marsh")
    PeerDismissal.objects.create(holder=ana, peer=ben)
    assert "Ben Marsh" in sign_in(ana).get(PAGE).content.decode()
    Block.objects.create(blocker=ben, blocked=ana)
    assert "Ben Marsh" not in sign_in(ana).get(PAGE).content.decode()


def test_setting_aside_tells_nothing_of_who_turned_it_on(ana: User, sign_in: SignIn) -> None:
    client = sign_in(ana)
    on, off = peer("Ben"), peer("Cleo", meets_peers=False)
    answers = [
        bare(post(client, reverse("matching:dismiss_peer", args=[one.public_id])), one.public_id)
        for one in (on, off)
    ]
    assert answers[0] == answers[1]


# -- writing -------------------------------------------------------------------------------------
def test_somebody_limited_is_offered_no_step_that_would_be_refused(
    ana: User, sign_in: SignIn
) -> None:
    ben = peer("Ben")
    User.objects.filter(pk=ana.pk).update(limited_at=timezone.now())
    page = sign_in(ana).get(PAGE).content.decode()
    assert f'action="{reverse("messaging:start", args=[ben.public_id])}"' not in page
    assert f'class="button" href="{ben.profile.get_absolute_url()}"' in page


def test_write_is_a_first_contact(ana: User, sign_in: SignIn, settings: Any) -> None:
    settings.MAX_FIRST_CONTACTS_A_DAY = 1
    ben, cleo = peer("Ben"), peer("Cleo")
    client = sign_in(ana)
    page = client.get(PAGE).content.decode()
    ways = re.findall(r'action="(/people/[0-9a-f-]+/write/)"', page)
    assert set(ways) == {reverse("messaging:start", args=[one.public_id]) for one in (ben, cleo)}
    answer = write_to(client, ben)
    conversation = Conversation.objects.between(ana, ben).get()
    assert answer["Location"] == conversation.get_absolute_url()
    send(by=ana, conversation=conversation, client_id=uuid.uuid4(), text="Hello from #HemePath.")
    assert ben.notifications.count() == 1
    assert write_to(client, cleo).status_code == 429
    assert "Ben" not in names(client)  # they write with each other by now


def test_both_have_to_have_turned_it_on_to_write(ana: User, sign_in: SignIn) -> None:
    off = peer("Ben", meets_peers=False)
    client = sign_in(ana)
    assert write_to(client, off).status_code == 409
    assert "Write" not in client.get(off.profile.get_absolute_url()).content.decode()
    on = peer("Cleo")
    assert "Write" in client.get(on.profile.get_absolute_url()).content.decode()
    Profile.objects.filter(user=ana).update(meets_peers=False)
    assert write_to(client, on).status_code == 409


def test_turning_it_off_ends_what_was_not_answered(ana: User, sign_in: SignIn) -> None:
    ben, client = peer("Ben"), sign_in(ana)
    address = write_to(client, ben)["Location"]
    Profile.objects.filter(user=ben).update(meets_peers=False)
    form = {"client_id": str(uuid.uuid4()), "text": "Are you there?"}
    assert client.post(f"{address}send/", form).status_code == 409
    assert ben.notifications.count() == 0


def test_a_mentors_places_are_beside_the_matter(ana: User, sign_in: SignIn) -> None:
    MentorFactory.create(name="Rao", about=["HemePath"], meets_peers=True)
    page = sign_in(ana).get(PAGE).content.decode()
    assert "Rao" in page
    assert "places open" not in page


def test_a_mentor_who_has_not_shown_who_she_is_confirms_first(ana: User, sign_in: SignIn) -> None:
    rao = MentorFactory.create(name="Rao", about=["HemePath"], meets_peers=True)
    rao.proofs.all().delete()
    page = sign_in(rao).get(PAGE).content.decode()
    assert "Ana Duarte" in page
    assert reverse("messaging:start", args=[ana.public_id]) not in page
    assert reverse("profiles:proof") in page
    assert write_to(sign_in(rao), ana).status_code == 409
