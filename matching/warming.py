"""Compiled functions are made ready when a process starts, so that no request waits for them."""

import logging
import time
from dataclasses import replace

import numpy as np

from . import engine

logger = logging.getLogger("kindred.matching")


def warm_up() -> None:
    """Do once, for two invented people, what is done for everybody; a second time costs nothing.

    In one thread: a worker process that is forked afterwards finds everything ready.
    """
    start = time.perf_counter()
    ids = np.arange(2)
    tied = engine.Ties.build(2, ids, ids, np.ones(2))
    keys = engine.person_keys(ids, 0)
    pool = engine.Pool(
        tags=2,
        mentees=replace(engine.Mentees.blank(ids, keys), seeks=tied, is_=tied),
        mentors=replace(engine.Mentors.blank(ids + 2, keys), offers=tied, wants=tied),
        excluded=engine.Pairs.none(),
    )
    counted = engine.tag_statistics(pool, version="")
    best = engine.suggest(pool, counted, k=1, candidates=2)
    engine.affected(
        pool,
        counted,
        changed=[0],
        kth_scores=best.kth_scores(2, 2),
        held=engine.Pairs.none(),
    )
    logger.info("compiled functions ready after %.1f s", time.perf_counter() - start)
