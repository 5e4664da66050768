"""Random numbers that belong to a thing, not to an order of drawing.

What is drawn for a task on a cell depends on the seed and on the names alone. So a change somewhere else on the line
leaves it as it was (common random numbers: A. M. Law, Simulation Modeling and Analysis, 5th ed., section 11.2), and a
what-if shows the effect of the change and not of other luck.
"""

from __future__ import annotations

import hashlib
import math

_PARTS = 4
_SCALE = 1.0 / 2.0**32


def uniforms(seed: int, *names: str) -> tuple[float, float, float, float]:
    """Four independent numbers, 0 inclusive to 1 exclusive, for these names; the same on every machine."""
    digest = hashlib.blake2b("\n".join((str(seed), *names)).encode(), digest_size=4 * _PARTS).digest()
    first, second, third, fourth = (
        int.from_bytes(digest[4 * part : 4 * part + 4], "big") * _SCALE for part in range(_PARTS)
    )
    return first, second, third, fourth


def exponential(uniform: float, mean: float) -> float:
    """An exponentially distributed number of that mean, by inversion."""
    return -mean * math.log1p(-uniform)
