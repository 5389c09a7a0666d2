"""The short lists of reports and decisions, with their words."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Category(models.TextChoices):
    """What is wrong, as the reporter says; the last one is found by Kindred itself."""

    PATIENT_DATA = "patient_data", _("Patient data")
    HARASSMENT = "harassment", _("Harassment or threats")
    ABUSE_OF_POSITION = "abuse_of_position", _("Abuse of position")
    IMPERSONATION = "impersonation", _("Pretends to be somebody else")
    SPAM = "spam", _("Spam or advertising")
    OTHER = "other", _("Something else")
    REPEATED = "repeated", _("The same text to several people")


CATEGORY_HINTS = {
    Category.PATIENT_DATA: _("Somebody could be recognized from it: a name, a picture, a date."),
    Category.HARASSMENT: _("Insults, threats, sexual remarks, or not leaving you alone."),
    Category.ABUSE_OF_POSITION: _("Wants favors, work or silence because they decide about you."),
    Category.IMPERSONATION: _("Not the person, the degree or the institution they claim to be."),
    Category.SPAM: _("Sells or advertises something, or writes the same to everybody."),
    Category.OTHER: _("Help with cheating, or whatever else should not stand here."),
}
# What people choose from; the worst first.
REPORTED_AS: tuple[Category, ...] = tuple(CATEGORY_HINTS)


def what_can_be_wrong() -> list[tuple[str, str, str]]:
    """What people choose from: code, name, and a line that says what is meant."""
    return [(one.value, str(one.label), str(CATEGORY_HINTS[one])) for one in REPORTED_AS]


class Severity(models.IntegerChoices):
    """How soon somebody has to decide; settings.MODERATION_HOURS has the figures."""

    ORDINARY = 1, _("Ordinary")
    SERIOUS = 2, _("Serious")
    URGENT = 3, _("Urgent")


SEVERITY: dict[str, Severity] = {
    Category.PATIENT_DATA: Severity.URGENT,
    Category.HARASSMENT: Severity.URGENT,
    Category.ABUSE_OF_POSITION: Severity.SERIOUS,
    Category.IMPERSONATION: Severity.SERIOUS,
    Category.REPEATED: Severity.SERIOUS,
    Category.SPAM: Severity.ORDINARY,
    Category.OTHER: Severity.ORDINARY,
}


class CaseState(models.TextChoices):
    """Where a case stands."""

    OPEN = "open", _("Open")
    READ = "read", _("Being read")
    DECIDED = "decided", _("Decided")


class Outcome(models.TextChoices):
    """What was decided."""

    NONE = "none", _("No action")
    WARN = "warn", _("Warn")
    LIMIT = "limit", _("Limit")
    SUSPEND = "suspend", _("Suspend")
    REMOVE = "remove", _("Take it away")


# Those that hold for a term, or without end.
LASTING: tuple[Outcome, ...] = (Outcome.LIMIT, Outcome.SUSPEND)


class AppealState(models.TextChoices):
    """What became of an appeal."""

    WAITING = "waiting", _("Waits for another moderator")
    KEPT = "kept", _("The decision stands")
    LIFTED = "lifted", _("The decision was taken back")
