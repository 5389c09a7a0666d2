"""Functions that Numba compiles: the one door to it.

A compiled function releases Python's lock, so that threads made for one call run side by side. None
uses Numba's own threads, which do not survive the fork of a worker process.
"""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import numba
from numba.extending import intrinsic

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")


def compiled(function: Callable[Parameters, Result]) -> Callable[Parameters, Result]:
    """`function` in machine code, compiled when first called with new types and then kept.

    The compiled code is kept in the folder that NUMBA_CACHE_DIR names, else beside the source.
    """
    kernel: Callable[Parameters, Result] = numba.njit(cache=True, nogil=True)(function)
    return kernel


def instructions(function: Callable[..., Any]) -> Any:
    """A function for compiled functions, of which `function` gives the types and the machine code.

    For what Numba has no words for; see `numba.extending.intrinsic`.
    """
    return intrinsic(function)


@instructions
def lent(typing: Any, array: Any) -> Any:
    """Inside a compiled function, an array that is not counted as used.

    Counting makes threads wait for each other at every array they share. Only for what the caller
    holds until the function returns.
    """

    def code(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        (held,) = values
        counter = 0  # the place of the counter in Numba's structure of an array
        return builder.insert_value(held, held.type.elements[counter](None), counter)

    return array(array), code


def _sources() -> str:
    """A name for the sources of all compiled functions as they are."""
    found = hashlib.sha256()
    for source in sorted(Path(__file__).parent.rglob("*.py")):
        text = source.read_bytes()
        if b"@compiled" in text or source.parent.name == "kernels":
            found.update(text)
    return found.hexdigest()[:16]


# Numba keeps a function until the file it stands in changes, though it may call others elsewhere.
_settings: Any = numba.config
if _settings.CACHE_DIR:
    _settings.CACHE_DIR = str(Path(_settings.CACHE_DIR) / _sources())
