"""Requests and mentorships for tests, made through the doors that people use."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from profiles.models import User
from relationships import actions
from relationships.models import MentorshipRequest, Relationship

WHY = "Your answer about failing boards once made me write."


def request_of(
    mentee: User, mentor: User, *, days_ago: float = 0, **words: Any
) -> MentorshipRequest:
    """An open request."""
    made = actions.ask(by=mentee, mentor=mentor, **({"kind": "mentorship", "why": WHY} | words))
    if days_ago:
        made.created_at = timezone.now() - timedelta(days=days_ago)
        made.save(update_fields=["created_at"])
    return made


def relationship_of(mentee: User, mentor: User, **words: Any) -> Relationship:
    """A mentorship that goes on."""
    return actions.accept(by=mentor, request=request_of(mentee, mentor, **words))
