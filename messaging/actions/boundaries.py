"""What a block ends in messaging: what waits between the two. What was said stays readable."""

from django.contrib.auth.base_user import AbstractBaseUser
from django.utils import timezone

from messaging.models import Conversation, Participant
from profiles.models import Grant
from safety.live import STANDING, knock

from ._news import retell, unsay_to
from .signaling import end_signals


def end_between(*, by: AbstractBaseUser, person: AbstractBaseUser) -> None:
    """Take first contacts and invitations between the two off their lists, for good.

    Waits for whatever is being sent where both are, so that nothing goes past the block once it
    holds.
    """
    pair = sorted((by.pk, person.pk))
    shared = Participant.objects.filter(user=by.pk).values("conversation")
    both = Conversation.objects.filter(pk__in=shared, participants__user=person.pk)
    held = list(
        both.select_for_update(no_key=True, of=("self",)).order_by("pk").values_list("pk", "low")
    )
    here = Participant.objects.filter(conversation__in=[pk for pk, _low in held], user__in=pair)
    between = [pk for pk, low in held if low is not None]
    here.filter(conversation__in=between, welcomes=False).update(declined_at=timezone.now())
    Grant.objects.filter(source__in=[f"conversation:{pk}" for pk in between]).delete()
    invited = Participant.objects.invited()
    invited.filter(user=person.pk, invited_by=by.pk).update(left_at=timezone.now())
    # Whoever asked goes on reading "asked": a name that vanished there would tell of the block.
    invited.filter(user=by.pk, invited_by=person.pk).update(declined_at=timezone.now())
    unsay_to(pair)
    end_signals(pair)
    for group in Conversation.objects.filter(pk__in=[pk for pk, low in held if low is None]):
        retell(group)
    knock(pair, STANDING)
