"""Server-sent events as text (https://html.spec.whatwg.org/multipage/server-sent-events.html)."""

import json

from django.template.loader import render_to_string

HELLO = "hello"  # the stream is open
BEAT = "beat"  # nothing new, and the line still stands
LINE = "line"  # a line of the conversation, new or changed; its id is the place of the change
END = "end"  # what stands below the newest line, in place of what stood there
WRITING = "writing"  # somebody is writing, for the next seconds
COUNTS = "counts"  # the numbers in the frame of the page
THREADS = "threads"  # the list of conversations has changed
GONE = "gone"  # the conversation may not be read any more
BYE = "bye"  # signed out: do not come back


def event(name: str, data: object = None, *, place: str = "") -> str:
    """One event; `place` is what the page hands back as Last-Event-ID."""
    its_id = f"id: {place}\n" if place else ""
    return f"event: {name}\n{its_id}data: {json.dumps(data)}\n\n"


def come_back(milliseconds: int) -> str:
    """How long a page waits before it opens its next stream."""
    return f"retry: {milliseconds}\n\n"


def as_counts(counts: dict[str, int]) -> dict[str, str]:
    """The numbers of the frame by name, each as the little sign that stands beside its link."""
    return {
        name: render_to_string("components/count.html", {"count": count}).strip()
        for name, count in counts.items()
    }
