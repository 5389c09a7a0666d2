"""Whether a kernel is worth compiling for the work at hand."""

from collections.abc import Callable
from functools import cache
from types import FunctionType
from typing import Any, ParamSpec, TypeVar, cast

import numpy as np

FEW = 1024

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")


def suited(kernel: Callable[Parameters, Result], pairs: int) -> Callable[Parameters, Result]:
    """The compiled kernel as it is, or as Python runs it, where pairs are few.

    Interpreted it is slower by far, but there at once: for a few hundred pairs it is done long
    before a compiler would be. It is the same code in whole numbers, so the result is the same.
    """
    if pairs > FEW:
        return kernel
    plain = cast(Callable[Parameters, Result], _interpreted(kernel))

    def run(*args: Parameters.args, **kwargs: Parameters.kwargs) -> Result:
        with np.errstate(over="ignore"):  # keys wrap around, as they do in compiled code
            return plain(*args, **kwargs)

    return run


@cache
def _interpreted(kernel: Any) -> Any:
    """The function behind a compiled one, with those that it calls interpreted as well."""
    plain = kernel.py_func
    names = {
        name: _interpreted(value) if hasattr(value, "py_func") else value
        for name, value in plain.__globals__.items()
        if name in plain.__code__.co_names
    }
    return FunctionType(plain.__code__, names, plain.__name__, plain.__defaults__)
