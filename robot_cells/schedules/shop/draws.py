"""Random numbers of the compiled search: xorshift64* (S. Vigna, ACM Transactions on Mathematical Software 42, 2016).

The state is an array of one, so that a search takes up where it stopped, with the same numbers on every machine.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from robot_cells.schedules.compiled import kernel

Draws = NDArray[np.uint64]


def seeded(seed: int) -> Draws:
    """A state for this seed: splitmix64 of it (S. Vigna), so that neighbouring seeds have nothing in common."""
    mask = 2**64 - 1
    mixed = (seed + 0x9E3779B97F4A7C15) & mask
    mixed = ((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9) & mask
    mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & mask
    return np.array([(mixed ^ (mixed >> 31)) or 1], np.uint64)


@kernel
def drawn(draws: Draws, below: int) -> int:
    """A whole number from 0 up to, not including, `below`, which is less than 2**31."""
    state = draws[0]
    state ^= state >> np.uint64(12)
    state ^= state << np.uint64(25)
    state ^= state >> np.uint64(27)
    draws[0] = state
    high = np.int64((state * np.uint64(2685821657736338717)) >> np.uint64(33))
    return (high * below) >> 31  # type: ignore[return-value]
