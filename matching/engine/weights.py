"""How much each signal counts."""

import math
from dataclasses import asdict, dataclass

from matching.engine.errors import BadWeights
from matching.engine.grid import STEPS

LARGEST = 1e9


@dataclass(frozen=True)
class Weights:
    """Weights of the signals in `signals.py`, one field each; only their proportions matter.

    The defaults sum to 100, so each reads as a percentage. Raises BadWeights for a negative
    weight, NaN, a weight above a billion, or nothing but zeros.
    """

    hashtags: float = 46.0
    wanted: float = 6.0
    community: float = 4.0
    kinds: float = 8.0
    goals: float = 4.0
    values: float = 4.0
    stage: float = 6.0
    hours: float = 5.0
    language: float = 7.0
    elsewhere: float = 3.0
    room: float = 2.0
    answers: float = 5.0

    def __post_init__(self) -> None:
        for name, weight in asdict(self).items():
            if not 0 <= weight <= LARGEST:
                raise BadWeights(f"The weight of {name} must be a number from 0 to {LARGEST:g}.")
        if not any(asdict(self).values()):
            raise BadWeights("At least one weight must be above 0.")

    def portions(self) -> dict[str, float]:
        """Each signal's portion of the score: multiples of 1/65,536 that sum to exactly 1.

        Largest remainder; among equal remainders the signal named first wins.
        """
        weights: dict[str, float] = asdict(self)
        total = math.fsum(weights.values())
        wished = {name: weight / total * STEPS for name, weight in weights.items()}
        steps = {name: math.floor(wish) for name, wish in wished.items()}
        left = int(STEPS) - sum(steps.values())
        for name in sorted(weights, key=lambda name: steps[name] - wished[name])[:left]:
            steps[name] += 1
        return {name: count / STEPS for name, count in steps.items()}


DEFAULT_WEIGHTS = Weights()
"""How a pair's fit is reported: the mean of how the two sides rank each other."""

MENTEE_WEIGHTS = Weights(
    hashtags=50.0,
    wanted=0.0,
    community=8.0,
    kinds=8.0,
    goals=4.0,
    values=4.0,
    stage=4.0,
    hours=4.0,
    language=6.0,
    elsewhere=6.0,
    room=2.0,
    answers=4.0,
)
"""How a mentee ranks mentors: by what she seeks and wishes, and by how reachable they are."""

MENTOR_WEIGHTS = Weights(
    hashtags=42.0,
    wanted=12.0,
    community=0.0,
    kinds=8.0,
    goals=4.0,
    values=4.0,
    stage=8.0,
    hours=6.0,
    language=8.0,
    elsewhere=0.0,
    room=2.0,
    answers=6.0,
)
"""How a mentor ranks mentees: by whom he wishes for and whether he can help with what they seek."""
