"""Functions that Numba compiles: the one door to it.

A compiled function releases Python's lock, so that threads made for one call run side by side. None
uses Numba's own threads, which do not survive the fork of a worker process.
"""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

import numba

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")


def compiled(function: Callable[Parameters, Result]) -> Callable[Parameters, Result]:
    """`function` in machine code, compiled when first called with new types and then kept.

    The compiled code is kept in the folder that NUMBA_CACHE_DIR names, else beside the source.
    """
    kernel: Callable[Parameters, Result] = numba.njit(cache=True, nogil=True)(function)
    return kernel
