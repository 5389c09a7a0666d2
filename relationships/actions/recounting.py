"""The figures on a mentor's card, counted again."""

from django.db import transaction

from profiles.models import User
from relationships.seats import count_answers, follow_again, hold


@transaction.atomic
def recount(*, mentor: User) -> bool:
    """Write how often and how soon this mentor answers; True when the figures changed."""
    hold(mentor)
    changed = count_answers(mentor)
    if changed:
        follow_again(mentor)
    return changed
