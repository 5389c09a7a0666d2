"""The best mentors of each mentee, exactly, without looking closely at every pair.

Scores are bounded from below in 16 bits: every addend is rounded down to a multiple of 1/SCALE, so
that a score lies between such a sum and the sum plus a known error. Mentors stand in blocks, and
for a block the largest addends tell what anybody in it can have at most. A mentee's best blocks are
summed up first, all others only where they may still hold one of her k best; whoever may be among
them by his sum is worked out to the last bit.
"""

import numpy as np

from matching.engine.jit import compiled, lent
from matching.engine.kernels.arrays import Array, Asked, Field, MenteeArrays, MentorArrays, Pot
from matching.engine.kernels.blocks import (
    LANES,
    NOBODY,
    SCALE,
    add_line,
    add_lines,
    add_list,
    add_part,
    bound,
    copy,
    highest,
    holds,
    kth_largest,
    mark,
    mixed,
    nearness,
    raise_by,
    steps,
)

EVERYBODY = 32_767
SHUT = -1


@compiled
def lent_mentors(mentors: MentorArrays) -> MentorArrays:
    """`mentors` with its arrays lent."""
    return MentorArrays(
        lent(mentors.constant),
        lent(mentors.codes),
        lent(mentors.institution),
        lent(mentors.person),
        lent(mentors.stages),
        lent(mentors.outside),
        lent(mentors.open),
        lent(mentors.start),
        lent(mentors.having),
        lent(mentors.worth),
    )


@compiled
def lent_mentees(mentees: MenteeArrays) -> MenteeArrays:
    """`mentees` with its arrays lent."""
    return MenteeArrays(
        lent(mentees.row),
        lent(mentees.table),
        lent(mentees.near),
        lent(mentees.institution),
        lent(mentees.person),
        lent(mentees.stage),
        lent(mentees.start),
        lent(mentees.tags),
        lent(mentees.worth),
    )


@compiled
def lent_field(field: Field) -> Field:
    """`field` with its arrays lent."""
    return Field(
        lent_mentors(field.mentors),
        lent(field.key),
        lent(field.own),
        lent(field.tops),
        lent(field.codes),
        lent(field.traits),
        lent(field.first),
        lent(field.tags),
        lent(field.worth),
        lent(field.peaks),
        lent(field.cell),
        lent(field.dense),
        lent(field.lane),
        lent(field.light),
        lent(field.spare),
    )


@compiled
def lent_asked(asked: Asked) -> Asked:
    """`asked` with its arrays lent."""
    return Asked(
        lent_mentees(asked.mentees),
        lent(asked.key),
        lent(asked.start),
        lent(asked.apart),
        lent(asked.used),
        lent(asked.line),
        lent(asked.lines),
        lent(asked.tops),
    )


@compiled
def lent_pot(pot: Pot) -> Pot:
    """`pot` with its arrays lent."""
    return Pot(
        lent(pot.low),
        lent(pot.spot),
        lent(pot.fill),
        lent(pot.least),
        lent(pot.error),
        lent(pot.near),
        lent(pot.most),
        lent(pot.sought),
        lent(pot.best),
        lent(pot.tie),
        lent(pot.reach),
        lent(pot.parts),
        lent(pot.sums),
        lent(pot.hits),
        lent(pot.words),
    )


