"""Fits of mentees with mentors, many at once: most of a score lies ready in lines.

What a table says of a mentor depends on little that a mentee has said, so that few of its lines
differ. Laid out mentor by mentor they are added sixteen numbers at a time.
"""

from typing import NamedTuple

import numpy as np

from matching.engine.jit import compiled
from matching.engine.kernels.arrays import Array, MenteeArrays, MentorArrays

SHIFT = 28  # from units of 2**-48 to units of 2**-20
REST = 16  # from units of 2**-32 to units of 2**-48
NOWHERE = -2


class Laid(NamedTuple):
    """n mentees and w mentors, laid out beside their MenteeArrays and MentorArrays.

    base    int64[stages, w], what is the mentor's own, in units of 2**-48; far below 0 where his
            rules keep the two apart
    stage   int32[n], which line of `base` is a mentee's
    lines   uint32[lines, w], in units of 2**-32; no sum of one line of each set exceeds 32 bits
    line    int32[sets, n], which lines are added up for a mentee, one of each set
    loose   int64, the tables that are looked up instead
    away    int64[w], added for a mentee of the same institution: 0, or far below
    start   int64[n+1] and int32: whom each mentee must not meet, as columns
    apart
    """

    base: Array
    stage: Array
    lines: Array
    line: Array
    loose: Array
    away: Array
    start: Array
    apart: Array


@compiled
def facing_fits(
    out: Array,
    rows: Array,
    laid: Laid,
    mentors: MentorArrays,
    mentees: MenteeArrays,
    sums: Array,
    tops: Array,
) -> None:
    """Fill out int32[r, w] with the fits of the mentees `rows` int64[r] in units of 2**-20.

    -1 where two may not meet; sums int64[w] and tops uint32[w] are to work with.
    """
    sets, place, away = laid.line.shape[0], mentors.institution, laid.away
    for i in range(rows.size):
        mentee = rows[i]
        base = laid.base[laid.stage[mentee]]
        for j in range(sums.size):
            sums[j] = base[j]
            tops[j] = 0
        for at in range(0, sets - 1, 2):
            one, two = laid.lines[laid.line[at, mentee]], laid.lines[laid.line[at + 1, mentee]]
            for j in range(sums.size):
                tops[j] += one[j] + two[j]
        if sets % 2:
            one = laid.lines[laid.line[sets - 1, mentee]]
            for j in range(sums.size):
                tops[j] += one[j]
        for signal in laid.loose:
            table, codes = mentees.table[mentees.row[signal, mentee] :], mentors.codes[signal]
            for j in range(sums.size):
                sums[j] += table[codes[j]]
        for at in range(mentees.start[mentee], mentees.start[mentee + 1]):
            worth, tag = mentees.worth[at], mentees.tags[at]
            for entry in range(mentors.start[tag], mentors.start[tag + 1]):
                sums[mentors.having[entry]] += worth * mentors.worth[entry]
        here = mentees.institution[mentee]
        other, unknown, same = (
            mentees.near[0, mentee],
            mentees.near[1, mentee],
            mentees.near[2, mentee],
        )
        if here < 0:
            here, other = NOWHERE, unknown
        line = out[i]
        for j in range(sums.size):
            there = place[j]
            value = unknown if there < 0 else other
            value = same + away[j] if there == here else value
            whole = sums[j] + (np.int64(tops[j]) << REST) + value
            line[j] = max(whole >> SHIFT, -1)
        for at in range(laid.start[mentee], laid.start[mentee + 1]):
            line[laid.apart[at]] = -1


@compiled
def paired_fits(
    out: Array,
    rows: Array,
    columns: Array,
    laid: Laid,
    mentors: MentorArrays,
    mentees: MenteeArrays,
) -> None:
    """Fill out int64[pairs] with the fits of single pairs; rows and columns int64[pairs]."""
    for i in range(rows.size):
        mentee, mentor = rows[i], columns[i]
        score = laid.base[laid.stage[mentee], mentor]
        for at in range(laid.line.shape[0]):
            score += np.int64(laid.lines[laid.line[at, mentee], mentor]) << REST
        for signal in laid.loose:
            score += mentees.table[mentees.row[signal, mentee] + mentors.codes[signal, mentor]]
        for at in range(mentees.start[mentee], mentees.start[mentee + 1]):
            tag = mentees.tags[at]
            low, end = mentors.start[tag], mentors.start[tag + 1]
            high = end
            while low < high:
                middle = (low + high) >> 1
                if mentors.having[middle] < mentor:
                    low = middle + 1
                else:
                    high = middle
            if low < end and mentors.having[low] == mentor:
                score += mentees.worth[at] * mentors.worth[low]
        here, there = mentees.institution[mentee], mentors.institution[mentor]
        near = 1 if here < 0 or there < 0 else (2 if here == there else 0)
        score += mentees.near[near, mentee]
        if near == 2:
            score += laid.away[mentor]
        out[i] = max(score >> SHIFT, -1)
        for at in range(laid.start[mentee], laid.start[mentee + 1]):
            if laid.apart[at] == mentor:
                out[i] = -1
