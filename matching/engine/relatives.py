"""Which tags go together on profiles, so that a short profile can be read a little further.

Two tags are related when more people have both than chance would put together: positive pointwise
mutual information (Church and Hanks 1990, "Word association norms, mutual information, and
lexicography"), with the smoothing of rare contexts by a power of their counts (Levy, Goldberg and
Dagan 2015, "Improving distributional similarity with lessons learned from word embeddings"), as a
part of the most it could be (Bouma 2009, "Normalized pointwise mutual information").
"""

import math

import numpy as np
from scipy import sparse

from matching.engine.grid import Floats, Ints, down_to_grid, on_grid
from matching.engine.pool import Pool
from matching.engine.ties import Ties

FEWEST_PEOPLE = 5
MOST_RELATIVES = 4
LONGEST_PROFILE = 50
CONTEXT_POWER = 0.75


def relatives(pool: Pool) -> Ties:
    """Each tag's strongest relatives: Ties of pool.tags rows, strengths on the grid.

    A person's profile is all she seeks, is and offers, on whichever side. A relative has at least
    FEWEST_PEOPLE people with both tags, so that no single person's tags show through, and as many
    mentors who offer it. A tag has at most MOST_RELATIVES, and none of those that would share the
    last place. Profiles beyond LONGEST_PROFILE tags say nothing
    about what goes together. The strengths of one tag's relatives sum to at most 1.
    """
    name = "statistics.related"
    tag, other, both = _together(pool)
    if not tag.size:
        return Ties.none(pool.tags, name)
    strength = _strengths(tag, other, both, pool.tags)
    offered = np.bincount(pool.mentors.offers.tags, minlength=pool.tags) >= FEWEST_PEOPLE
    kept = (both >= FEWEST_PEOPLE) & offered[other] & (strength > 0.0)
    tag, other, strength = tag[kept], other[kept], strength[kept]
    first = _strongest(tag, strength)
    tag, other, strength = tag[first], other[first], strength[first]
    total = np.maximum(np.bincount(tag, weights=strength, minlength=pool.tags), 1.0)
    part = down_to_grid(strength / total[tag])
    there = part > 0.0
    return Ties.build(pool.tags, tag[there], other[there], part[there], name)


def _together(pool: Pool) -> tuple[Ints, Ints, Ints]:
    """Every ordered pair of different tags on a common profile, and how many people have both."""
    mentees, mentors = pool.mentees, pool.mentors
    sides = (
        (mentees.person, mentees.seeks),
        (mentees.person, mentees.is_),
        (mentors.person, mentors.offers),
    )
    people, person = np.unique(
        np.concatenate([numbers[ties.person] for numbers, ties in sides]), return_inverse=True
    )
    tags = np.concatenate([ties.tags for _, ties in sides])
    shape = people.size, pool.tags
    has = sparse.csr_array((np.ones(tags.size, dtype=np.int32), (person, tags)), shape=shape)
    has.data[:] = 1
    short = has[np.diff(has.indptr) <= LONGEST_PROFILE]
    counted = (short.T @ short).tocoo()
    apart = counted.row != counted.col
    return (
        counted.row[apart].astype(np.int64),
        counted.col[apart].astype(np.int64),
        counted.data[apart].astype(np.int64),
    )


def _strengths(tag: Ints, other: Ints, both: Ints, tags: int) -> Floats:
    """Normalized positive pointwise mutual information of each ordered pair, within [0, 1]."""
    pairs = both.sum()
    of_tag = np.bincount(tag, weights=both, minlength=tags)
    smoothed = of_tag**CONTEXT_POWER
    # An exact sum, so that the order of tags moves no last digit.
    expected = of_tag[tag] / pairs * (smoothed / math.fsum(smoothed))[other]
    joint = both / pairs
    information = np.maximum(np.log(joint / expected), 0.0)
    most = np.maximum(-np.log(joint), np.finfo(np.float64).tiny)
    return on_grid(np.minimum(information / most, 1.0))


def _strongest(tag: Ints, strength: Floats) -> Ints:
    """Positions of each tag's relatives above the strongest one that finds no place."""
    order = np.lexsort((-strength, tag))
    row, strong = tag[order], strength[order]
    place = np.arange(row.size) - np.searchsorted(row, row, side="left")
    barred = np.zeros(int(tag.max(initial=-1)) + 1)
    outside = place == MOST_RELATIVES
    barred[row[outside]] = strong[outside]
    return order[(place < MOST_RELATIVES) & (strong > barred[row])]
