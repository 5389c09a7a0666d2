"""Mentors as the search reads them: in blocks, their tags by block, with room for changes."""

from typing import TypeVar

import numpy as np
import numpy.typing as npt

from matching.engine.grid import Ints, Keys
from matching.engine.kernels.arrays import Field, MentorArrays
from matching.engine.kernels.blocks import LANES, NOBODY, SCALE
from matching.engine.linear import MentorSide

FEW = 40  # a tag of fewer mentors in a block is a list there, of more a row of the whole block
SPARE = 2**16
NOT_ANY_STAGE = 2**62

Number = TypeVar("Number", bound=np.generic)


def in_steps(scores: Ints) -> Ints:
    """Scores in units of 2**-48 as whole steps of 1/SCALE, rounded down."""
    found: Ints = ((scores >> 16) * SCALE) >> 32
    return found


def _with_room(values: npt.NDArray[Number]) -> npt.NDArray[Number]:
    """`values` with SPARE places at their end for what is taken in later."""
    return np.append(values, np.zeros(SPARE, dtype=values.dtype))


def starts(rows: Ints, size: int) -> Ints:
    """Where each of `size` rows begins among `rows`, which are sorted: int64[size+1]."""
    starts = np.zeros(size + 1, dtype=np.int64)
    np.cumsum(np.bincount(rows, minlength=size), out=starts[1:])
    return starts


