"""Ways to rank mentors for mentees: ours, its hashtag part, and the well-known ones beside it.

A ranker takes a World and rows of mentees and returns scores, float[rows, m], higher first. A way
takes a World and k and returns whom each mentee is shown, int64[n, k], best first, -1 where there
is nobody left. What is ruled out is ruled out for all of them alike. The baselines read the same
ties as the engine: what the mentee seeks and what the mentor offers, with strengths.
"""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from scipy import sparse

from matching.engine import (
    DEFAULT_WEIGHTS,
    SIGNALS,
    Ties,
    Weights,
    caps,
    expose,
    limits,
    suggest,
    tie_order,
)
from matching.engine.rules import eligible
from matching.engine.score import Scorer
from tests.benchmarks.hidden import Array
from tests.benchmarks.pool import World

Ranker = Callable[[World, Array], Array]
Way = Callable[[World, int], Array]
HASHTAGS_ALONE = Weights(**{name: float(name == "hashtags") for name in SIGNALS})
K1, B = 1.2, 0.75
ROWS = 1000
CANDIDATES = 40


def ours(weights: Weights) -> Ranker:
    """The engine's score with the given weights."""

    def ranked(world: World, rows: Array) -> Array:
        scorer = Scorer(world.pool.mentors, world.statistics, weights)
        return scorer.scores(world.pool.mentees.take(rows))

    return ranked


def without_related(world: World, rows: Array) -> Array:
    """The engine's score as if no tag had relatives."""
    plain = replace(world.statistics, related=Ties.none(world.pool.tags))
    scorer = Scorer(world.pool.mentors, plain, DEFAULT_WEIGHTS)
    return scorer.scores(world.pool.mentees.take(rows))


def overlap(world: World, rows: Array) -> Array:
    """How many hashtags both have."""
    sought, offered = _matrices(world, rows)
    return (_there(sought) @ _there(offered).T).toarray()


def jaccard(world: World, rows: Array) -> Array:
    """Hashtags of both as a part of the hashtags of either."""
    sought, offered = _matrices(world, rows)
    both = (_there(sought) @ _there(offered).T).toarray()
    either = np.diff(sought.indptr)[:, None] + np.diff(offered.indptr) - both
    return both / np.maximum(either, 1)


def tf_idf(world: World, rows: Array) -> Array:
    """Cosine of the two profiles, each tag weighed by strength and inverse document frequency."""
    sought, offered = _matrices(world, rows)
    rarity = _rarity(world)
    one, other = (_of_length_one(side.multiply(rarity).tocsr()) for side in (sought, offered))
    return (one @ other.T).toarray()


def bm25(world: World, rows: Array) -> Array:
    """Okapi BM25 with its usual constants, strength standing for term frequency."""
    sought, offered = _matrices(world, rows)
    length = np.diff(offered.indptr)
    brake = K1 * (1 - B + B * length / max(length[length > 0].mean(), 1e-9))
    worth = offered.copy()
    worth.data = worth.data * (K1 + 1) / (worth.data + np.repeat(brake, length))
    return (_there(sought).multiply(_rarity(world)).tocsr() @ worth.T).toarray()


def allowed(world: World, rows: Array) -> Array:
    """Which mentors no rule keeps from the given mentees, bool[rows, m]."""
    pool = world.pool
    everybody = np.arange(len(pool.mentors))
    return eligible(pool, rows, pool.mentees.take(rows), everybody, pool.mentors)


def best(world: World, rows: Array, scores: Array, may: Array, k: int) -> Array:
    """The k best mentors of each mentee who may meet her, int64[rows, k]; ties as in the engine."""
    pool = world.pool
    ranked = np.where(may, scores, -np.inf)
    kept = min(k, ranked.shape[1])
    cut = np.partition(ranked, -kept, axis=1)[:, -kept, None]
    row, mentor = np.nonzero((ranked >= cut) & may)
    ties = tie_order(pool.mentees.key[rows[row]], pool.mentors.key[mentor])
    order = np.lexsort((ties, -ranked[row, mentor], row))
    row, mentor = row[order], mentor[order]
    place = np.arange(row.size) - np.searchsorted(row, row, side="left")
    found = np.full((rows.size, k), -1)
    found[row[place < k], place[place < k]] = mentor[place < k]
    return found


