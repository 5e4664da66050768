"""How sure a rate is that was counted."""

from __future__ import annotations

import math


def wilson_interval(events: int, trials: int, z: float = 1.96) -> tuple[float, float]:
    """Bounds of a rate at the confidence of `z` (Wilson, J. Am. Stat. Assoc. 22, 1927); (0, 1) without trials."""
    if trials == 0:
        return (0.0, 1.0)
    share, weight = events / trials, z * z / trials
    centre = (share + weight / 2) / (1 + weight)
    half = z / (1 + weight) * math.sqrt(share * (1 - share) / trials + weight / (4 * trials))
    return (max(0.0, centre - half), min(1.0, centre + half))
