"""How exactly times are compared."""

from __future__ import annotations

TOLERANCE_S = 5e-6
"""Seconds. A constraint has at most four terms that an engine has rounded to a microsecond; sums add noise."""


def differ(one: float, other: float) -> bool:
    """Whether two figures are not the same; long sums are compared by their size (1e-9 of it)."""
    return abs(one - other) > TOLERANCE_S + 1e-9 * max(abs(one), abs(other))
