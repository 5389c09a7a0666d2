"""Numbers that add up exactly, whatever the order.

Weights, each tag's portion and each saturated strength are whole multiples of 1/65,536. A product
of three of them is a whole multiple of 2**-48, and sums of such products up to 1 fit the 53 bits
of a double without rounding. So a score is the same bit for bit in any order of people, tags,
chunks or threads, and its shares sum to it exactly.
"""

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Fits = npt.NDArray[np.int32]
Masks = npt.NDArray[np.uint64]
Keys = npt.NDArray[np.uint64]
Flags = npt.NDArray[np.bool_]

STEPS = 65_536.0


def on_grid(values: Floats) -> Floats:
    """The nearest multiples of 1/65,536 (ties to even); same shape, float64."""
    scaled = values * STEPS
    np.rint(scaled, out=scaled)
    scaled /= STEPS
    return scaled


def down_to_grid(values: Floats) -> Floats:
    """The largest multiples of 1/65,536 not above `values`, so that parts never exceed a whole."""
    scaled = values * STEPS
    np.floor(scaled, out=scaled)
    scaled /= STEPS
    return scaled
