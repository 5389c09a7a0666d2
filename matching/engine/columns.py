"""Checks that turn what a caller gives into read-only columns of one dtype."""

from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from matching.engine.errors import BadArray
from matching.engine.grid import Flags, Floats, Ints, Masks

INTEGER_KINDS = "iu"
Checked = TypeVar("Checked")


def _one_row(name: str, values: npt.ArrayLike, size: int | None) -> npt.NDArray[Any]:
    array = np.asarray(values)
    if array.ndim != 1:
        raise BadArray(name, f"has {array.ndim} dimensions, expected 1")
    if size is not None and array.shape[0] != size:
        raise BadArray(name, f"has {array.shape[0]} entries, expected {size}")
    return array


def _frozen(array: npt.NDArray[Any]) -> npt.NDArray[Any]:
    view = array.view()
    view.setflags(write=False)
    return view


def rows_of(checked: Checked, taken: dict[str, Any]) -> Checked:
    """Another of `checked`'s kind with the given fields, which are rows of its own.

    Rows of columns that passed their checks pass them again, so they are not looked at twice.
    """
    made: Checked = object.__new__(type(checked))
    for name, value in taken.items():
        if isinstance(value, np.ndarray):
            value.setflags(write=False)
        object.__setattr__(made, name, value)
    return made


def floats(
    name: str, values: npt.ArrayLike, size: int | None, low: float, high: float = np.inf
) -> Floats:
    """`values` as float64[size] within [low, high].

    Raises BadArray with `name` for another shape or type, NaN, an infinity or a value outside.
    """
    array = _one_row(name, values, size)
    if array.dtype.kind not in "fiu" and array.size:
        raise BadArray(name, f"holds {array.dtype}, expected numbers")
    column = array.astype(np.float64)
    if not np.isfinite(column).all():
        raise BadArray(name, "holds NaN or an infinity")
    if column.size and (column.min() < low or column.max() > high):
        raise BadArray(name, f"holds a value outside [{low:g}, {high:g}]")
    return _frozen(column)


def whole_numbers(
    name: str, values: npt.ArrayLike, size: int | None, low: int, high: int = 2**62
) -> Ints:
    """`values` as int64[size] within [low, high]; raises BadArray with `name` otherwise."""
    array = _one_row(name, values, size)
    if array.dtype.kind not in INTEGER_KINDS and array.size:
        raise BadArray(name, f"holds {array.dtype}, expected whole numbers")
    if array.size and (int(array.min()) < low or int(array.max()) > high):
        raise BadArray(name, f"holds a value outside [{low}, {high}]")
    return _frozen(array.astype(np.int64))


def masks(name: str, values: npt.ArrayLike, size: int | None) -> Masks:
    """`values` as uint64[size], 64 flags a person; raises BadArray for negatives or fractions."""
    array = _one_row(name, values, size)
    if array.dtype.kind not in INTEGER_KINDS and array.size:
        raise BadArray(name, f"holds {array.dtype}, expected whole numbers")
    if array.dtype.kind == "i" and array.size and int(array.min()) < 0:
        raise BadArray(name, "holds a negative number, expected bit masks")
    return _frozen(array.astype(np.uint64))


def flags(name: str, values: npt.ArrayLike, size: int | None) -> Flags:
    """`values` as bool[size]; raises BadArray for anything but booleans."""
    array = _one_row(name, values, size)
    if array.dtype.kind != "b" and array.size:
        raise BadArray(name, f"holds {array.dtype}, expected booleans")
    return _frozen(array.astype(np.bool_))
