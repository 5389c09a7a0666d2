"""What somebody takes along of requests: those she sent, and the lines she answered with."""

from django.contrib.auth.base_user import AbstractBaseUser

from .models import MentorshipRequest


def requests(person: AbstractBaseUser) -> object:
    """Sent and answered ones, the oldest first; of those answered, her own line alone."""
    sent = MentorshipRequest.objects.filter(mentee=person.pk).order_by("pk")
    answered = MentorshipRequest.objects.filter(mentor=person.pk).exclude(note="").order_by("pk")
    return {
        "sent": list(
            sent.values(
                *("created_at", "mentor__profile__name", "kind", "why", "first_month", "tried"),
                "state",
            )
        ),
        "answers": list(answered.values("decided_at", "mentee__profile__name", "note")),
    }
