"""Names for the kinds of arrays that the simulator passes around."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Singles = npt.NDArray[np.float32]
Longs = npt.NDArray[np.int64]
Ints = npt.NDArray[np.int32]
Bytes = npt.NDArray[np.uint8]
Shorts = npt.NDArray[np.uint16]
Bools = npt.NDArray[np.bool_]

SLOTS = 256
"""Places in a lookup table that turns one random byte into a choice."""


def choice_table(chances: Floats) -> Bytes:
    """Return, for each row of chances (adding up to 1), 256 choices in about these shares."""
    edges = np.cumsum(chances, axis=1)
    places = (np.arange(SLOTS) + 0.5) / SLOTS
    table = np.zeros((len(chances), SLOTS), dtype=np.uint8)
    for column in range(chances.shape[1] - 1):
        table += places >= edges[:, column, None]
    return table


def normal_quantiles(count: int) -> Floats:
    """Return `count` equally likely values of the standard normal distribution, ascending."""
    grid = np.linspace(-6, 6, 24_001)
    density = np.exp(-grid * grid / 2)
    below = np.cumsum(density) - density / 2
    return np.interp((np.arange(count) + 0.5) / count, below / density.sum(), grid)
