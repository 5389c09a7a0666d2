"""How strong a tie to a tag is, by what it rests on and how old that is."""

import math
from enum import StrEnum


class Evidence(StrEnum):
    """What a tie to a tag rests on."""

    CONFIRMED = "confirmed"
    CHOSEN = "chosen"
    STATED = "stated"
    USED = "used"


FRESH_STRENGTH = {
    Evidence.CONFIRMED: 1.0,
    Evidence.CHOSEN: 0.9,
    Evidence.STATED: 0.8,
    Evidence.USED: 0.4,
}
HALF_LIFE_DAYS = {
    Evidence.CONFIRMED: 1460.0,
    Evidence.CHOSEN: 1460.0,
    Evidence.STATED: 1460.0,
    Evidence.USED: 180.0,
}
FAINTEST = 0.01


def tie_strength(evidence: Evidence, age_days: float) -> float:
    """Strength within (0, 1] of evidence last seen `age_days` ago (negative ages count as 0).

    What a person said of herself fades over years, what she merely used in writing over months.
    A mentee's confirmation weighs most, then a choice from a list, a bio, use in writing.
    """
    halvings = max(age_days, 0.0) / HALF_LIFE_DAYS[evidence]
    return max(FRESH_STRENGTH[evidence] * math.exp2(-halvings), FAINTEST)
