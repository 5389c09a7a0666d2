"""What a woken stream has to say: read now, by its person's rights as they now are.

Runs in one of the few threads that all streams share, and changes nothing.
"""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from importlib import import_module

from django.conf import settings
from django.contrib.auth import get_user
from django.http import HttpRequest
from django.utils import timezone, translation

from messaging.models import Conversation
from messaging.places import seal_change
from notifications.counts import counts_for
from profiles.models import User

from . import events, lines
from .seats import Known, Place, Wish


@dataclass
class Sight:
    """What to send, what the page knows then, and what is to be looked at next; `is_last` where
    the stream has to end."""

    known: Known
    told: list[str] = field(default_factory=list)
    left: Wish = field(default_factory=Wish)
    is_last: bool = False

    def tell(self, name: str, data: object = None, *, place: str = "") -> None:
        self.told.append(events.event(name, data, place=place))


def look(place: Place, known: Known, wish: Wish) -> Sight:
    """Everything that is wished for, as far as this person may know it at this moment."""
    sight = Sight(known=known)
    viewer = _signed_in(place)
    if viewer is None:
        sight.tell(events.BYE)
        sight.is_last = True
        return sight
    profile = getattr(viewer, "profile", None)
    zone = profile.zone if profile else timezone.get_default_timezone()
    with translation.override(place.language), timezone.override(zone):
        if place.conversation_id is not None and (wish.lines or wish.writing):
            _conversation(viewer, place.conversation_id, wish, sight)
        if wish.counts:
            _counts(viewer, sight)
    if wish.threads:
        sight.tell(events.THREADS)
    return sight


def find(viewer: User, **named: object) -> Conversation | None:
    """The conversation of that id, if this person may read it: asked when a stream is opened, and
    again before each line."""
    return Conversation.objects.visible_to(viewer).filter(**named).first()


def last_changes(conversation_ids: Collection[int]) -> dict[int, int]:
    """The number of the last change in each of these; it says nothing of what changed."""
    rows = Conversation.objects.filter(pk__in=conversation_ids)
    return dict(rows.values_list("pk", "last_change"))


def _signed_in(place: Place) -> User | None:
    """Whose session it is, as every page asks; None once it has ended or they are suspended."""
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(place.session_key)
    user = get_user(request)
    if isinstance(user, User) and user.pk == place.user_id and not user.is_suspended:
        return user
    return None


def _conversation(viewer: User, pk: int, wish: Wish, sight: Sight) -> None:
    here = find(viewer, pk=pk)
    if here is None:
        sight.tell(events.GONE)
        sight.is_last = True
        return
    if wish.lines:
        stretch = lines.since(viewer, here, sight.known.after)
        for line in stretch.lines:
            sight.tell(events.LINE, line.data, place=seal_change(viewer, here, line.change))
        if stretch.end != sight.known.end:
            sight.tell(events.END, stretch.end)
        after = stretch.lines[-1].change if stretch.lines else sight.known.after
        looked = after if stretch.is_cut else max(here.last_change, after)
        sight.known = replace(sight.known, after=after, looked=looked, end=stretch.end)
        sight.left.lines = stretch.is_cut
    if names := lines.who_writes(viewer, here, wish.writing):
        sight.tell(events.WRITING, names)


def _counts(viewer: User, sight: Sight) -> None:
    counts = counts_for(viewer)
    if counts != sight.known.counts:
        sight.tell(events.COUNTS, events.as_counts(counts))
        sight.known = replace(sight.known, counts=counts)
