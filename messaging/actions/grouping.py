"""Groups: made by one person of people she knows, who each say yes before anybody sees them there.

Who asked learns of a yes and of nothing else: "asked" stands beside a name whether the person has
not looked, declined, or is kept apart by a block from somebody inside, in which case they never
see the invitation.
"""

from collections.abc import Collection

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from messaging.models import Conversation, Event, Participant
from notifications.actions import mark_read_about, notify
from profiles import actions as people
from profiles.models import User
from safety import audit
from safety.errors import Refused
from safety.live import CONVERSATION, COUNTS, knock
from safety.ratelimits import hit

from ._delivery import MENTION, NEW_MESSAGE, deliver, hold_conversation, write

GROUP_INVITATION = "group_invitation"
DAY = 24 * 60 * 60


class GroupFull(Refused):
    """More people than a group holds."""


class InvitationOver(Refused):
    """The group does not ask this person any more."""


def most_people(maker: User) -> int:
    """How many a group of hers holds, herself and those who are asked included."""
    if maker.profile.quiet_mode:
        return int(settings.MAX_QUIET_GROUP_PEOPLE)
    return int(settings.MAX_GROUP_PEOPLE)


@transaction.atomic
def make_group(*, by: User, name: str, asked: Collection[User]) -> Conversation:
    """A group of `by` alone, and an invitation for each of `asked`, whom she may ask.

    Raises GroupFull, and RateLimited beyond MAX_GROUP_INVITATIONS_A_DAY.
    """
    group = Conversation.objects.create(name=name, maker=by)
    Participant.objects.create(conversation=group, user=by)
    write(group, by=by, event=Event.MADE, text=name)
    Participant.objects.filter(conversation=group, user=by).update(read_number=1, seen_number=1)
    audit.record("make_group", by=by, about=group)
    _ask(by, group, asked)
    return group


@transaction.atomic
def invite(*, by: User, group: Conversation, asked: Collection[User]) -> None:
    """Ask more people in. Whoever is inside or was asked already is not asked again."""
    _ask(by, hold_conversation(group), asked)


@transaction.atomic
def take_back_invitation(*, by: User, group: Conversation, person: User) -> None:
    """The group does not ask this person any more; they are not told."""
    rows = Participant.objects.invited().filter(conversation=hold_conversation(group), user=person)
    if rows.update(left_at=timezone.now()):
        audit.record("take_back_invitation", by=by, subject=person, about=group)
    _invitation_is_over(group, person)


@transaction.atomic
def join(*, by: User, group: Conversation) -> None:
    """Say yes; what is said from now on is hers to read. Raises InvitationOver when the group does
    not ask her any more, or by now holds somebody whom a block keeps from her."""
    held = hold_conversation(group)
    mine = Participant.objects.filter(conversation=held, user=by)
    if mine.here().exists():
        return
    if not Conversation.objects.inviting(by).filter(pk=held.pk).exists():
        raise InvitationOver(_("This invitation is over. Nothing was changed."))
    number = held.last_number + 1
    mine.update(
        joined_at=timezone.now(),
        first_number=number,
        read_number=number,
        seen_number=number,
        welcomes=True,
    )
    deliver(write(held, by=by, event=Event.JOINED), held=held, by=by)
    audit.record("join_group", by=by, about=held)
    _invitation_is_over(held, by)


@transaction.atomic
def decline_invitation(*, by: User, group: Conversation) -> None:
    """Say no. Nobody is told, and this group does not ask again."""
    Participant.objects.invited().filter(conversation=group, user=by).update(
        declined_at=timezone.now()
    )
    _invitation_is_over(group, by)


@transaction.atomic
def block_inviter(*, by: User, group: Conversation) -> None:
    """Decline, and keep apart from whoever asked."""
    mine = Participant.objects.invited().filter(conversation=group, user=by)
    asker = User.objects.filter(pk__in=mine.values("invited_by")).first()
    decline_invitation(by=by, group=group)
    if asker is not None:
        people.block(by=by, person=asker)


