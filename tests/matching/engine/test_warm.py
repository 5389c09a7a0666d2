"""What was compiled at the start is all that is ever compiled."""

import numpy as np

from matching.engine import affected, suggest
from matching.engine.exposure import caps, expose
from matching.engine.kernels import blocks, dense, pages, search
from matching.engine.keys import tie_order
from matching.engine.linear import Linear
from matching.engine.warm import warm
from tests.benchmarks.pool import make


def signatures():
    return {
        kernel.__name__: len(kernel.signatures)
        for module in (blocks, dense, pages, search)
        for kernel in vars(module).values()
        if hasattr(kernel, "signatures")
    }


def test_nothing_is_compiled_after_the_start():
    warm()
    compiled = signatures()
    world = make(40, 1_100, seed=2)
    pool = world.pool
    found = suggest(pool, world.statistics, k=5, candidates=30, threads=2)
    Linear.of(pool, world.statistics).scores([3, 1])
    order = tie_order(pool.mentees.key[found.mentee], pool.mentors.key[found.mentor])
    shown = expose(found, caps=caps(pool.mentors.free_seats, 3), ties=order, k=5).shown
    some = np.array([0, 7])
    affected(pool, world.statistics, changed=some, kth_scores=np.zeros(40), held=pool.excluded)
    assert len(shown)
    assert signatures() == compiled
    assert compiled["search"] == compiled["dense_scores"] == compiled["fill_pages"] == 1