def by(ranker: Ranker) -> Way:
    """Show each mentee the k best by a ranker's score."""

    def shown(world: World, k: int) -> Array:
        everybody = np.arange(len(world.pool.mentees))
        parts = []
        for start in range(0, everybody.size, ROWS):
            rows = everybody[start : start + ROWS]
            parts.append(best(world, rows, ranker(world, rows), allowed(world, rows), k))
        return np.concatenate(parts)

    return shown


def as_shown(world: World, k: int) -> Array:
    """What people see: the k best by the full score, once exposure is seen to."""
    pool = world.pool
    candidates = suggest(pool, world.statistics, k=k, candidates=CANDIDATES)
    free = np.where(pool.mentors.open, pool.mentors.free_seats, 0)
    limit = limits(free, k * len(pool.mentees))
    exposure = expose(
        candidates,
        caps=caps(free, limit.multiple, ceiling=limit.ceiling),
        ties=tie_order(pool.mentees.key[candidates.mentee], pool.mentors.key[candidates.mentor]),
        k=k,
    )
    shown = exposure.shown
    found = np.full((len(pool.mentees), k), -1)
    found[shown.mentee, shown.rank - 1] = shown.mentor
    return found


def _matrices(world: World, rows: Array) -> tuple[sparse.csr_array, sparse.csr_array]:
    pool = world.pool
    return _sparse(pool.mentees.seeks.take(rows), pool.tags), _sparse(
        pool.mentors.offers, pool.tags
    )


def _sparse(ties: Ties, tags: int) -> sparse.csr_array:
    return sparse.csr_array((ties.strength, ties.tags, ties.indptr), shape=(ties.people, tags))


def _there(matrix: sparse.csr_array) -> sparse.csr_array:
    present = matrix.copy()
    present.data = np.ones_like(present.data)
    return present


def _rarity(world: World) -> Array:
    counts = world.statistics.offers
    users = counts.users.astype(np.float64)
    return np.log1p((counts.people - users + 0.5) / (users + 0.5))


def _of_length_one(matrix: sparse.csr_array) -> sparse.csr_array:
    length = np.sqrt(matrix.multiply(matrix).sum(axis=1))
    scaled = matrix.copy()
    scaled.data = scaled.data / np.repeat(np.maximum(length, 1e-12), np.diff(matrix.indptr))
    return scaled


RANKERS: dict[str, Ranker] = {
    "full score": ours(DEFAULT_WEIGHTS),
    "hashtags alone": ours(HASHTAGS_ALONE),
    "overlap": overlap,
    "Jaccard": jaccard,
    "TF-IDF cosine": tf_idf,
    "BM25": bm25,
}
WAYS: dict[str, Way] = {
    "as shown": as_shown,
    **{name: by(ranker) for name, ranker in RANKERS.items()},
}
OUR_OWN = ("full score", "hashtags alone")
DESIGNS: dict[str, Way] = {
    "full score": by(ours(DEFAULT_WEIGHTS)),
    "no related tags": by(without_related),
    "no answers": by(ours(replace(DEFAULT_WEIGHTS, answers=0.0))),
    "answers doubled": by(ours(replace(DEFAULT_WEIGHTS, answers=2 * DEFAULT_WEIGHTS.answers))),
    "hashtags 36 of 100": by(ours(replace(DEFAULT_WEIGHTS, hashtags=36 / 64 * 54))),
    "hashtags 60 of 100": by(ours(replace(DEFAULT_WEIGHTS, hashtags=60 / 40 * 54))),
}
