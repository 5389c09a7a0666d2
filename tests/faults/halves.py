"""What would have been written by half: a question that finds it, and damage it must find.

Each question is put to the database twice: as it is, where nothing may be found; and once more
after the damage, which is never committed.
"""

from dataclasses import dataclass

from .outages import Outages


@dataclass(frozen=True)
class Half:
    """`found` asks for what is broken; `damage` breaks it."""

    found: str
    damage: str


HALVES = {
    "a conversation counts other messages than it has": Half(
        "SELECT c.id FROM messaging_conversation c JOIN messaging_message m"
        " ON m.conversation_id = c.id GROUP BY c.id HAVING (c.last_number, c.last_number)"
        " IS DISTINCT FROM (count(*), max(m.number))",
        "UPDATE messaging_conversation SET last_number = last_number + 1",
    ),
    "a conversation counts other changes than were made": Half(
        "SELECT c.id FROM messaging_conversation c JOIN messaging_message m"
        " ON m.conversation_id = c.id GROUP BY c.id HAVING (c.last_change, c.last_change)"
        " IS DISTINCT FROM (sum(m.version), max(m.changed))",
        "UPDATE messaging_message SET version = version + 1 WHERE number = 1",
    ),
    "a message that its reader is not told of": Half(
        "SELECT p.id FROM messaging_participant p JOIN messaging_message m"
        " ON m.conversation_id = p.conversation_id AND m.sender_id <> p.user_id"
        " AND m.number > p.read_number WHERE NOT EXISTS (SELECT FROM notifications_notification n"
        " WHERE n.recipient_id = p.user_id AND n.read_at IS NULL"
        " AND (n.about->>'conversation')::bigint = p.conversation_id)",
        "UPDATE messaging_participant SET read_number = 0;"
        " UPDATE notifications_notification SET read_at = now()",
    ),
    "news of a message that is not there": Half(
        "SELECT n.id FROM notifications_notification n JOIN messaging_conversation c"
        " ON c.id = (n.about->>'conversation')::bigint"
        " WHERE (n.about->>'after')::int >= c.last_number",
        "UPDATE messaging_conversation SET last_number = 0",
    ),
    "news without its mail": Half(
        "SELECT n.id FROM notifications_notification n LEFT JOIN notifications_mail m"
        " ON m.notification_id = n.id WHERE m.id IS NULL",
        "DELETE FROM notifications_mail",
    ),
    "an edit without its key, or a key without its edit": Half(
        "SELECT m.id FROM messaging_message m LEFT JOIN safety_spentkey k"
        " ON k.user_id = m.sender_id AND k.action = 'edit:' || m.id AND k.answer::text <> '\"\"'"
        " GROUP BY m.id HAVING m.version - 1 <> count(k.id)",
        "DELETE FROM safety_spentkey",
    ),
    "a limit that counts other messages than were written": Half(
        "SELECT 1 WHERE (SELECT sum(version) FROM messaging_message) <>"
        " (SELECT sum(count) FROM safety_ratecounter WHERE scope = 'message')",
        "UPDATE safety_ratecounter SET count = count + 1 WHERE scope = 'message'",
    ),
}


def written_by_half(stack: Outages) -> list[str]:
    """What of all this stands in the database."""
    return [name for name, half in HALVES.items() if stack.rows(half.found)]


def overlooked(stack: Outages) -> list[str]:
    """Which damage would not be found."""
    return [name for name, half in HALVES.items() if not stack.rows(f"{half.damage}; {half.found}")]
