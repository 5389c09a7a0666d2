"""One helper for forms that change something: a double click, Back and resend, or a retry give
one row and the same answer.

A form carries a hidden key (`{% idempotency_key %}`). The key is spent in the same transaction as
the work, so failed work leaves the key unspent and a retry works. While the first is still being
done, the second is told so (409).
"""

import uuid
from collections.abc import Callable

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import connection, transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from .errors import InFlight, Refused
from .models import SpentKey

FIELD = "idempotency_key"


def read_key(request: HttpRequest) -> uuid.UUID:
    """The form's key; a form without a readable one is refused in words."""
    try:
        return uuid.UUID(request.POST.get(FIELD, ""))
    except ValueError:
        raise Refused(
            _("This form was incomplete and nothing was changed. Please reload the page.")
        ) from None


def once(*, by: AbstractBaseUser, key: uuid.UUID, action: str, work: Callable[[], str]) -> str:
    """Run `work` at most once for this person, key and action, and return its answer.

    `work` returns a short string (usually an address to go to) that later calls are given
    again. Raises InFlight while another request is doing it; what `work` raises passes through
    and leaves the key unspent.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [by.pk % 2**31, _fold(key)])
            if not cursor.fetchone()[0]:
                raise InFlight(_("This is being saved already. Please wait a moment."))
        spent = SpentKey.objects.filter(user=by.pk, key=key).first()
        if spent is not None:
            if spent.action != action:
                raise Refused(_("This form was used for something else. Please reload the page."))
            return str(spent.answer)
        answer = work()
        SpentKey.objects.create(user_id=by.pk, key=key, action=action, answer=answer)
        return answer


def may_be_sent_again(*, by: AbstractBaseUser, answer: str) -> None:
    """What `answer` leads to is undone: the form that made it works anew, instead of leading to
    what is no longer there."""
    SpentKey.objects.filter(user=by.pk, answer=answer).delete()


def _fold(key: uuid.UUID) -> int:
    """A key as the signed 32-bit integer that an advisory lock takes."""
    return int.from_bytes(key.bytes[:4], "big", signed=True)
