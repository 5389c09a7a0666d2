"""Compiles what suggestions need, so that no request ever waits for a compiler."""

from dataclasses import replace

import numpy as np

from matching.engine.exposure import caps, expose
from matching.engine.keys import person_keys, tie_order
from matching.engine.linear import Linear
from matching.engine.pool import Mentees, Mentors, Pairs, Pool
from matching.engine.suggest import suggest
from matching.engine.tag_statistics import tag_statistics
from matching.engine.ties import Ties


def warm() -> None:
    """Run every kernel of suggestions once on two people; for the start of a process.

    Seconds where nothing is compiled yet, hundredths of a second where NUMBA_CACHE_DIR holds the
    code of these sources.
    """
    tie = Ties.build(1, [0], [0], [1.0])
    pool = Pool(
        1,
        replace(Mentees.blank([1], person_keys([1], 0)), seeks=tie),
        replace(Mentors.blank([2], person_keys([2], 0)), offers=tie),
        Pairs.none(),
    )
    statistics = tag_statistics(pool, version="warm")
    Linear.of(pool, statistics).scores()
    best = suggest(pool, statistics)
    # Nobody has room, so that a cap has to yield as well.
    order = tie_order(pool.mentees.key, pool.mentors.key)
    expose(best, caps=caps(np.zeros(1, dtype=np.int64), 1), ties=order, k=1)