@compiled
def settle(
    rows: Array, start: int, stop: int, minimum: int, field: Field, asked: Asked, pot: Pot
) -> None:
    """Keep the k best candidates of each of rows[start:stop], best first, with their scores."""
    mentees, mentors = asked.mentees, field.mentors
    best, tie, k = pot.best, pot.tie, pot.best.shape[1]
    used = asked.used
    for g in range(start, stop):
        mentee = rows[g]
        for at in range(mentees.start[mentee], mentees.start[mentee + 1]):
            pot.sought[mentees.tags[at]] = mentees.worth[at]
        key = mixed(asked.key[mentee])
        here = mentees.institution[mentee]
        kept = 0
        for at in range(pot.fill[g]):
            spot, low = pot.spot[g, at], pot.low[g, at]
            score = mentors.constant[spot]
            score += mentees.near[nearness(here, field.traits[spot, 0]), mentee]
            for signal in used:
                score += mentees.table[mentees.row[signal, mentee] + field.codes[spot, signal]]
            for tie_at in range(field.first[spot, 0], field.first[spot, 1]):
                score += pot.sought[field.tags[tie_at]] * field.worth[tie_at]
            if score < minimum or (kept == k and score < best[g, k - 1]):
                continue
            order = mixed(key ^ field.key[spot])
            to = kept
            while to > 0 and (
                best[g, to - 1] < score or (best[g, to - 1] == score and tie[g, to - 1] > order)
            ):
                to -= 1
            if to == k:
                continue
            kept = min(kept + 1, k)
            for move in range(kept - 1, to, -1):
                best[g, move], tie[g, move] = best[g, move - 1], tie[g, move - 1]
                pot.spot[g, move], pot.low[g, move] = pot.spot[g, move - 1], pot.low[g, move - 1]
            best[g, to], tie[g, to] = score, order
            pot.spot[g, to], pot.low[g, to] = spot, low
        pot.fill[g] = kept
        for at in range(mentees.start[mentee], mentees.start[mentee + 1]):
            pot.sought[mentees.tags[at]] = 0


@compiled
def tighten(g: int, pot: Pot) -> None:
    """Raise what a candidate needs by the k-th largest bound, and drop those below."""
    k, fill = pot.best.shape[1], pot.fill[g]
    low, spot = pot.low[g], pot.spot[g]
    least = kth_largest(low, fill, k, max(pot.least[g], NOBODY), 0) - pot.error[g]
    if least <= pot.least[g]:
        return
    kept = 0
    for at in range(fill):
        if low[at] >= least:
            low[kept], spot[kept] = low[at], spot[at]
            kept += 1
    pot.fill[g], pot.least[g] = kept, least


