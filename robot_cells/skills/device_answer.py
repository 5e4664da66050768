"""Values out of a device's answer, which may hold anything."""

from __future__ import annotations

import math
from collections.abc import Mapping


def number_in(answer: Mapping[str, object], key: str) -> float:
    """The finite number under a key; raises `KeyError` when it is not there, `ValueError` when it is none."""
    value = answer[key]
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError(f"{key} is {value!r}, no number")
    return float(value)
