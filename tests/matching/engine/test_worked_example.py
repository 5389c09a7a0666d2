"""The worked example of docs/matching.md, number for number."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from matching.engine import (
    DEFAULT_WEIGHTS,
    MENTEE_WEIGHTS,
    MENTOR_WEIGHTS,
    PROMPT_DAYS,
    SIGNALS,
    Evidence,
    Rule,
    TagCounts,
    TagStatistics,
    Ties,
    explain,
    signals,
    sought,
    tie_strength,
    why_not,
)
from matching.engine.evidence import HALF_LIFE_DAYS
from matching.engine.sought import OWN, RELATED_PART

from .worlds import Mentee, Mentor, World

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "matching.md").read_text(encoding="utf-8")
HEMEPATH, MDS, FIRST_PAPER, WOMEN, MEDED, TWEETORIAL = range(6)
NAMES = ("#HemePath", "#MDS", "#FirstPaper", "#WomenInMedicine", "#MedEd", "#Tweetorial")
CHOSEN, STATED = 0.9, 0.8

ROSA = Mentee(
    1,
    seeks={HEMEPATH: CHOSEN, MDS: CHOSEN, FIRST_PAPER: STATED},
    is_={HEMEPATH: STATED, WOMEN: CHOSEN},
    community={WOMEN: CHOSEN},
    kinds=0b0101,
    goals=0b0011,
    values=0b0111,
    languages=0b01,
    stage=2,
    institution=10,
    offset=-360,
    elsewhere=1.0,
    community_wish=0.5,
)
AZIZ = Mentor(
    2,
    offers={HEMEPATH: CHOSEN, MDS: STATED, MEDED: CHOSEN, TWEETORIAL: STATED},
    wants={WOMEN: CHOSEN},
    community={WOMEN: STATED},
    kinds=0b1001,
    goals=0b0001,
    values=0b0001,
    languages=0b11,
    stage=5,
    institution=20,
    offset=60,
    wanted_stages=0b1100,
    only_elsewhere=True,
    free_seats=2,
    load=1.0,
    asked=10,
    answered=9,
    prompt=8,
    accepted=5,
)
BERG = replace(
    AZIZ,
    person=3,
    offers={HEMEPATH: CHOSEN, MEDED: CHOSEN},
    community={},
    load=0.0,
    free_seats=3,
)
WORLD = World(6, (ROSA,), (AZIZ, BERG))
NIGHT = TagStatistics(
    version="example",
    offers=TagCounts(200, [40, 9, 60, 25, 80, 30], 5.0),
    is_=TagCounts(500, [90, 15, 30, 120, 100, 20], 4.0),
    community=TagCounts(200, [0, 0, 0, 50, 0, 0], 1.0),
    related=Ties.build(6, [FIRST_PAPER], [TWEETORIAL], [0.5]),
)


def cells(*values):
    return "| " + " | ".join(values) + " |"


def test_the_table_of_the_tags():
    pool = WORLD.pool()
    rarity = NIGHT.offers.rarity()
    wishes = sought(pool.mentees.seeks, NIGHT)
    worth = signals.saturated(pool.mentors.take(pool.mentor_indices([0])).offers, NIGHT.offers)
    given = dict(zip(AZIZ.offers, worth, strict=True))
    for tag, portion, strength, via in zip(
        wishes.tags, wishes.portion, wishes.strength, wishes.via, strict=True
    ):
        met = given.get(tag, 0.0)
        line = cells(
            NAMES[tag] if via == OWN else f"{NAMES[tag]}, by way of {NAMES[via]}",
            f"{NIGHT.offers.users[tag]} of 200",
            f"{rarity[tag]:.2f}",
            f"{strength}",
            f"{portion:.3f}",
            f"{met:.3f}" if met else "not offered",
            f"{portion * met:.3f}",
        )
        assert line in PAGE


@pytest.mark.parametrize("name", SIGNALS)
def test_the_table_of_the_signals(name):
    told = explain(WORLD.pool(), NIGHT, 0, 0)
    weight = getattr(DEFAULT_WEIGHTS, name)
    start = cells(name, f"{weight:g}", f"{told.signals[name]:.3f}", f"{told.shares[name]:.3f}")
    assert start in PAGE


def test_the_score_and_what_the_page_says_of_the_two():
    told = explain(WORLD.pool(), NIGHT, 0, 0)
    assert cells("**score**", "100", "", f"**{told.score:.3f}**") in PAGE
    assert [NAMES[tag.tag] for tag in told.shared_tags] == ["#MDS", "#HemePath", "#Tweetorial"]
    for tag in told.shared_tags:
        assert f"{NAMES[tag.tag]} adds {tag.share:.3f}" in PAGE
    assert told.unmet_tags == (FIRST_PAPER,)
    assert (told.hours_in_common, told.hours_ahead) == (5.0, 7.0)
    assert "five hours" in PAGE


def test_the_second_mentor_and_why_he_stands_lower():
    told = why_not(WORLD.pool(), NIGHT, 0, 1, k=1)
    assert told.rank == 2
    assert f"scores {told.explanation.score:.3f}" in PAGE
    assert f"{told.to_beat - told.explanation.score:.3f} short" in PAGE
    name, gain = next(iter(told.gains.items()))
    assert name == "hashtags"
    assert f"up to {gain:.3f}" in PAGE


def test_what_would_nearly_close_the_gap():
    better = replace(BERG, offers=BERG.offers | {MDS: STATED})
    was = why_not(WORLD.pool(), NIGHT, 0, 1, k=1)
    now = why_not(replace(WORLD, mentors=(AZIZ, better)).pool(), NIGHT, 0, 1, k=1)
    brought = now.explanation.shares["hashtags"] - was.explanation.shares["hashtags"]
    assert 0.45 < brought / was.gains["hashtags"] < 0.55
    gap = was.to_beat - was.explanation.score
    assert 0.9 < brought / gap < 1.0


def test_relatives_count_as_the_page_says():
    told = [f"{part:.0%}".replace("%", " percent") for part in RELATED_PART[1:]]
    assert f"{', '.join(told[:-1])} and {told[-1]}" in PAGE


def test_a_community_he_does_not_show_costs_what_the_page_says():
    told = why_not(WORLD.pool(), NIGHT, 0, 1, k=1)
    assert f"community` signal is {told.explanation.signals['community']:.1f}" in PAGE


def test_both_sides_rank_as_the_page_says():
    for name in SIGNALS:
        of_both = [getattr(weights, name) for weights in (MENTEE_WEIGHTS, MENTOR_WEIGHTS)]
        assert cells(name, *(f"{weight:g}" for weight in of_both)) in PAGE
        assert sum(of_both) / 2 == getattr(DEFAULT_WEIGHTS, name)


def test_every_rule_and_signal_has_its_place_on_the_page():
    for name in (*SIGNALS, *Rule):
        assert f"`{name}`" in PAGE


@pytest.mark.parametrize("evidence", Evidence)
def test_the_table_of_evidence(evidence):
    months = round(HALF_LIFE_DAYS[evidence] / 365 * 12)
    half_life = f"{months // 12} years" if months >= 12 else f"{months} months"
    row = next(line for line in PAGE.splitlines() if line.startswith(f"| `{evidence}`"))
    assert row.endswith(f" | {tie_strength(evidence, 0)} | {half_life} |")


def test_the_numbers_in_the_text():
    newcomer = signals.answers(*(np.array([0]) for _ in range(4)))[0]
    assert f"at {newcomer:.3f}" in PAGE
    assert f"within {PROMPT_DAYS} days" in PAGE
    assert sum(vars(DEFAULT_WEIGHTS).values()) == 100
