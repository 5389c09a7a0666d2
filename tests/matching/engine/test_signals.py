"""Each signal's rule, as a table."""

import numpy as np
import pytest

from matching.engine import UNKNOWN, UNKNOWN_ZONE, Evidence, TagCounts, Ties, signals, tie_strength

NEAR = 1 / 65_536


def one(value, dtype=np.int64):
    return np.array([value], dtype=dtype)


@pytest.mark.parametrize(
    ("asked", "given", "expected"),
    [
        (0b0011, 0b0011, 1.0),
        (0b0011, 0b0001, 0.5),
        (0b0111, 0b0100, 1 / 3),
        (0b0011, 0b1100, 0.0),
        (0b0001, 0b1111, 1.0),
        (0, 0b0001, 0.5),
        (0b0001, 0, 0.5),
        (0, 0, 0.5),
        (1 << 63, 1 << 63, 1.0),
    ],
)
def test_share_of_wishes_met(asked, given, expected):
    found = signals.share_met(one(asked, np.uint64), one(given, np.uint64))[0]
    assert found == pytest.approx(expected, abs=NEAR)


@pytest.mark.parametrize(
    ("mentee", "mentor", "expected"),
    [
        (3, 0, 0.0),
        (3, 2, 0.0),
        (3, 3, 0.5),
        (3, 4, 1.0),
        (3, 6, 1.0),
        (3, 7, 0.8),
        (0, 15, 0.8),
        (3, 16, 0.5),
        (16, 3, 0.5),
        (16, 16, 0.5),
        (16, 17, 0.5),
        (UNKNOWN, 4, 0.5),
        (4, UNKNOWN, 0.5),
        (UNKNOWN, UNKNOWN, 0.5),
    ],
)
def test_stage(mentee, mentor, expected):
    assert signals.stage(one(mentee), one(mentor))[0] == pytest.approx(expected, abs=NEAR)


@pytest.mark.parametrize(
    ("mentee", "mentor", "hours_in_common"),
    [
        (0, 0, 12.0),
        (0, 60, 11.0),
        (60, 0, 11.0),
        (-300, 60, 6.0),
        (-480, 60, 3.0),
        (-480, 330, 1.5),
        (0, 720, 0.0),
        (-660, 780, 12.0),
        (-600, 780, 11.0),
        (330, 345, 11.75),
    ],
)
def test_hours_in_common(mentee, mentor, hours_in_common):
    """Clocks 24 hours apart show the same time of day, so -11 and +13 have twelve in common."""
    pair = one(mentee), one(mentor)
    assert signals.minutes_in_common(*pair)[0] == hours_in_common * 60
    assert signals.hours(*pair)[0] == pytest.approx(min(1, hours_in_common / 6), abs=NEAR)


@pytest.mark.parametrize("pair", [(UNKNOWN_ZONE, 0), (0, UNKNOWN_ZONE), (UNKNOWN_ZONE,) * 2])
def test_hours_with_an_unknown_zone(pair):
    assert signals.hours(one(pair[0]), one(pair[1]))[0] == 0.5


@pytest.mark.parametrize(
    ("mentee", "mentor", "expected"),
    [(0b11, 0b10, 1.0), (0b01, 0b10, 0.0), (0, 0b1, 0.5), (0b1, 0, 0.5)],
)
def test_language(mentee, mentor, expected):
    assert signals.language(one(mentee, np.uint64), one(mentor, np.uint64))[0] == expected


@pytest.mark.parametrize(
    ("wish", "mentee", "mentor", "expected"),
    [
        (1.0, 5, 6, 1.0),
        (1.0, 5, 5, 0.0),
        (0.25, 5, 5, 0.75),
        (0.0, 5, 5, 1.0),
        (1.0, UNKNOWN, 5, 0.5),
        (1.0, UNKNOWN, UNKNOWN, 0.5),
        (0.0, UNKNOWN, 5, 1.0),
    ],
)
def test_elsewhere(wish, mentee, mentor, expected):
    assert signals.elsewhere(one(wish, float), one(mentee), one(mentor))[0] == expected


@pytest.mark.parametrize(
    ("load", "expected"), [(0.0, 1.0), (1.0, 2 / 3), (2.0, 0.5), (6.0, 0.25), (1e308, 0.0)]
)
def test_room(load, expected):
    assert signals.room(one(load, float))[0] == pytest.approx(expected, abs=NEAR)


