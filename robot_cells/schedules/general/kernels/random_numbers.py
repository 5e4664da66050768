"""Random numbers from a state that is handed in: the same on every machine.

G. Marsaglia, "Xorshift RNGs", Journal of Statistical Software 8 (2003).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from robot_cells.schedules.compiled import in_place

Dice = npt.NDArray[np.uint64]
"""One number, never 0: the state."""


@in_place
def draw(dice: Dice, count: int) -> int:
    """A whole number from 0 up to, not including, `count`."""
    return int(uniform(dice) * count)


@in_place
def uniform(dice: Dice) -> float:
    """A number from 0 up to, not including, 1."""
    x = dice[0]
    x ^= x << np.uint64(13)
    x ^= x >> np.uint64(7)
    x ^= x << np.uint64(17)
    dice[0] = x
    return float(np.int64(x >> np.uint64(11)) * (1.0 / 9007199254740992.0))
