"""Skipping what the profile coach says."""

from django.db import transaction
from django.utils.translation import gettext as _

from profiles.advice import advice_for
from profiles.models import SkippedAdvice, User
from safety import audit
from safety.errors import Refused


@transaction.atomic
def skip_advice(*, by: User, code: str) -> SkippedAdvice:
    """Leave one piece of advice aside until what it is about has changed.

    Raises Refused for one that is not given at this moment.
    """
    given = {one.code: one.matter for one in advice_for(by)}
    if code not in given:
        raise Refused(_("This is settled already. Nothing was changed."))
    skipped, _created = SkippedAdvice.objects.update_or_create(
        user=by, code=code, defaults={"matter": given[code]}
    )
    audit.record("skip_advice", by=by, subject=by, code=code)
    return skipped
