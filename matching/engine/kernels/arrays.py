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
