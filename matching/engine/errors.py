"""The engine's named exceptions; every refusal says which input was wrong."""


class EngineError(Exception):
    """Something given to the engine cannot be scored."""


class BadArray(EngineError):
    """An array has the wrong type, shape or values. `array` is its name, e.g. `mentors.load`."""

    def __init__(self, array: str, problem: str) -> None:
        super().__init__(f"{array} {problem}")
        self.array = array
        self.problem = problem


class BadWeights(EngineError):
    """A weight is negative or not a number, or all of them are zero."""


class BadStatistics(EngineError):
    """Tag statistics contradict themselves or do not cover the tags of the pool."""


class UnknownPerson(EngineError):
    """An index names nobody in the pool."""


class ExcludedPair(EngineError):
    """A hard rule keeps these two apart, so there is no score to explain; `why_not` says which."""


class BadTerms(EngineError):
    """What is asked of a cohort contradicts itself or the rules: a pin, a cap, a list, a knob."""