def field_of(arrays: MentorArrays, key: Keys) -> Field:
    """Mentors in the order of spots, with their keys, as the search reads them."""
    size = arrays.constant.size
    blocks = max(1, -(-size // LANES))
    tags = arrays.start.size - 1
    own = np.full(blocks * LANES, NOBODY, dtype=np.int16)
    own[:size] = in_steps(arrays.constant)
    tag = np.repeat(np.arange(tags), np.diff(arrays.start))
    light = np.minimum(arrays.worth, 65_535).astype(np.uint16)
    by_mentor = np.argsort(arrays.having, kind="stable")
    first = starts(arrays.having[by_mentor], size)
    traits = arrays.institution, arrays.person, arrays.stages.astype(np.int64), arrays.outside
    peaks, cell, dense, lane, beside = _cells(tag, arrays.having, light, tags, blocks)
    return Field(
        mentors=arrays,
        key=key,
        own=own,
        tops=own.reshape(blocks, LANES).max(axis=1),
        codes=np.ascontiguousarray(arrays.codes.T),
        traits=np.ascontiguousarray(np.array(traits, dtype=np.int64).T),
        first=np.stack([first[:-1], first[1:]], axis=1),
        tags=_with_room(tag[by_mentor].astype(np.int32)),
        worth=_with_room(arrays.worth[by_mentor]),
        peaks=peaks,
        cell=cell,
        dense=dense,
        lane=_with_room(lane),
        light=_with_room(beside),
        spare=np.array([arrays.having.size, lane.size]),
    )


def _cells(
    tag: Ints,
    having: npt.NDArray[np.int32],
    light: npt.NDArray[np.uint16],
    tags: int,
    blocks: int,
) -> tuple[
    npt.NDArray[np.uint16],
    npt.NDArray[np.int32],
    npt.NDArray[np.uint16],
    npt.NDArray[np.uint16],
    npt.NDArray[np.uint16],
]:
    """Field's peaks, cell, dense, lane and light, from ties in order of tags and then spots."""
    where = tag * blocks + having // LANES
    at = (having % LANES).astype(np.uint16)
    start = np.flatnonzero(np.diff(where, prepend=-1))
    length = np.diff(start, append=where.size)
    peaks = np.zeros(tags * blocks, dtype=np.uint16)
    cell = np.zeros(tags * blocks, dtype=np.int32)
    if start.size:
        peaks[where[start]] = np.maximum.reduceat(light, start)
    many = length >= FEW
    row = np.cumsum(many)
    cell[where[start[many]]] = row[many]
    dense = np.zeros((int(many.sum()) + 1) * LANES, dtype=np.uint16)
    in_row = np.repeat(many, length)
    dense[np.repeat(row * LANES, length)[in_row] + at[in_row]] = light[in_row]
    size = np.where(many, 0, length + 1)
    begin = np.cumsum(size) - size + 1
    cell[where[start[~many]]] = -begin[~many]
    lane = np.zeros(int(size.sum()) + 1, dtype=np.uint16)
    beside = np.zeros_like(lane)
    lane[begin[~many]] = length[~many]
    there = (np.arange(where.size) + np.repeat(begin + 1 - start, length))[~in_row]
    lane[there], beside[there] = at[~in_row], light[~in_row]
    return peaks.reshape(tags, blocks), cell.reshape(tags, blocks), dense, lane, beside


def rewrite(field: Field, side: MentorSide, one: MentorSide, spot: int) -> bool:
    """Write what is known of one mentor over what stands at his spot.

    side  of everybody in `field`; one  of the mentor alone. Returns False, having written nothing,
    where the room left for changes is too small.
    """
    tags = np.repeat(np.arange(one.arrays.start.size - 1), np.diff(one.arrays.start))
    block, lane = divmod(spot, LANES)
    lists = [tag for tag in tags.tolist() if field.cell[tag, block] <= 0]
    needed = sum(2 + _length(field, int(field.cell[tag, block])) for tag in lists)
    if field.spare[0] + tags.size > field.tags.size or field.spare[1] + needed > field.lane.size:
        return False
    begin, end = field.first[spot]
    for tag in field.tags[begin:end].tolist():
        _put(field, int(tag), block, lane, 0)
    first = int(field.spare[0])
    field.spare[0] = first + tags.size
    field.first[spot] = first, first + tags.size
    field.tags[first : first + tags.size] = tags
    field.worth[first : first + tags.size] = one.arrays.worth
    for tag, worth in zip(tags.tolist(), one.arrays.worth.tolist(), strict=True):
        _put(field, tag, block, lane, min(worth, 65_535))
    _own(field, side, one, spot)
    return True


def _own(field: Field, side: MentorSide, one: MentorSide, spot: int) -> None:
    """What is not about tags. Whoever takes nobody any more accepts no stage there is."""
    arrays = one.arrays
    field.mentors.constant[spot] = arrays.constant[0]
    field.own[spot] = in_steps(arrays.constant)[0]
    block = spot // LANES
    field.tops[block] = max(field.tops[block], field.own[spot])
    stages = int(arrays.stages[0]) if arrays.open[0] else NOT_ANY_STAGE
    field.traits[spot] = arrays.institution[0], arrays.person[0], stages, arrays.outside[0]
    for table, (known, new) in enumerate(zip(side.said, one.said, strict=True)):
        same = np.flatnonzero(known == new[0])
        code = int(same[0]) if same.size else known.size
        if not same.size:
            side.said[table] = np.append(known, new)
        field.codes[spot, table] = field.mentors.codes[table, spot] = code


def _length(field: Field, cell: int) -> int:
    """How long the list of a cell is; 0 where it has none."""
    return int(field.lane[-cell]) if cell < 0 else 0


def _put(field: Field, tag: int, block: int, lane: int, worth: int) -> None:
    """Let the mentor at a lane have a tag with this worth, 0 = not have it."""
    cell = int(field.cell[tag, block])
    field.peaks[tag, block] = max(int(field.peaks[tag, block]), worth)
    if cell > 0:
        field.dense[cell * LANES + lane] = worth
        return
    size = _length(field, cell)
    old = slice(1 - cell, 1 - cell + size)
    here = np.flatnonzero(field.lane[old] == lane)
    if here.size:
        field.light[1 - cell + here[0]] = worth
    elif worth:
        begin = int(field.spare[1])
        field.spare[1] = begin + size + 2
        field.lane[begin] = size + 1
        field.lane[begin + 1 : begin + 1 + size] = field.lane[old]
        field.light[begin + 1 : begin + 1 + size] = field.light[old]
        field.lane[begin + 1 + size], field.light[begin + 1 + size] = lane, worth
        field.cell[tag, block] = -begin
