"""What somebody takes along of reports and decisions: her own reports, and what was decided about
her, with the reasons that she has read already."""

from django.contrib.auth.base_user import AbstractBaseUser

from .models import Decision, Report
from .querysets import ABOUT_A_PERSON


def reports_and_decisions(person: AbstractBaseUser) -> object:
    """Both, the oldest first."""
    reports = Report.objects.filter(reporter=person.pk).order_by("pk")
    decided = Decision.objects.filter(subject=person.pk, outcome__in=ABOUT_A_PERSON)
    return {
        "reports": list(reports.values("sent_at", "kind", "category", "words")),
        "decisions": list(
            decided.order_by("pk").values(
                *("made_at", "outcome", "reason", "ends_at", "lifted_at"),
                *("appeal__words", "appeal__sent_at", "appeal__state", "appeal__answer"),
            )
        ),
    }
