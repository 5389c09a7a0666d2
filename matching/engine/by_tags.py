"""Mentors as the search by tags alone reads them, and what it needs beside them."""

import numpy as np

from matching.engine.field import starts
from matching.engine.grid import Ints, Keys
from matching.engine.kernels.arrays import MenteeArrays, MentorArrays
from matching.engine.kernels.bisection import bisect
from matching.engine.kernels.lanes import LANES
from matching.engine.kernels.tagged import (
    CARD,
    FIRST,
    INSTITUTION,
    KEY,
    LAST,
    OUTSIDE,
    PERSON,
    STAGES,
    Desk,
    Tagged,
)
from matching.engine.keys import mix
from matching.engine.ties import Ties
from matching.engine.weights import Weights

FEW = 100  # a tag of at most so many mentors is a list of them, of more a row of all spots
SPOTS_A_USER = 500  # where there are very many mentors, a row is for more than spots / 500 of them
AHEAD = 8  # blocks of each mentee that are looked at first
ROOM = 8, 256  # candidates held, times k, and at least
BY_TAGS = ("hashtags", "wanted")


def only_tags_count(weights: Weights) -> bool:
    """Whether no signal but those of tags brings anything."""
    return not any(part for name, part in weights.portions().items() if name not in BY_TAGS)


def neighborhoods(offers: Ties, tags: int) -> Ints:
    """An order of the people in which those who offer the same tags of many stand together.

    They are best in some such order already. tags is how many there are.
    """
    users = np.bincount(offers.tags, minlength=tags)
    common = users[offers.tags] > FEW
    people = np.arange(offers.people)
    bisect(people, starts(offers.person[common], offers.people), offers.tags[common], tags, LANES)
    return people


def tagged_of(arrays: MentorArrays, key: Keys) -> Tagged:
    """Mentors in the order of spots, with their keys."""
    size, tags = arrays.constant.size, arrays.start.size - 1
    spots = max(1, -(-size // LANES)) * LANES
    tag = np.repeat(np.arange(tags), np.diff(arrays.start))
    light = np.minimum(arrays.worth, 65_535)
    many = np.diff(arrays.start) > max(FEW, spots // SPOTS_A_USER)
    row = np.where(many, np.cumsum(many) - 1, -1).astype(np.int32)
    blocks, in_row = spots // LANES, many[tag]
    cell = row[tag[in_row]] * blocks + arrays.having[in_row] // LANES
    held, line = np.unique(cell, return_inverse=True)
    lines = np.zeros((held.size + 1, LANES), dtype=np.uint16)
    lines[line + 1, arrays.having[in_row] % LANES] = light[in_row]
    cells = np.zeros(int(many.sum()) * blocks, dtype=np.uint32)
    cells[held] = np.arange(1, held.size + 1)
    at = starts(tag[~in_row], tags)
    entries = arrays.having[~in_row].astype(np.uint64) << np.uint64(16)
    by_mentor = np.argsort(arrays.having, kind="stable")
    ties = tag[by_mentor].astype(np.uint64) << np.uint64(32)
    return Tagged(
        card=_cards(arrays, key, starts(arrays.having[by_mentor], size)),
        ties=ties | arrays.worth[by_mentor].astype(np.uint64),
        row=row,
        cells=cells,
        lines=lines.ravel(),
        peaks=lines.max(axis=1)[cells],
        list=np.ascontiguousarray(np.stack([at[:-1], at[1:]], axis=1)),
        entries=entries | light[~in_row].astype(np.uint64),
    )


def _cards(arrays: MentorArrays, key: Keys, first: Ints) -> Ints:
    """Tagged's card; `first` int64[m+1]."""
    cards = np.empty((arrays.constant.size, CARD), dtype=np.int64)
    cards[:, INSTITUTION], cards[:, PERSON] = arrays.institution, arrays.person
    cards[:, STAGES], cards[:, OUTSIDE] = arrays.stages.astype(np.int64), arrays.outside
    cards[:, KEY] = key.astype(np.int64)
    cards[:, FIRST], cards[:, LAST] = first[:-1], first[1:]
    return cards


def desk_of(tagged: Tagged, mentees: MenteeArrays, k: int) -> Desk:
    """What one thread needs to look at these mentees."""
    room = max(ROOM[0] * k, ROOM[1])
    size = tagged.card.shape[0]
    blocks = max(1, -(-size // LANES))
    wishes = int(np.diff(mentees.start).max(initial=1))
    return Desk(
        low=np.empty(room, dtype=np.int64),
        spot=np.empty(room, dtype=np.int64),
        exact=np.empty(room, dtype=np.int64),
        best=np.empty(k, dtype=np.int64),
        tie=np.empty(k, dtype=np.uint64),
        top=np.empty(k, dtype=np.int64),
        lead=np.empty(2 * k, dtype=np.int64),
        sought=np.zeros(tagged.row.size, dtype=np.int64),
        reach=np.zeros(-(-blocks // LANES) * LANES, dtype=np.int16),
        waiting=np.empty(blocks, dtype=np.int64),
        brought=np.zeros(blocks * LANES, dtype=np.int16),
        parts=np.empty(wishes, dtype=np.uint16),
        rows=np.empty(wishes, dtype=np.int64),
        sums=np.empty(AHEAD * LANES, dtype=np.int16),
        masks=np.empty(AHEAD, dtype=np.uint64),
        chosen=np.empty(AHEAD, dtype=np.int64),
    )


def likeness(mentees: MenteeArrays) -> Keys:
    """uint64[n], the same for mentees who seek the very same, and hardly for others."""
    tied = mix(mentees.worth.astype(np.uint64) ^ mix(mentees.tags.astype(np.uint64)))
    before = np.zeros(tied.size + 1, dtype=np.uint64)
    np.cumsum(tied, out=before[1:])
    like: Keys = before[mentees.start[1:]] - before[mentees.start[:-1]]
    return like