@compiled
def take(
    rows: Array,
    g: int,
    block: int,
    start: int,
    below: int,
    field: Field,
    asked: Asked,
    pot: Pot,
) -> int:
    """Take those who were hit and have less than `below` as candidates, if no rule speaks against.

    Begins at the lane `start`, stops when the pot is full, and returns the lane to go on from.
    """
    sums, hits, words = pot.sums, pot.hits, pot.words
    mentee = rows[g]
    here, person = asked.mentees.institution[mentee], asked.mentees.person[mentee]
    stage = np.int64(asked.mentees.stage[mentee])
    begin, end = asked.start[mentee], asked.start[mentee + 1]
    traits, apart, near_by, most = field.traits, asked.apart, pot.near[g], pot.most[g]
    low_of, spot_of, room = pot.low[g], pot.spot[g], pot.low.shape[1]
    fill, least = pot.fill[g], pot.least[g]
    for word in range(start // 8, words.size):
        if words[word] == 0:
            continue
        for lane in range(max(start, 8 * word), 8 * word + 8):
            low = np.int64(sums[lane])
            if not hits[lane] or low >= below or low + most < least:
                continue
            spot = block * LANES + lane
            near = nearness(here, traits[spot, 0])
            low += near_by[near]
            stages = traits[spot, 2]
            if low < least or (stages != 0 and (stages & stage) == 0):
                continue
            if traits[spot, 1] == person or (near == 2 and traits[spot, 3] != 0):
                continue
            if holds(apart, begin, end, spot):
                continue
            low_of[fill], spot_of[fill] = low, spot
            fill += 1
            if fill == room:
                pot.fill[g] = fill
                return lane + 1
    pot.fill[g] = fill
    return 8 * words.size


@compiled
def begin(rows: Array, field: Field, asked: Asked, pot: Pot) -> None:
    """Empty the pot for `rows` and work out what each block can bring them at most."""
    mentees, reach, parts = asked.mentees, pot.reach, pot.parts
    tables = asked.line.shape[1]
    for g in range(rows.size):
        mentee = rows[g]
        for near in range(3):
            pot.near[g, near] = steps(mentees.near[near, mentee])
        pot.most[g] = max(pot.near[g, 0], pot.near[g, 1], pot.near[g, 2])
        first, last = mentees.start[mentee], mentees.start[mentee + 1]
        pot.error[g] = (5 * (last - first)) // 2 + tables + 3
        pot.fill[g], pot.least[g] = 0, NOBODY
        for block in range(field.tops.size):
            reach[g, block] = field.tops[block]
        for at in range(tables):
            raise_by(reach[g], asked.tops[asked.line[mentee, at]])
        for x in range(last - first):
            parts[g, x] = (mentees.worth[first + x] * SCALE) >> 32
            bound(reach[g], field.peaks[mentees.tags[first + x]], np.uint16(parts[g, x]))


@compiled
def write(rows: Array, size: int, pot: Pot, found: Array, score: Array, count: Array) -> None:
    """Hand over what was settled for rows[:size]."""
    for g in range(size):
        count[rows[g]] = pot.fill[g]
        for at in range(pot.fill[g]):
            found[rows[g], at] = pot.spot[g, at]
            score[rows[g], at] = pot.best[g, at]


@compiled
def search(
    rows: Array,
    ahead: int,
    minimum: int,
    held_field: Field,
    held_asked: Asked,
    held_pot: Pot,
    found: Array,
    score: Array,
    count: Array,
) -> int:
    """The best mentors of the mentees `rows` int64[q], as many at once as the pot is for.

    ahead    blocks of each mentee that are looked at first: those that may hold the most
    minimum  scores below this are not wanted; in units of 2**-48

    Fills found int32[n, k] with spots and score int64[n, k], best first, and count int64[n].
    Returns how often a block was looked at.
    """
    field, asked, pot = lent_field(held_field), lent_asked(held_asked), lent_pot(held_pot)
    mentees = asked.mentees
    first, tags = mentees.start, mentees.tags
    k, blocks = found.shape[1], field.tops.size
    tables, height = asked.line.shape[1], asked.tops.shape[0]
    own, lines, line, dense, cell = field.own, asked.lines, asked.line, field.dense, field.cell
    lanes, light = field.lane, field.light
    group, room = pot.low.shape
    reach, parts, sums, hits, words = pot.reach, pot.parts, pot.sums, pot.hits, pot.words
    looked = 0
    for at in range(0, rows.size, group):
        some = rows[at : at + group]
        size = some.size
        begin(some, field, asked, pot)
        for turn in range(ahead + blocks):
            for g in range(size):
                block = highest(reach[g]) if turn < ahead else turn - ahead
                if reach[g, block] == SHUT or reach[g, block] + pot.most[g] < pot.least[g]:
                    continue
                reach[g, block] = SHUT
                looked += 1
                mentee = some[g]
                copy(sums, own, block * LANES)
                base = block * height
                for x in range(0, tables - 1, 2):
                    one, two = line[mentee, x], line[mentee, x + 1]
                    add_lines(sums, lines, (base + one) * LANES, (base + two) * LANES)
                if tables % 2:
                    add_line(sums, lines, (base + line[mentee, tables - 1]) * LANES)
                for x in range(first[mentee + 1] - first[mentee]):
                    where = cell[tags[first[mentee] + x], block]
                    if where > 0:
                        add_part(sums, dense, where * LANES, np.uint16(parts[g, x]))
                    elif where < 0:
                        add_list(sums, lanes, light, -where, parts[g, x])
                # Among strangers, first those who look best: they make the others need more.
                fair = kth_largest(sums, LANES, 3 * k, NOBODY + 1, 0) if turn == 0 else NOBODY
                below = EVERYBODY
                for _ in range(2 if turn == 0 else 1):
                    limit = max(pot.least[g] - pot.most[g], NOBODY + 1)
                    if turn == 0 and below == EVERYBODY:
                        limit = fair
                    lane = 0 if mark(sums, np.int16(limit), hits, words) else LANES
                    while lane < LANES:
                        lane = take(some, g, block, lane, below, field, asked, pot)
                        if pot.fill[g] < room:
                            continue
                        tighten(g, pot)
                        if 4 * pot.fill[g] > 3 * room:
                            settle(some, g, g + 1, minimum, field, asked, pot)
                            if pot.fill[g] == k:
                                level = steps(pot.best[g, k - 1]) - pot.error[g]
                                pot.least[g] = max(pot.least[g], level)
                    if turn == 0 and pot.fill[g] >= k:
                        tighten(g, pot)
                    below = fair
        for g in range(size):
            tighten(g, pot)
        settle(some, 0, size, minimum, field, asked, pot)
        write(some, size, pot, found, score, count)
    return looked
