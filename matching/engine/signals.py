"""What speaks for a pair: one small function a signal, each to [0, 1].

Arrays of the mentee's side and of the mentor's side broadcast against each other: columns
(mentees, 1) with rows (mentors,) give (mentees, mentors). What somebody has not said counts half,
except that hashtags nobody sought or wished for count nothing. docs/matching.md explains each rule.
"""

import numpy as np

from matching.engine.grid import Flags, Floats, Ints, Masks, down_to_grid, on_grid
from matching.engine.pool import OFF_LADDER, UNKNOWN, UNKNOWN_ZONE
from matching.engine.tag_statistics import TagCounts
from matching.engine.ties import Ties

SIGNALS = (
    "hashtags",
    "wanted",
    "community",
    "kinds",
    "goals",
    "values",
    "stage",
    "hours",
    "language",
    "elsewhere",
    "room",
    "answers",
)
UNSAID = 0.5

SATURATION = 1.0
LENGTH_EFFECT = 0.4

STAGE_GAPS = (0.0, 0.5, 1.0, 1.0, 1.0, 0.8)  # mentor behind, level, 1, 2, 3, 4 or more ahead

DAY_STARTS_AT = 8 * 60
DAY_ENDS_AT = 20 * 60
ENOUGH_MINUTES = 6 * 60
FULL_DAY = 24 * 60

PROMPT_DAYS = 4
TRUSTED_REQUESTS = 4.0
USUALLY_ANSWERED = 0.8
USUALLY_PROMPT = 0.6
USUALLY_ACCEPTED = 0.5


def tag_worths(sought: Ties, counts: TagCounts) -> Floats:
    """What each wish weighs beside the person's others, rarity times strength: float64[ties]."""
    return on_grid(counts.rarity()[sought.tags] * sought.strength)


def tag_portions(sought: Ties, counts: TagCounts) -> Floats:
    """What part of a person's wishes each tag is, by its rarity and strength: float64[ties].

    Multiples of 1/65,536; a person's portions sum to at most 1, short of it only by rounding.
    """
    worth = tag_worths(sought, counts)
    totals = np.bincount(sought.person, weights=worth, minlength=sought.people)
    of_person = totals[sought.person]
    return down_to_grid(np.divide(worth, of_person, out=np.zeros_like(worth), where=of_person > 0))


def saturated(given: Ties, counts: TagCounts) -> Floats:
    """What each tie of the other side is worth once it meets a wish: float64[ties] in [0, 1].

    The term-frequency part of BM25 (Robertson and Zaragoza 2009) with strength s for frequency,
    scaled so that strength 1 on a profile of no length is worth 1:
    s (1 + K0) / (s + K), K = k (1 - b + b length / average length), K0 = k (1 - b).
    Length is the number of tags, so that a stronger tie never lengthens a profile.
    """
    length = given.counts[given.person].astype(np.float64)
    relative = length / counts.average if counts.average > 0 else np.ones_like(length)
    floor = SATURATION * (1.0 - LENGTH_EFFECT)
    braked = floor + SATURATION * LENGTH_EFFECT * relative
    return on_grid(given.strength * (1.0 + floor) / (given.strength + braked))


def community_portions(ties: Ties, wish: Floats, counts: TagCounts) -> Floats:
    """What each of a mentee's community tags costs a mentor without it: float64[ties].

    Her portions by rarity, times her wish within [0, 1]; multiples of 1/65,536.
    """
    return down_to_grid(tag_portions(ties, counts) * wish[ties.person])


def community(portions: Floats, shared: Floats) -> Floats:
    """1 for a mentor of all her communities; what he lacks is taken off by her wish.

    portions  sum of her `community_portions`; shared  the part of it that he has too. Who wishes
    nothing or shows no community tag has portions 0, and every mentor 1. A mentor who shows none
    stands like one of other communities: what somebody keeps quiet must not be seen.
    """
    return 1.0 - portions + shared


