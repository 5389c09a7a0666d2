"""What the demo has written so far, and the names it gives."""

import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from profiles.models import User
from relationships.models import MentorshipRequest

NAMESPACE = uuid.UUID("6b696e64-7265-4d00-8000-64656d6f0001")
AFTERNOON = 16  # UTC: morning in Chicago, evening in Nairobi


@dataclass
class Rows:
    """What has been written so far, by the slugs of the content."""

    now: datetime
    users: dict[str, User] = field(default_factory=dict)
    requests: dict[str, MentorshipRequest] = field(default_factory=dict)

    def ago(self, days: float, minutes: float = 0.0) -> datetime:
        """So many days before now, plus minutes; at an hour when people are awake."""
        afternoon = self.now.astimezone(UTC).replace(hour=AFTERNOON, minute=4, second=0)
        if afternoon > self.now:
            afternoon -= timedelta(days=1)
        return afternoon - timedelta(days=days) + timedelta(minutes=minutes)


def public_id(*parts: str) -> uuid.UUID:
    """The same public id for the same thing in every demo."""
    return uuid.uuid5(NAMESPACE, ":".join(parts))
