"""Seconds as whole nanoseconds: exact for everything that is given in decimal fractions down to one."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from robot_cells.schedules.general.kernels.shapes import Real, Whole

NANOSECONDS = 1_000_000_000


def nanoseconds(seconds: Sequence[float] | Real) -> Whole:
    """The nearest nanoseconds; of two that are as near the even one."""
    return np.rint(np.array(seconds, dtype=np.float64) * NANOSECONDS).astype(np.int64)


def nanosecond(seconds: float) -> int:
    """The same for one time."""
    return round(seconds * NANOSECONDS)
