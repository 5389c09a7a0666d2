"""What somebody may say to a person who neither asked nor accepted them: one short message, without
links; and when it is looked at before it goes on its way."""

import re
import unicodedata
from dataclasses import dataclass

from django.conf import settings
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from profiles.models import Grant, User
from profiles.permissions import limited_until, may_approach
from safety.errors import Refused
from safety.ratelimits import hit_lately

from .models import Conversation, Message, Participant

FIRST_LENGTH = 500
DAY = 24 * 60 * 60
SAME_TEXT_SECONDS = 30 * DAY
# An address with a scheme or "www.", a mail address, a domain with a path, a bare domain under one
# of the endings that advertisements use, and one under a country's: two small letters that are no
# word which may follow a full stop without a space.
LINK = re.compile(
    r"(?i)\b[a-z][a-z0-9+.-]*://\S|\bwww\.\S|\S@[\w-]+\.\w|\b[\w-]+\.[a-z]{2,}/"
    r"|\b[\w-]{2,}\.(?:com|org|net|edu|gov|info|biz|io|co|me|ly|gl|app|dev|ai|xyz|site|online|shop"
    r"|link|click|top|live|club|store|tv|gg|to)\b"
    r"|\b[\w-]{2,}\.(?-i:(?!(?:ah|am|an|as|at|be|by|do|dr|eg|go|he|hi|id|ie|if|in|is|it|md|mr|ms|my"
    r"|no|of|oh|ok|on|or|pm|so|up|us|vs|we)\b)[a-z]{2})\b"
)
UNSEEN = frozenset({"Mn", "Me", "Cf"})  # marks, and what joins or parts letters without a sign
# Cyrillic and Greek letters that stand for Latin ones when somebody dresses a text up.
LOOKS_LIKE = str.maketrans(
    "\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0456\u0458\u0455\u0501\u04bb"
    "\u03b1\u03bf\u03c1\u03bd",
    "aeopcyxijsdhaopv",
)
NOT_A_WORD = re.compile(r"[\W\d_]+")


class NotForAFirstMessage(Refused):
    """The text is too long for a first contact, or holds an address."""

    status = 400


class AlreadySent(Refused):
    """One message has gone to a stranger; the next waits for their answer, whatever that is."""


def has_link(text: str) -> bool:
    """Whether a text holds something that reads as an address of the web or of mail."""
    return LINK.search(unicodedata.normalize("NFKC", text)) is not None


def is_first(by: User, recipient_id: int, conversation: Conversation) -> bool:
    """Whether what `by` writes there is a first contact: the other neither asked nor accepted them,
    nor wrote back."""
    welcomed = Participant.objects.filter(
        conversation=conversation, user=recipient_id, welcomes=True
    )
    return not welcomed.exists() and not has_met(by, recipient_id)


def has_met(by: User, person_id: int) -> bool:
    """Whether that person asked or accepted `by`: a grant shows it."""
    return Grant.objects.filter(owner=person_id, viewer=by.pk).exists()


@dataclass(frozen=True)
class Standing:
    """What somebody may do in a conversation that a stranger has not taken up: write the first
    message (`is_first`), or wait (`awaits`)."""

    is_first: bool = False
    awaits: bool = False
    most: int = FIRST_LENGTH


def standing_in(viewer: User, conversation: Conversation) -> Standing:
    """Neither, unless the other is a stranger still; three queries at most."""
    if conversation.is_group or not is_first(
        viewer, conversation.other_than(viewer.pk), conversation
    ):
        return Standing()
    sent = Message.objects.filter(conversation=conversation, sender=viewer).exists()
    return Standing(is_first=not sent, awaits=sent)


def check_first(text: str) -> None:
    """Raises NotForAFirstMessage, with what is wrong in words."""
    if len(text) > FIRST_LENGTH:
        raise NotForAFirstMessage(too_long(len(text)))
    if has_link(text):
        raise NotForAFirstMessage(no_links())


def too_long(length: int) -> str:
    """What is said of a text of that length."""
    return _(
        "That is %(length)d characters; a first message holds %(most)d. Your text is still here: "
        "please shorten it. More fits once they answer."
    ) % {"length": length, "most": FIRST_LENGTH}


def no_links() -> str:
    """What is said of a text with an address in it."""
    return _(
        "A first message holds no links and no addresses. Your text is still here: please take "
        "them out, and send them once they answer."
    )


def check_nothing_sent(by: User, conversation: Conversation) -> None:
    """Raises AlreadySent when their one message has gone, with the same words whatever the other
    did with it."""
    if Message.objects.filter(conversation=conversation, sender=by).exists():
        raise AlreadySent(_("Your message is sent. You can go on here once they answer."))


def check_not_limited(by: User, conversation: Conversation) -> None:
    """Raises Refused for somebody whom moderators let write to nobody new."""
    if not may_approach(by, conversation.other_than(by.pk)):
        raise Refused(limited_until(by))


def count_first(by: User, *, scope: str) -> None:
    """Raises RateLimited beyond MAX_FIRST_CONTACTS_A_DAY."""
    limit = settings.MAX_FIRST_CONTACTS_A_DAY
    hit_lately(
        scope=scope,
        who=by.pk,
        limit=limit,
        seconds=DAY,
        sentence=_(
            "You have begun %(limit)d new conversations within a day, which is the most. "
            "Those you have go on; please try again tomorrow."
        )
        % {"limit": limit},
    )


def is_for_review(by: User, text: str, *, name: str) -> bool:
    """Whether this text, but for the name of whom it greets, went to SAME_TEXT_TO_BE_HELD people in
    a month, this one among them. Counts it; outlasts the deletion of a message."""
    digest = salted_hmac("messaging.first_contact", normalized(text, name=name), algorithm="sha256")
    count = hit_lately(
        scope="same_first_text",
        who=f"{by.pk}:{digest.hexdigest()}",
        limit=2**31,
        seconds=SAME_TEXT_SECONDS,
    )
    return count >= settings.SAME_TEXT_TO_BE_HELD


def normalized(text: str, *, name: str = "") -> str:
    """The letters alone, as they look: no case, marks, digits, spaces or signs, nothing unseen, and
    without the words of `name`."""
    names = set(_words(name))
    return "".join(word for word in _words(text) if word not in names)


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text.casefold()).translate(LOOKS_LIKE)
    bare = "".join(sign for sign in plain if unicodedata.category(sign) not in UNSEEN)
    return NOT_A_WORD.sub(" ", bare).split()
