"""Mail that comes back: what a server said, and that no more goes to an address that is none.

A bounce is heard in two ways: the mail server refuses the address while it is spoken to (RFC 5321,
with the codes of RFC 3463), or a report arrives later (RFC 3464) and is handed to the command
`read_bounce`. A report is believed when it names the Message-ID of a mail that was sent from here,
which nobody can guess. It stops mail of news to that address, never the account, and mails that
somebody asks for herself (a code, a reset) are still tried.
"""

import email
import email.policy
import re
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from email.message import Message
from typing import Any

from . import actions
from .models import Mail

ENHANCED = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
# Codes without an enhanced one that speak of the address, not of the mail or the day.
NO_SUCH_ADDRESS = {550, 551, 553}
# RFC 3463: 5.1.x speak of the address, but for 5.1.7 and 5.1.8, which speak of the sender's; 5.2.0
# and 5.2.1 of a mailbox that takes no mail; 5.4.4 of a domain that is not there.
ADDRESS_CODES = re.compile(r"5\.(0\.0|1\.(?!7$|8$)\d{1,3}|2\.[01]|4\.4)")


@dataclass(frozen=True)
class Reply:
    """What a mail server said of one address: its code, and the enhanced one ("" without)."""

    code: int
    enhanced: str

    @classmethod
    def of(cls, code: int, text: bytes | str) -> "Reply":
        """From the reply's code and text."""
        said = text.decode("ascii", "replace") if isinstance(text, bytes) else text
        found = ENHANCED.search(said)
        return cls(code, found.group(0) if found else "")

    @property
    def is_for_good(self) -> bool:
        """True unless it means "later" (RFC 5321, section 4.2.1)."""
        return not 400 <= self.code < 500

    @property
    def is_no_address(self) -> bool:
        """True when it says that nobody can be reached there."""
        if self.enhanced:
            return ADDRESS_CODES.fullmatch(self.enhanced) is not None
        return self.code in NO_SUCH_ADDRESS

    @property
    def name(self) -> str:
        """The code that is kept and shown."""
        return self.enhanced or str(self.code)


@dataclass(frozen=True)
class Report:
    """What a delivery status report says: of which mail, and the status of RFC 3463."""

    mail: uuid.UUID
    status: str
    has_failed: bool


def note_refusal(mail: Mail, replies: Iterable[Reply]) -> None:
    """The server refused a mail for good; when the address is none, mail to it stops."""
    for reply in replies:
        if reply.is_no_address:
            actions.note_bounce(address=mail.to, code=reply.name)


def take_report(raw: bytes) -> int:
    """Read a mail that came back; returns for how many addresses mail has stopped by it."""
    stopped = 0
    for report in read_reports(raw):
        if report.has_failed and ADDRESS_CODES.fullmatch(report.status):
            mail = Mail.objects.filter(public_id=report.mail).first()
            if mail is not None:
                stopped += actions.note_bounce(address=mail.to, code=report.status)
    return stopped


def read_reports(raw: bytes) -> Iterator[Report]:
    """The reports in a mail that came back; none in any other mail."""
    message = email.message_from_bytes(raw, policy=email.policy.default)
    if message.get_content_type() != "multipart/report":
        return
    mail = _returned(message)
    if mail is None:
        return
    for part in message.walk():
        if part.get_content_type() != "message/delivery-status":
            continue
        for block in part.get_payload():
            if isinstance(block, Message) and block["Action"] and block["Status"]:
                found = ENHANCED.search(str(block["Status"]))
                failed = str(block["Action"]).strip().lower() == "failed"
                yield Report(mail, found.group(0) if found else "", failed)


def _returned(message: Message) -> uuid.UUID | None:
    """Which mail came back, by the Message-ID in the copy or the headers that came with it."""
    for part in message.walk():
        kind = part.get_content_type()
        if kind == "text/rfc822-headers":
            text = part.get_payload(decode=True)
            copy: Any = email.message_from_bytes(text if isinstance(text, bytes) else b"")
        elif kind == "message/rfc822":
            inside = part.get_payload()
            copy = inside[0] if isinstance(inside, list) and inside else Message()
        else:
            continue
        try:
            return uuid.UUID(str(copy["Message-ID"]).strip(" <>").partition("@")[0])
        except ValueError:
            continue
    return None
