"""PostgreSQL, Redis and a folder for the suite, made once where the environment names none."""

import atexit
import os
from contextlib import ExitStack

from mentorship.runner.throwaway import throwaway_servers

_running = ExitStack()


def start() -> None:
    """Names servers in the environment, its own where there are none, and ends those at the end.

    Under pytest-xdist only the controller starts any: its workers inherit the environment.
    """
    atexit.register(stop)
    os.environ.update(_running.enter_context(throwaway_servers()))


def stop() -> None:
    """Ends what `start` started; may be called twice."""
    _running.close()
