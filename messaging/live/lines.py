"""What is told of an open conversation: its lines since a change, and what stands below them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone

from messaging.circle import Circle, circle_of
from messaging.models import Conversation, Message, MessagingSettings, Participant
from messaging.people import names_of
from messaging.talk import changed, lines_of, newer
from profiles.models import User

MOST = 50  # lines at a time


@dataclass(frozen=True)
class Told:
    """One line: the number of its last change, and what the page is told of it."""

    change: int
    data: dict[str, Any]


@dataclass(frozen=True)
class Stretch:
    """Lines in the order in which they changed, and the end of the conversation as it stands;
    `is_cut` where there are more."""

    lines: list[Told]
    end: str
    is_cut: bool


def since(viewer: User, here: Conversation, after: int) -> Stretch:
    """What changed after a change, as the viewer may read it now. `here` has passed the gate."""
    circle = circle_of(viewer, here)
    found: list[Any] = list(changed(circle, after=after)[: MOST + 1])
    shown = sorted(found[:MOST], key=lambda message: message.number)
    told = [told for run in _runs(shown) for told in _told(circle, run)]
    context = {"conversation": here, "talk": newer(circle, after=here.last_number)}
    return Stretch(
        lines=sorted(told, key=lambda one: one.change),
        end=render_to_string("messaging/_newest.html", context),
        is_cut=len(found) > MOST,
    )


def who_writes(viewer: User, here: Conversation, user_ids: Collection[int]) -> list[str]:
    """The names of those who are writing, as far as the viewer is told now: nobody who shows it to
    nobody, nor across a block, and none at all to somebody who does not show it either."""
    if not user_ids or MessagingSettings.objects.filter(user=viewer, typing=False).exists():
        return []
    silent = MessagingSettings.objects.filter(typing=False).values("user")
    rows = Participant.objects.here().filter(conversation=here, user__in=user_ids)
    told = rows.exclude(user=viewer).exclude(user__in=silent).not_blocked_for(viewer)
    names = names_of(told.values_list("user_id", flat=True))
    return [names[pk] for pk in sorted(names)]


def _runs(messages: Sequence[Any]) -> list[list[Any]]:
    """Messages that stand below one another, together."""
    runs: list[list[Any]] = []
    for message in messages:
        if runs and runs[-1][-1].pk == message.above:
            runs[-1].append(message)
        else:
            runs.append([message])
    return runs


def _told(circle: Circle, run: Sequence[Any]) -> list[Told]:
    before = Message.objects.filter(pk=run[0].above).first()
    context = {"conversation": circle.conversation, "circle": circle, "today": timezone.localdate()}
    return [
        Told(
            change=line.message.changed,
            data={
                "id": line.anchor,
                "mine": line.mine,
                "client": str(line.message.client_id) if line.mine else "",
                "html": render_to_string("messaging/_line.html", context | {"line": line}),
            },
        )
        for line in lines_of(circle, run, before=before)
    ]
