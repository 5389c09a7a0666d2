"""What the compiled loops read: bundles of arrays with one dtype each, always contiguous."""

from typing import Any, NamedTuple

import numpy.typing as npt

Array = npt.NDArray[Any]


class MentorArrays(NamedTuple):
    """m mentors.

    constant  int64[m], the signals that are the mentor's own, in units of 2**-48
    codes     int32[tables, m], what he said, as an index into a table's columns
    place     int64[m], institution, -1 = unknown
    person    int64[m], who it is
    stages    uint64[m], bits of the stages he accepts; 0 = any
    outside   bool[m], accepts nobody of his own institution
    open      bool[m], takes requests and has a seat
    start     int64[tags+1], int32[ties] and int64[ties]: who has a tag, and its worth there in
    having      units of 2**-16, ascending by mentor
    worth
    """

    constant: Array
    codes: Array
    institution: Array
    person: Array
    stages: Array
    outside: Array
    open: Array
    start: Array
    having: Array
    worth: Array


class MenteeArrays(NamedTuple):
    """n mentees, as they meet those mentors.

    row     int64[tables, n], where in `table` the mentee's numbers stand, by mentors' codes
    table   int64, all tables one after the other, in units of 2**-48
    near    int64[3, n], `elsewhere` for another, an unknown and the same institution, and what
              is the mentee's own
    institution  int64[n], institution, -1 = unknown
    person  int64[n], who it is
    stage   uint64[n], the bit of the stage; 0 = not said
    start   int64[n+1], int32[ties] and int64[ties]: the tags, ascending, and their worth in
    tags      units of 2**-32
    worth
    """

    row: Array
    table: Array
    near: Array
    institution: Array
    person: Array
    stage: Array
    start: Array
    tags: Array
    worth: Array


class Field(NamedTuple):
    """m mentors in blocks of LANES; the spots beyond the last mentor are nobody's.

    mentors  MentorArrays in the order of spots
    key      uint64[m], breaks ties
    own      int16[spots], the mentor's own signals; NOBODY where there is none
    tops     int16[blocks], the largest `own` in a block
    codes    int32[m, tables], as MentorArrays.codes
    traits   int64[m, 4], institution, person, wanted stages, and 1 for nobody of his institution
    first    int64[m, 2], int32[ties] and int64[ties]: where a mentor's tags begin and end, the
    tags       tags, and their worth in units of 2**-16
    worth
    peaks    uint16[tags, blocks], the largest worth of a tag in a block; 0 = nobody has it
    cell     int32[tags, blocks], where the worths are: row `cell` of dense, or if below 0, the list
               at -cell
    dense    uint16[rows, LANES], a worth for each lane, 0 without the tag
    lane     uint16, lists of lanes, each begun by its length, and
    light    uint16, the worths beside them, at most 65,535
    spare    int64[2], from where on `tags` and `lane` are free for changes
    """

    mentors: MentorArrays
    key: Array
    own: Array
    tops: Array
    codes: Array
    traits: Array
    first: Array
    tags: Array
    worth: Array
    peaks: Array
    cell: Array
    dense: Array
    lane: Array
    light: Array
    spare: Array


class Asked(NamedTuple):
    """n mentees to be answered.

    mentees  MenteeArrays
    key      uint64[n], breaks ties
    start    int64[n+1] and int32[pairs]: the spots of excluded mentors, ascending
    apart
    used     int64[tables in use], which tables bring anything at all
    line     int32[n, tables in use], which lines of `lines` are the mentee's
    lines    int16, for each block and line LANES numbers: what a table brings, by lane
    tops     int16[lines, blocks], the largest number in a block
    """

    mentees: MenteeArrays
    key: Array
    start: Array
    apart: Array
    used: Array
    line: Array
    lines: Array
    tops: Array


class Pot(NamedTuple):
    """Candidates of a few mentees, and what is needed to judge them.

    low, spot    int16 and int32[group, room], candidates and their score from below
    fill         int64[group], how many there are
    least        int64[group], no candidate is below this
    error        int64[group], by how much a score may be above its bound from below
    near         int64[group, 3], MenteeArrays.near in steps of 1/SCALE
    most         int64[group], the largest of the three
    sought       int64[tags], the worths of the mentee who is being settled, 0 elsewhere
    best, tie    int64 and uint64[group, k], for settling
    reach        int32[group, blocks], what somebody in a block may have at most
    parts        int64[group, wishes], what each tag sought is worth in steps of 1/SCALE
    sums, hits   int16 and bool[LANES], of the block that is looked at
    words        uint64, the memory of `hits`, eight at once
    """

    low: Array
    spot: Array
    fill: Array
    least: Array
    error: Array
    near: Array
    most: Array
    sought: Array
    best: Array
    tie: Array
    reach: Array
    parts: Array
    sums: Array
    hits: Array
    words: Array
