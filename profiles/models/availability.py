"""How many a mentor takes, and whether now: read by every card, written by the apps above."""

from datetime import date

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from profiles.choices import Status

MOST_SEATS = 20


class Availability(models.Model):
    """A mentor's seats and state. `seats_taken` never exceeds `seats`: the database says so.

    `answered`, `asked` and `answer_days` are facts that relationships writes: requests answered,
    requests that were answered or ran out, and the median days to an answer (null: no answer yet).
    `last_answer_in` is the month of the latest answer, as its first day: no day is kept here.
    `opened_at` is when there was a place again after there had been none (null: nobody noted it).
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="availability"
    )
    status = models.CharField(max_length=12, choices=Status, default=Status.NOT_OFFERING)
    paused_until = models.DateField(null=True, blank=True)
    seats = models.PositiveSmallIntegerField(
        default=1, validators=[MinValueValidator(0), MaxValueValidator(MOST_SEATS)]
    )
    seats_taken = models.PositiveSmallIntegerField(default=0)
    asked = models.PositiveIntegerField(default=0)
    answered = models.PositiveIntegerField(default=0)
    accepted = models.PositiveIntegerField(default=0)
    answer_days = models.PositiveSmallIntegerField(null=True)
    last_answer_in = models.DateField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "availabilities"
        constraints = [
            models.CheckConstraint(
                condition=Q(seats_taken__lte=F("seats")), name="seats_never_exceeded"
            ),
            models.CheckConstraint(condition=Q(seats__lte=MOST_SEATS), name="seats_within_reason"),
            models.CheckConstraint(
                condition=Q(status=Status.PAUSED) | Q(paused_until__isnull=True),
                name="only_a_pause_has_an_end",
            ),
            models.CheckConstraint(
                condition=Q(last_answer_in__isnull=True) | Q(last_answer_in__day=1),
                name="last_answer_is_a_month",
            ),
        ]

    def __str__(self) -> str:
        return f"availability {self.pk}"

    @property
    def seats_left(self) -> int:
        """Places still open; never below zero."""
        return max(0, self.seats - self.seats_taken)

    @property
    def is_open(self) -> bool:
        """True when somebody could be accepted now."""
        return self.status == Status.OPEN and self.seats_left > 0

    @property
    def takes_asks(self) -> bool:
        """True when somebody can ask now: a waiting list takes asks though no place is free."""
        return self.is_open or self.status == Status.WAITING

    def reopens_on(self) -> date | None:
        """The day a pause ends by itself, if it has one."""
        return self.paused_until if self.status == Status.PAUSED else None
