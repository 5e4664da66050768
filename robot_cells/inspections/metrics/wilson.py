"""How far a rate may be from what was counted."""

from __future__ import annotations

import math


def wilson_interval(events: int, trials: int, z: float = 1.96) -> tuple[float, float]:
    """Bounds of a rate at the confidence of `z` (Wilson, J. Am. Stat. Assoc. 22, 1927); (0, 1) without trials."""
    if trials == 0:
        return 0.0, 1.0
    share, square = events / trials, z * z / trials
    middle, half = share + square / 2, z * math.sqrt(share * (1 - share) / trials + square / (4 * trials))
    return max(0.0, (middle - half) / (1 + square)), min(1.0, (middle + half) / (1 + square))
