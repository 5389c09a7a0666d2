"""No mentor is shown to more people than caps allow, and the best-fitting see him first."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.engine import BadArray, EngineError, Suggestions
from matching.engine.exposure import Limits, caps, expose, limits
from matching.engine.keys import person_keys, tie_order

MENTORS = 5


@st.composite
def candidates(draw):
    """Rows of up to six mentees, with few different scores, so that there are ties."""
    rows = []
    for mentee in draw(st.lists(st.integers(0, 40), max_size=6, unique=True)):
        mentors = draw(st.lists(st.integers(0, MENTORS - 1), min_size=1, unique=True))
        scores = {mentor: draw(st.sampled_from([0.25, 0.5, 0.75])) for mentor in mentors}
        mentors.sort(key=lambda mentor: (-scores[mentor], tie(mentee, mentor)))
        rows += [(mentee, mentor, scores[mentor], at) for at, mentor in enumerate(mentors, 1)]
    return rows


def tie(mentee, mentor):
    keys = person_keys([mentee, 100 + mentor], 7)
    return int(tie_order(keys[:1], keys[1:])[0])


def suggestions(rows):
    columns = list(zip(*rows, strict=True)) if rows else [[]] * 4
    kinds = np.int64, np.int64, np.float64, np.int64
    return Suggestions(
        *(np.array(column, dtype=kind) for column, kind in zip(columns, kinds, strict=True))
    )


def exposed(rows, room, k):
    ties = np.array([tie(mentee, mentor) for mentee, mentor, _, _ in rows], dtype=np.uint64)
    found = expose(suggestions(rows), caps=room, ties=ties, k=k)
    told = zip(*(getattr(found.shown, name).tolist() for name in ("mentee", "mentor")), strict=True)
    return list(told), found


rooms = st.lists(st.integers(0, 4), min_size=MENTORS, max_size=MENTORS)


def alone(rows, shown):
    """Mentees for whom a cap yielded: on their page is one mentor, who is full without them."""
    return {mentee for mentee, _ in shown if sum(one == mentee for one, _ in shown) == 1}


@given(candidates(), rooms, st.integers(1, 4))
def test_caps_hold_but_for_pages_that_would_be_empty(rows, room, k):
    shown, found = exposed(rows, room, k)
    assert {mentee for mentee, _ in shown} == {row[0] for row in rows}
    over = sum(
        max(0, sum(mentor == other for _, other in shown) - room[mentor])
        for mentor in range(MENTORS)
    )
    assert over == found.spread.yielded
    for mentee in {row[0] for row in rows}:
        assert sum(one == mentee for one, _ in shown) <= k


@given(candidates(), rooms, st.integers(1, 4))
def test_nobody_is_refused_a_mentor_who_is_shown_to_somebody_he_fits_less(rows, room, k):
    shown, _ = exposed(rows, room, k)
    single = alone(rows, shown)
    order = {(one, other): (-score, tie(one, other)) for one, other, score, _ in rows}
    for mentee, mentor, _, _ in rows:
        page = [pair for pair in shown if pair[0] == mentee]
        wants = len(page) < k or any(order[mentee, mentor] < order[pair] for pair in page)
        if (mentee, mentor) in shown or not wants:
            continue
        seen = [pair for pair in shown if pair[1] == mentor]
        assert len(seen) >= room[mentor]
        worse = [pair for pair in seen if order[pair] > order[mentee, mentor]]
        assert all(one in single for one, _ in worse)


@given(candidates(), rooms, st.integers(1, 4), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(rows, room, k, rng):
    again, other = exposed(rng.sample(rows, len(rows)), room, k)
    shown, found = exposed(rows, room, k)
    assert again == shown
    assert other.spread == found.spread


@given(candidates(), st.integers(1, 4))
def test_with_room_for_all_everybody_sees_her_best(rows, k):
    shown, found = exposed(rows, [99] * MENTORS, k)
    assert sorted(shown) == sorted((one, other) for one, other, _, rank in rows if rank <= k)
    assert found.spread.given_up == 0
    assert found.spread.gini_before == found.spread.gini_after
    assert found.spread.yielded == found.spread.shortened == 0


def test_what_caps_come_to_is_told():
    rows = [(mentee, 0, 0.9 - mentee / 10, 1) for mentee in range(3)]
    rows += [(mentee, 1, 0.5 - mentee / 10, 2) for mentee in range(3)]
    shown, found = exposed(rows, [1, 1], 1)
    assert shown == [(0, 0), (1, 1), (2, 0)]
    assert found.shown.rank.tolist() == [1, 1, 1]
    assert found.spread.yielded == 1
    assert found.spread.tenth_before == 1.0
    assert found.spread.gini_before == pytest.approx(0.5)
    assert found.spread.gini_after == pytest.approx(1 / 6)
    assert found.spread.given_up == pytest.approx((0.8 - 0.4) / 3)


def test_who_sees_a_mentor_already_takes_room():
    assert caps([2, 1, 0], 3).tolist() == [6, 3, 0]
    assert caps([2, 1, 0], 3, shown_to=[4, 5, 0]).tolist() == [2, 0, 0]
    assert caps([2, 1, 0], 3, ceiling=4).tolist() == [4, 3, 0]
    assert caps([2, 1, 0], 3, shown_to=[1, 5, 0], ceiling=4).tolist() == [3, 0, 0]


def test_limits_leave_room_for_all_rows_and_spread_them():
    """1,000 rows, 50 seats, 25 mentors: four times 20 a seat, one and a half times 40 in all."""
    seats = [2] * 25 + [0] * 5
    assert limits(seats, 1000) == Limits(multiple=80, ceiling=60)
    assert caps(seats, 80, ceiling=60).sum() >= 1000


@pytest.mark.parametrize(("seats", "rows"), [([], 10), ([0, 0], 10), ([1] * 500, 60), ([3], 0)])
def test_limits_are_never_below_twelve_people(seats, rows):
    found = limits(seats, rows)
    assert min(found.multiple, found.ceiling) >= 12


def test_senseless_questions_are_refused():
    rows = suggestions([(0, 1, 0.5, 1)])
    with pytest.raises(BadArray, match="caps"):
        expose(rows, caps=[1], ties=np.zeros(1, dtype=np.uint64), k=1)
    with pytest.raises(EngineError):
        expose(rows, caps=[1, 1], ties=np.zeros(1, dtype=np.uint64), k=0)
    with pytest.raises(EngineError):
        caps([1], 0)
    with pytest.raises(EngineError):
        caps([1], 1, ceiling=0)
