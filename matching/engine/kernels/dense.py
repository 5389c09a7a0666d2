"""Every mentee with every mentor."""

from matching.engine.jit import compiled
from matching.engine.kernels.arrays import Array, MenteeArrays, MentorArrays


@compiled
def dense_scores(out: Array, rows: Array, mentors: MentorArrays, mentees: MenteeArrays) -> None:
    """Fill out int64[q, m] with the scores of the mentees `rows` int64[q] in units of 2**-48.

    -1 where a rule keeps the two apart; pairs that the caller excludes are not looked at.
    """
    for i in range(rows.size):
        mentee = rows[i]
        line = out[i]
        for j in range(line.size):
            line[j] = mentors.constant[j]
        for signal in range(mentors.codes.shape[0]):
            table = mentees.table[mentees.row[signal, mentee] :]
            codes = mentors.codes[signal]
            for j in range(line.size):
                line[j] += table[codes[j]]
        for at in range(mentees.start[mentee], mentees.start[mentee + 1]):
            worth = mentees.worth[at]
            tag = mentees.tags[at]
            for entry in range(mentors.start[tag], mentors.start[tag + 1]):
                line[mentors.having[entry]] += worth * mentors.worth[entry]
        here = mentees.institution[mentee]
        person = mentees.person[mentee]
        stage = mentees.stage[mentee]
        other, unknown, same = (
            mentees.near[0, mentee],
            mentees.near[1, mentee],
            mentees.near[2, mentee],
        )
        for j in range(line.size):
            there = mentors.institution[j]
            near = here == there and here >= 0
            apart = near and mentors.outside[j]
            apart |= not mentors.open[j] or mentors.person[j] == person
            apart |= mentors.stages[j] != 0 and (mentors.stages[j] & stage) == 0
            value = same if near else (unknown if here < 0 or there < 0 else other)
            line[j] = -1 if apart else line[j] + value