def share_met(asked: Masks, given: Masks) -> Floats:
    """Of the things asked for, the share that is given; UNSAID where nothing was asked or given."""
    wishes = np.bitwise_count(asked).astype(np.float64)
    met = np.bitwise_count(asked & given).astype(np.float64)
    said = (asked != 0) & (given != 0)
    return on_grid(np.divide(met, wishes, out=np.full(met.shape, UNSAID), where=said))


def on_ladder(stages: Ints) -> Flags:
    """Which stages are rungs of the career ladder, so that one is above another."""
    rungs: Flags = (stages != UNKNOWN) & (stages < OFF_LADDER)
    return rungs


def stage(mentee: Ints, mentor: Ints) -> Floats:
    """How helpful the distance on the career ladder is, by STAGE_GAPS.

    UNSAID where a stage is unknown or stands beside the ladder.
    """
    gap = np.clip(mentor - mentee, -1, len(STAGE_GAPS) - 2)
    worth = on_grid(np.array(STAGE_GAPS))[gap + 1]
    return np.where(on_ladder(mentee) & on_ladder(mentor), worth, UNSAID)


def minutes_in_common(mentee: Ints, mentor: Ints) -> Ints:
    """Minutes a day when it is between 8:00 and 20:00 for both, from minutes east of UTC.

    Two arcs of twelve hours on a clock face of 24; the caller passes the offsets of the week in
    question, so that daylight saving is right. Meaningless where an offset is unknown.
    """
    day = DAY_ENDS_AT - DAY_STARTS_AT
    apart = np.mod(mentor - mentee, FULL_DAY)
    one_way: Ints = np.maximum(day - apart, 0)
    round_the_clock: Ints = np.maximum(day + apart - FULL_DAY, 0)
    return one_way + round_the_clock


def hours(mentee: Ints, mentor: Ints) -> Floats:
    """Hours in common, full at six a day; UNSAID where a time zone is unknown."""
    enough = np.minimum(minutes_in_common(mentee, mentor) / ENOUGH_MINUTES, 1.0)
    unknown = (mentee == UNKNOWN_ZONE) | (mentor == UNKNOWN_ZONE)
    return np.where(unknown, UNSAID, on_grid(enough))


def language(mentee: Masks, mentor: Masks) -> Floats:
    """1 with a language in common, 0 without; UNSAID where one side names none."""
    common = ((mentee & mentor) != 0).astype(np.float64)
    return np.where((mentee == 0) | (mentor == 0), UNSAID, common)


def elsewhere(wish: Floats, mentee: Ints, mentor: Ints) -> Floats:
    """1 for another institution; at the same one the wish for another is taken off.

    Half of the wish is taken off where an institution is unknown. wish is within [0, 1].
    """
    unknown = (mentee == UNKNOWN) | (mentor == UNKNOWN)
    near = np.where(unknown, UNSAID, (mentee == mentor).astype(np.float64))
    return on_grid(1.0 - wish * near)


def room(load: Floats) -> Floats:
    """1 for a mentor who carries nobody, less with each mentee carried: 2 / (2 + load)."""
    return on_grid(2.0 / (2.0 + load))


def answers(asked: Ints, answered: Ints, prompt: Ints, accepted: Ints) -> Floats:
    """How a mentor has dealt with requests: half answering, a quarter promptness, a quarter yes.

    Each is a share of the requests due, counted together with TRUSTED_REQUESTS requests of usual
    fate, so that a newcomer stands where a usual mentor stands and one silence is not a verdict.
    Any answer is better for a mentor than none.
    """
    base = asked + TRUSTED_REQUESTS
    by_answer = (answered + TRUSTED_REQUESTS * USUALLY_ANSWERED) / base
    by_speed = (prompt + TRUSTED_REQUESTS * USUALLY_PROMPT) / base
    by_yes = (accepted + TRUSTED_REQUESTS * USUALLY_ACCEPTED) / base
    return on_grid((2.0 * by_answer + by_speed + by_yes) / 4.0)
