"""Compiled functions are made ready when a process starts, so that no request waits for them."""

import logging
import time

from . import engine

logger = logging.getLogger("kindred.matching")


def warm_up() -> None:
    """Run everything compiled once, in one thread; a second time costs nothing.

    A worker process that is forked afterwards finds everything ready.
    """
    start = time.perf_counter()
    engine.warm()
    logger.info("compiled functions ready after %.1f s", time.perf_counter() - start)
