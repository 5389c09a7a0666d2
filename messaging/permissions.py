"""Who may write to whom."""

from profiles import permissions as people
from profiles.choices import Contact
from profiles.models import Grant, Profile, User
from profiles.querysets import in_good_standing
from safety.permissions import is_blocked

from .first_contact import standing_in
from .models import Conversation, Message, Participant


def may_write(sender: User, recipient_id: int, conversation: Conversation | None) -> bool:
    """True when a message of `sender` would be taken.

    Never past a block, either way, nor from or to an account that is gone, suspended or
    unfinished. Then the recipient's wish decides: nobody; members; or people they asked or
    accepted, which a grant or their own part in the conversation shows. People who both want to
    meet those like them may write either way. Whether the sender may see the recipient is asked
    where the two meet first.
    """
    writer = Profile.objects.filter(in_good_standing(), user=sender.pk).first()
    if writer is None:
        return False
    recipient = User.objects.filter(in_good_standing(""), pk=recipient_id).first()
    if recipient is None or is_blocked(sender, recipient):
        return False
    theirs = Profile.objects.get(user=recipient)
    if theirs.contact == Contact.NOBODY:
        return False
    if Grant.objects.filter(owner=recipient, viewer=sender).exists():
        return True
    if conversation is not None and _welcomes(recipient_id, conversation):
        return True
    return theirs.contact == Contact.MEMBERS or people.may_meet(writer, theirs)


def may_write_in(sender: User, conversation: Conversation) -> bool:
    """True when a message of `sender` would be taken in this conversation."""
    if conversation.is_group:
        return may_write_in_group(sender, conversation)
    return may_write(sender, conversation.other_than(sender.pk), conversation)


def may_change(person: User, message: Message, conversation: Conversation) -> bool:
    """True for one's own words that stand there, at any time, as long as one may write there: what
    would not be taken as a new message comes in through no old one either, nor does a link come
    into what a stranger has not taken up."""
    stands = not (message.deleted_at or message.held_at or message.event)
    stands = stands and not standing_in(person, conversation).awaits
    return stands and message.sender_id == person.pk and may_write_in(person, conversation)


def may_write_first(sender: User, recipient_id: int, conversation: Conversation | None) -> bool:
    """False while `sender` mentors, has not shown who they are, and would be the one to begin.

    Who asked, was accepted, or has written in the conversation has begun already.
    """
    if conversation is not None and _welcomes(recipient_id, conversation):
        return True
    return people.may_write_first(sender, recipient_id)


def may_write_in_group(sender: User, group: Conversation) -> bool:
    """True for whoever has joined and not left, and is neither suspended nor gone."""
    is_here = Participant.objects.here().filter(conversation=group, user=sender)
    return is_here.filter(in_good_standing("user__")).exists()


def is_request_to(viewer: User, conversation: Conversation) -> bool:
    """Whether this is a stranger's first contact that the viewer has not taken up."""
    mine = Participant.objects.filter(conversation=conversation, user=viewer, welcomes=False)
    return not conversation.is_group and mine.exists()


def _welcomes(person_id: int, conversation: Conversation) -> bool:
    return Participant.objects.filter(
        conversation=conversation, user=person_id, welcomes=True
    ).exists()
