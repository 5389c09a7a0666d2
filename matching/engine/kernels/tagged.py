"""The best mentors where tags alone count: what `search` finds, several times as quickly.

Tags of few are added up mentor by mentor; tags of many stand as rows, a worth for each mentor, in
small blocks. What a block can bring at most is the largest sum of its rare tags and the peaks of
its common ones, which is tight enough to pass by nine blocks in ten. Bounds are those of `search`:
16 bits, rounded down, with a known error, and whoever may be among the best is worked out to the
last bit. Mentees who seek the very same share one search, and only rules and ties are their own.
"""

from typing import Any, NamedTuple

import numpy as np

from matching.engine.jit import compiled, lent
from matching.engine.kernels.arrays import Array, MenteeArrays
from matching.engine.kernels.blocks import SCALE, holds, kth_largest, mixed, nearness, steps
from matching.engine.kernels.lanes import LANES, add_up, lowest, reaching

WIDTH = np.uint64(LANES)
UNDECIDED = -1
NEAR_ENOUGH = 32
SPOT, WORTH = np.uint64(16), np.uint64(65_535)
HALF, LOWER = np.uint64(32), np.uint64(2**32 - 1)
# The columns of Tagged.card. KEY breaks ties, OUTSIDE is 1 for nobody of the own institution, FIRST
# and LAST are where a mentor's tags begin and end in Tagged.ties.
INSTITUTION, PERSON, STAGES, OUTSIDE, KEY, FIRST, LAST = range(CARD := 7)


class Tagged(NamedTuple):
    """Mentors in blocks of LANES; the spots beyond the last mentor are nobody's.

    card     int64[m, CARD], what is asked of a mentor who may be among the best, side by side
    ties     uint64, the tags of each mentor, as tag * 2**32 + worth in units of 2**-16
    row      int32[tags], which row of `cells` and `peaks` a tag of many has; -1 = it has a list
    cells    uint32[rows * blocks], which line of `lines` holds its worths in a block; 0 = nobody's
    lines    uint16[lines * LANES], a worth at most 65,535 for each lane, 0 without the tag
    peaks    uint16[rows * blocks], the largest worth in a block
    list     int64[tags, 2] and uint64: where the list of a tag of few begins and ends, and
    entries    who has it, as spot * 65,536 + worth
    """

    card: Array
    ties: Array
    row: Array
    cells: Array
    lines: Array
    peaks: Array
    list: Array
    entries: Array


class Desk(NamedTuple):
    """What one thread needs to work with, for k mentors a mentee.

    low, spot, exact  int64[room], candidates, their score from below and to the last bit
    best, tie         int64 and uint64[k], the best of the candidates
    top               int64[k], where they stand
    lead              int64[2 * k], the largest bounds from below, largest first
    sought            int64[tags], the worths of the mentee, 0 elsewhere
    reach, waiting    int16 and int64[blocks], what a block may bring at most; blocks to look at
    brought           int16[spots], what tags of few bring
    parts, rows       uint16 and int64[wishes], what a tag of many is worth in steps of 1/SCALE,
                      and where its row begins
    sums, masks       int16[LANES * blocks looked at first] and uint64[blocks looked at first], of
                      the blocks looked at, the sums and whose are enough
    chosen            int64[blocks looked at first], which blocks stand in `sums`
    """

    low: Array
    spot: Array
    exact: Array
    best: Array
    tie: Array
    top: Array
    lead: Array
    sought: Array
    reach: Array
    waiting: Array
    brought: Array
    parts: Array
    rows: Array
    sums: Array
    masks: Array
    chosen: Array


# Places in arrays are unsigned below: of a signed one it would be asked whether it counts from the
# end, and the loop would not be made to work on many lanes at once.


