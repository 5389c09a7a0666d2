"""One more kind of news and one more task for the workers of a test: telling everybody of it."""

from collections.abc import Mapping, Sequence

from celery import shared_task

from notifications.actions import notify
from notifications.choices import How
from notifications.kinds import Kind, Told, register
from notifications.models import Notification
from profiles.models import User

KIND = KEY = "fault_notice"


def tell(_reader: User, rows: Sequence[Notification]) -> Mapping[int, Told]:
    """A sentence for each."""
    return {row.pk: Told(sentence="Something happened", url="/home/") for row in rows}


register(Kind(KIND, "Fault", tell, how=How.AT_ONCE))


@shared_task(time_limit=60)
def tell_everybody() -> None:
    """Tell whoever was not told yet, each in a transaction of their own."""
    people = User.objects.select_related("profile").order_by("pk")
    for user in people.exclude(notifications__key=KEY):
        notify(kind=KIND, recipient=user, key=KEY, about={})