@pytest.mark.parametrize(
    ("wish", "held", "expected"),
    [
        (1.0, [0, 1], 1.0),
        (1.0, [0], 0.5),
        (1.0, [], 0.0),
        (0.5, [1], 0.75),
        (0.5, [], 0.5),
        (0.0, [], 1.0),
    ],
)
def test_community(wish, held, expected):
    """Two communities equally rare, of which the mentor holds some."""
    counts = counted(9, [3, 3], 1.0)
    ties = Ties.build(1, [0, 0], [0, 1], [1.0, 1.0])
    portions = signals.community_portions(ties, one(wish, float), counts)
    found = signals.community(portions.sum(), portions[held].sum())
    assert found == pytest.approx(expected, abs=2 * NEAR)


def answers(*habits):
    return signals.answers(*(one(habit) for habit in habits))[0]


def test_a_newcomer_stands_where_a_usual_mentor_stands():
    usual = answers(1000, 800, 600, 500)
    assert answers(0, 0, 0, 0) == pytest.approx(usual, abs=NEAR)
    assert answers(0, 0, 0, 0) == pytest.approx(0.675, abs=NEAR)


def test_one_silence_costs_a_newcomer_little_and_ten_cost_much():
    newcomer = answers(0, 0, 0, 0)
    assert 0 < newcomer - answers(1, 0, 0, 0) < 0.15
    assert answers(10, 0, 0, 0) < 0.2


@pytest.mark.parametrize("asked", [1, 10, 1000])
def test_any_answer_is_better_than_silence_and_more_is_better(asked):
    silent, slow_no = answers(asked, 0, 0, 0), answers(asked, 1, 0, 0)
    quick_no, quick_yes = answers(asked, 1, 1, 0), answers(asked, 1, 1, 1)
    assert silent < slow_no < quick_no < quick_yes


def counted(people, users, average):
    return TagCounts(people, users, average)


def test_the_fewer_users_the_rarer():
    rarity = counted(100, [0, 1, 10, 50, 100], 3.0).rarity()
    assert (np.diff(rarity) < 0).all()
    assert rarity[-1] > 0
    assert rarity[2] == pytest.approx(np.log(1 + 90.5 / 10.5), abs=NEAR)


def test_portions_of_wishes_follow_rarity_and_strength():
    counts = counted(100, [1, 50], 3.0)
    ties = Ties.build(3, [0, 0, 1, 1, 2], [0, 1, 0, 1, 1], [1.0, 1.0, 0.2, 1.0, 0.01])
    rare, common, faint, _, alone = signals.tag_portions(ties, counts)
    assert rare > common
    assert faint < rare
    assert rare + common == pytest.approx(1.0, abs=2 * NEAR)
    assert rare + common <= 1.0
    assert alone == 1.0


def test_a_tie_so_faint_that_nothing_is_left_of_it_counts_nothing():
    ties = Ties.build(1, [0], [0], [1e-9])
    assert signals.tag_portions(ties, counted(1, [1], 1.0)).tolist() == [0.0]


@pytest.mark.parametrize(
    ("strength", "length", "expected"),
    [(1.0, 4, 0.8), (0.5, 4, 0.8 / 1.5), (1.0, 8, 1.6 / 2.4), (1.0, 1, 1.6 / 1.7)],
)
def test_saturation_with_an_average_of_four_tags(strength, length, expected):
    ties = Ties.build(1, [0] * length, range(length), [strength] * length)
    found = signals.saturated(ties, counted(9, [1] * length, 4.0))
    assert found == pytest.approx(expected, abs=NEAR)


def test_saturation_where_the_count_knew_no_tags():
    ties = Ties.build(1, [0], [0], [1.0])
    assert signals.saturated(ties, counted(0, [0], 0.0))[0] == pytest.approx(0.8, abs=NEAR)


@pytest.mark.parametrize(
    ("evidence", "age", "expected"),
    [
        (Evidence.CONFIRMED, 0, 1.0),
        (Evidence.CHOSEN, 0, 0.9),
        (Evidence.STATED, 0, 0.8),
        (Evidence.USED, 0, 0.4),
        (Evidence.STATED, 1460, 0.4),
        (Evidence.USED, 180, 0.2),
        (Evidence.USED, 360, 0.1),
        (Evidence.USED, 36_000, 0.01),
        (Evidence.CHOSEN, -3, 0.9),
    ],
)
def test_strength_of_evidence(evidence, age, expected):
    assert tie_strength(evidence, age) == pytest.approx(expected)