@transaction.atomic
def name_group(*, by: User, group: Conversation, name: str) -> None:
    """Give the group another name; it says so among its messages."""
    held = hold_conversation(group)
    if held.name == name:
        return
    held.name = name
    held.save(update_fields=["name"])
    deliver(write(held, by=by, event=Event.NAMED, text=name), held=held, by=by)


@transaction.atomic
def leave(*, by: User, group: Conversation) -> None:
    """Go; the group is no longer hers to read. Its maker leaves it to whoever joined first."""
    _part(hold_conversation(group), by, event=Event.LEFT)
    audit.record("leave_group", by=by, about=group)


@transaction.atomic
def remove(*, by: User, group: Conversation, person: User) -> None:
    """Somebody is in the group no longer. The others read that they left."""
    _part(hold_conversation(group), person, event=Event.REMOVED)
    audit.record("remove_from_group", by=by, subject=person, about=group)


def _part(held: Conversation, person: User, *, event: Event) -> None:
    if not Participant.objects.here().filter(conversation=held, user=person).exists():
        return
    deliver(write(held, by=person, event=event), held=held, by=person)
    Participant.objects.filter(conversation=held, user=person).update(
        left_at=timezone.now(), draft="", muted_at=None
    )
    # What was told of it leads nowhere any more.
    for kind in (NEW_MESSAGE, MENTION):
        mark_read_about(by=person, kind=kind, conversation=held.pk)
    hand_over(held, person)
    knock([person.pk], CONVERSATION, conversation=held.pk)


def hand_over(held: Conversation, person: User) -> None:
    """A group whose maker has gone is looked after by whoever joined first."""
    if held.maker_id != person.pk:
        return
    next_one = Participant.objects.here().filter(conversation=held).order_by("joined_at", "pk")
    held.maker_id = next_one.values_list("user", flat=True).first()
    held.save(update_fields=["maker"])


def _ask(by: User, held: Conversation, asked: Collection[User]) -> None:
    rows = {row.user_id: row for row in Participant.objects.filter(conversation=held)}
    new = [one for one in asked if one.pk not in rows or rows[one.pk].left_at is not None]
    inside = sum(row.left_at is None for row in rows.values())
    most = most_people(by)
    if inside + len(new) > most:
        raise GroupFull(
            _(
                "A group of yours holds %(most)d people, you and those you asked included. Nobody "
                "was asked; please choose fewer."
            )
            % {"most": most}
        )
    for one in new:
        _hit(by)
        row = rows.get(one.pk) or Participant(conversation=held, user=one)
        # Who declined once is asked in vain, and whoever asks cannot tell.
        row.invited_by, row.joined_at, row.left_at = by, None, None
        row.save()
        audit.record("invite_to_group", by=by, subject=one, about=held)
        _tell(by, held, one, row)


def _tell(by: User, held: Conversation, person: User, row: Participant) -> None:
    """They hear of it unless it is none for them: they declined, or somebody inside is kept from
    them."""
    if Conversation.objects.inviting(person).filter(pk=held.pk).exists():
        knock([person.pk], COUNTS)
        notify(
            kind=GROUP_INVITATION,
            recipient=person,
            actor=by,
            key=f"group:{held.pk}:asks:{row.pk}:{timezone.localdate().isoformat()}",
            about={"conversation": held.pk},
        )


def _invitation_is_over(group: Conversation, person: User) -> None:
    knock([person.pk], COUNTS)
    mark_read_about(by=person, kind=GROUP_INVITATION, conversation=group.pk)


def _hit(by: User) -> None:
    limit = settings.MAX_GROUP_INVITATIONS_A_DAY
    hit(
        scope="group_invitation",
        who=by.pk,
        limit=limit,
        seconds=DAY,
        sentence=_(
            "You have asked %(limit)d people into groups today, which is the most in one day. "
            "Nobody was asked this time; please go on tomorrow."
        )
        % {"limit": limit},
    )
