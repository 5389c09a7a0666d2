"""Asking a mentor, and taking that back."""

import logging

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from notifications.actions import notify
from profiles.models import Grant, Profile, User
from profiles.querysets import in_good_standing
from relationships.errors import NotToBeAsked, TooManyOpenAsks
from relationships.models import MentorshipRequest, RequestState
from relationships.permissions import kinds_of, why_no_more, why_not_ask
from relationships.seats import constraint_of, follow_again, hold
from safety import audit
from safety.permissions import is_blocked
from safety.ratelimits import hit

from ._steps import REQUEST_RECEIVED, REQUEST_WITHDRAWN, decide, hold_requests, pick

logger = logging.getLogger("kindred.relationships")

DAY = 24 * 60 * 60


def ask(
    *, by: User, mentor: User, kind: str, why: str, first_month: str = "", tried: str = ""
) -> MentorshipRequest:
    """Ask `mentor`, in at most ASK_LENGTH characters together.

    `by` may see the mentor; the mentor may see the asker from now on, whatever her audience is.
    Raises Profile.DoesNotExist when a block or a suspension came in between, NotToBeAsked,
    TooManyOpenAsks and RateLimited, each with a sentence; then nothing was sent.
    """
    try:
        with transaction.atomic():
            return _ask(by, mentor, kind, {"why": why, "first_month": first_month, "tried": tried})
    except IntegrityError as error:
        # The last guard: whatever the checks above have missed, the database refuses.
        logger.warning("an ask by %s met a constraint: %s", by.pk, constraint_of(error))
        raise NotToBeAsked(
            _("This could not be sent as it stands. Please reload the page and try again.")
        ) from error


def _ask(by: User, mentor: User, kind: str, words: dict[str, str]) -> MentorshipRequest:
    places = hold(by, mentor)[mentor.pk]
    if is_blocked(by, mentor):
        # A block may have come since the two met; from now on it waits for this to end.
        raise Profile.DoesNotExist
    profile = Profile.objects.filter(in_good_standing()).select_related("user").get(user=mentor)
    sentence = why_not_ask(by, profile, places)
    if not sentence and kind not in kinds_of(profile):
        sentence = _("%(name)s does not offer that.") % {"name": profile.name}
    if sentence:
        raise NotToBeAsked(sentence)
    sentence = why_no_more(by)
    if sentence:
        raise TooManyOpenAsks(sentence)
    hit(
        scope="ask",
        who=by.pk,
        limit=settings.MAX_ASKS_A_DAY,
        seconds=DAY,
        sentence=_(
            "You have asked %(limit)d people today, which is the most in one day. "
            "Please send this one tomorrow."
        )
        % {"limit": settings.MAX_ASKS_A_DAY},
    )
    made = MentorshipRequest.objects.create(mentee=by, mentor=mentor, kind=kind, **words)
    Grant.objects.create(owner=by, viewer=mentor, source=f"request:{made.pk}")
    audit.record("ask", by=by, subject=mentor, about=made, kind=kind)
    follow_again(by, mentor)
    notify(
        kind=REQUEST_RECEIVED,
        recipient=mentor,
        actor=by,
        key=f"request:{made.pk}",
        about={"request": made.pk},
    )
    return made


@transaction.atomic
def withdraw(*, by: User, request: MentorshipRequest) -> MentorshipRequest:
    """Take one's own request back while it waits. Raises WrongStep."""
    hold(request.mentee, request.mentor)
    fresh = pick(hold_requests(Q(pk=request.pk, mentee=by)), request)
    decide(fresh, RequestState.WITHDRAWN, by=by)
    follow_again(fresh.mentee, fresh.mentor)
    notify(
        kind=REQUEST_WITHDRAWN,
        recipient=fresh.mentor,
        actor=by,
        key=f"request:{fresh.pk}:withdrawn",
        about={"request": fresh.pk},
    )
    return fresh
