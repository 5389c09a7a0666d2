"""Real transactions against each other: every call on a thread and a connection of its own.

For tests marked `django_db(transaction=True)`: what is arranged must be committed, or the other
connections do not see it. Every race has a control: the same race with its guard taken out must
be lost, or it proves nothing (see tests/faults/test_last_place.py).
"""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import connections

SECONDS = 60


def race(calls: Sequence[Callable[[], Any]], *, seconds: float = SECONDS) -> list[Any]:
    """Start all calls at the same moment; their results in order, an exception being a result.

    Raises TimeoutError when one has no end within `seconds`: a deadlock is no answer.
    """
    start = threading.Barrier(len(calls))

    def run(call: Callable[[], Any]) -> Any:
        try:
            start.wait(seconds)
            return call()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(max_workers=len(calls)) as pool:
        futures = [pool.submit(run, call) for call in calls]
        return [future.exception(seconds) or future.result() for future in futures]