@compiled
def bring(brought: Array, reach: Array, entries: Array, begin: int, end: int, part: Any) -> None:
    """Add `part`, a uint64, of the worths in a list; reach keeps the largest sum in each block."""
    for at in range(begin, end):
        entry = entries[at]
        spot = entry >> SPOT
        more = np.int16((part * (entry & WORTH)) >> SPOT)
        brought[spot] = np.int16(brought[spot] + more)
        reach[spot // WIDTH] = max(reach[spot // WIDTH], brought[spot])


@compiled
def forget(brought: Array, entries: Array, begin: int, end: int) -> None:
    """Take away what the mentors in a list were brought."""
    for at in range(begin, end):
        brought[entries[at] >> SPOT] = 0


@compiled
def bound(reach: Array, blocks: Any, peaks: Array, start: Any, part: Any) -> None:
    """Add what a tag can bring in each block at most, `part` being a uint16."""
    for b in range(np.uint64(blocks)):
        more = np.int16((np.uint32(part) * np.uint32(peaks[start + b])) >> np.uint32(16))
        reach[b] = np.int16(reach[b] + more)


@compiled
def which(numbers: Array, limit: Any, into: Array) -> int:
    """Where the numbers reach the limit, as many as there is room for; returns how many."""
    count = 0
    for line in range(numbers.size // LANES):
        bits = reaching(numbers, line * LANES, limit)
        while bits != 0 and count < into.size:
            into[count] = line * LANES + lowest(bits)
            count += 1
            bits &= bits - np.uint64(1)
    return count


@compiled
def those_above(least: int, fill: int, low: Array, spot: Array) -> int:
    """Drop the candidates below `least`; returns how many are left."""
    kept = 0
    for at in range(fill):
        enough = low[at] >= least
        low[kept], spot[kept] = low[at], spot[at]
        kept += int(enough)
    return kept


@compiled
def alike(one: int, other: int, start: Array, tags: Array, worth: Array) -> bool:
    """Whether two mentees seek the very same."""
    here, there = start[one], start[other]
    size = start[one + 1] - here
    if size != start[other + 1] - there:
        return False
    for at in range(size):
        if tags[here + at] != tags[there + at] or worth[here + at] != worth[there + at]:
            return False
    return True


@compiled
def search_tags(
    held_rows: Array,
    minimum: int,
    tagged: Tagged,
    mentees: MenteeArrays,
    held_keys: Array,
    held_barred: Array,
    held_apart: Array,
    desk: Desk,
    held_found: Array,
    held_score: Array,
    held_count: Array,
) -> None:
    """The best mentors of the mentees `rows` int64[q]; those who seek the same, side by side.

    minimum  scores below this, at least 1, are not wanted; in units of 2**-48
    keys     uint64[n], breaks ties
    barred   int64[n+1] and int32[pairs], the spots of excluded mentors, ascending
    apart

    Fills found int32[n, k] with spots and score int64[n, k], best first, and count int64[n]: k, or
    UNDECIDED where fewer than k have so much, or so many are level that `search` has to tell.
    """
    # Each array by itself: to reach into a bundle costs as much as adding up a block.
    card, ties, row_of, list_of = (
        lent(tagged.card),
        lent(tagged.ties),
        lent(tagged.row),
        lent(tagged.list),
    )
    cells, lines = lent(tagged.cells), lent(tagged.lines)
    peaks, entries = lent(tagged.peaks), lent(tagged.entries)
    wished, tags, worths = lent(mentees.start), lent(mentees.tags), lent(mentees.worth)
    places_of, persons, stages_of = (
        lent(mentees.institution),
        lent(mentees.person),
        lent(mentees.stage),
    )
    rows, keys, barred, apart = (
        lent(held_rows),
        lent(held_keys),
        lent(held_barred),
        lent(held_apart),
    )
    found, score, count = lent(held_found), lent(held_score), lent(held_count)
    low_of, spot_of, exact = lent(desk.low), lent(desk.spot), lent(desk.exact)
    best, tie, top, lead = lent(desk.best), lent(desk.tie), lent(desk.top), lent(desk.lead)
    sought, reach, waiting = lent(desk.sought), lent(desk.reach), lent(desk.waiting)
    brought, parts, places = lent(desk.brought), lent(desk.parts), lent(desk.rows)
    sums, masks, chosen = lent(desk.sums), lent(desk.masks), lent(desk.chosen)
    k = best.size
    spots, room = brought.size, low_of.size
    blocks = spots // LANES
    shared, fill, least, error = False, 0, 0, 0
    for number in range(rows.size):
        mentee = rows[number]
        first, last = wished[mentee], wished[mentee + 1]
        here, person = places_of[mentee], persons[mentee]
        stage = int(stages_of[mentee])
        begin, end = barred[mentee], barred[mentee + 1]
        if number == 0 or not alike(rows[number - 1], mentee, wished, tags, worths):
            shared = number + 1 < rows.size and alike(
                mentee, rows[number + 1], wished, tags, worths
            )
            # What each block can bring at most.
            for b in range(blocks):
                reach[b] = 0
            many = 0
            for x in range(first, last):
                tag, part = tags[x], (worths[x] * SCALE) >> 32
                sought[tag] = worths[x]
                row = np.int64(row_of[tag])
                if row >= 0:
                    parts[many], places[many] = part, row * blocks
                    many += 1
                else:
                    bring(
                        brought, reach, entries, list_of[tag, 0], list_of[tag, 1], np.uint64(part)
                    )
            for x in range(many):
                bound(reach, blocks, peaks, np.uint64(places[x]), parts[x])
            error = (5 * (last - first)) // 2 + 3
            wanted = 2 * k if shared else k
            least = max(steps(minimum) - error, 1)
            fill, kept, ahead, at, left, turn = 0, 0, 0, 0, 0, 0
            below = fair = SCALE + 1
            while fill >= 0:
                # First the best blocks together: once for those in them who look best, so that
                # the others need more, and once for the others. Then what is left, one by one.
                until = 0
                if turn == 0:
                    fair = max(kth_largest(reach, blocks, chosen.size, 0, NEAR_ENOUGH), 1)
                    until = ahead = which(reach, np.int16(fair), chosen)
                    for y in range(ahead):
                        reach[chosen[y]] = 0
                elif turn > 1:
                    if turn == 2:
                        left = which(reach, np.int16(least), waiting)
                    while at < left and reach[waiting[at]] < least:
                        at += 1
                    if at == left:
                        break
                    chosen[0] = waiting[at]
                    at += 1
                    until, ahead, below = 1, 1, SCALE + 1
                for y in range(until):
                    block, limit = chosen[y], np.int16(least)
                    masks[y] = add_up(
                        sums, y, brought, block, lines, cells, places, parts, many, limit
                    )
                if turn < 2:
                    enough = least
                    if turn == 0:
                        some = kth_largest(sums, ahead * LANES, wanted + k // 2, 0, NEAR_ENOUGH)
                        enough = fair = max(least, some - error)
                    for y in range(ahead):
                        masks[y] = reaching(sums, y * LANES, np.int16(enough))
                turn += 1
                for y in range(ahead):
                    bits = masks[y]
                    while bits != 0 and fill >= 0:
                        lane = lowest(bits)
                        bits &= bits - np.uint64(1)
                        low = np.int64(sums[y * LANES + lane])
                        if low >= below or low < least:
                            continue
                        spot = chosen[y] * LANES + lane
                        if not shared and out(spot, card, here, person, stage, apart, begin, end):
                            continue
                        low_of[fill], spot_of[fill] = low, spot
                        fill += 1
                        if kept < wanted or low > lead[wanted - 1]:
                            place = min(kept, wanted - 1)
                            while place > 0 and lead[place - 1] < low:
                                lead[place] = lead[place - 1]
                                place -= 1
                            lead[place] = low
                            kept = min(kept + 1, wanted)
                            if kept == wanted:
                                least = max(least, lead[wanted - 1] - error)
                        if fill == room:
                            fill = those_above(least, fill, low_of, spot_of)
                            if 4 * fill > 3 * room:
                                fill = -1
                below = fair
            fill = those_above(least, fill, low_of, spot_of) if fill >= 0 else fill
            for x in range(fill):
                total = np.int64(0)
                for held_at in range(card[spot_of[x], FIRST], card[spot_of[x], LAST]):
                    held = ties[held_at]
                    total += sought[held >> HALF] * np.int64(held & LOWER)
                exact[x] = total
            for x in range(first, last):
                tag = tags[x]
                sought[tag] = 0
                if row_of[tag] < 0:
                    forget(brought, entries, list_of[tag, 0], list_of[tag, 1])
        kept, key = 0, mixed(keys[mentee])
        for x in range(fill):
            total, spot = exact[x], spot_of[x]
            if total < minimum or (kept == k and total < best[k - 1]):
                continue
            if shared and out(spot, card, here, person, stage, apart, begin, end):
                continue
            order = mixed(key ^ np.uint64(card[spot, KEY]))
            to = kept
            while to > 0 and (
                best[to - 1] < total or (best[to - 1] == total and tie[to - 1] > order)
            ):
                to -= 1
            if to == k:
                continue
            kept = min(kept + 1, k)
            for move in range(kept - 1, to, -1):
                best[move], tie[move], top[move] = best[move - 1], tie[move - 1], top[move - 1]
            best[to], tie[to], top[to] = total, order, spot
        # Who is left out has less than least + error.
        if kept < k or steps(best[k - 1]) < least + error:
            kept = UNDECIDED
        count[mentee] = kept
        for x in range(kept):
            found[mentee, x], score[mentee, x] = top[x], best[x]


@compiled
def out(
    spot: int, card: Array, here: int, person: int, stage: int, apart: Array, begin: int, end: int
) -> bool:
    """Whether a rule keeps the mentor at a spot and the mentee apart."""
    stages = card[spot, STAGES]
    if stages != 0 and (stages & stage) == 0:
        return True
    if card[spot, PERSON] == person:
        return True
    if card[spot, OUTSIDE] != 0 and nearness(here, card[spot, INSTITUTION]) == 2:
        return True
    return bool(holds(apart, begin, end, spot))
