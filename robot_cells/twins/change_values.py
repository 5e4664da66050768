"""Reading the values of changes; each raises `ValueError` that says what is wanted."""

from __future__ import annotations

import math
from collections.abc import Callable

NOTHING = ("none", "null")


def whole_number(text: str) -> int:
    """A whole number."""
    try:
        return int(text)
    except ValueError:
        raise ValueError("a whole number is wanted") from None


def at_least_one(text: str) -> int:
    """A whole number from 1."""
    found = whole_number(text)
    if found < 1:
        raise ValueError("it must be 1 or more")
    return found


def optional_count(text: str) -> int | None:
    """A whole number from 1, or `none` for no limit."""
    return None if text.lower() in NOTHING else at_least_one(text)


def optional_number(text: str) -> float | None:
    """A number above 0, or `none`."""
    return None if text.lower() in NOTHING else number_from(0.001)(text)


def number_from(least: float) -> Callable[[str], float]:
    """A reader of finite numbers from `least`."""

    def read(text: str) -> float:
        """The number; raises `ValueError` that says what is wanted."""
        try:
            found = float(text)
        except ValueError:
            raise ValueError("a number is wanted") from None
        if not math.isfinite(found) or found < least:
            raise ValueError(f"it must be {least:g} or more")
        return found

    return read


def share(text: str) -> float:
    """A number from 0 to 1."""
    found = number_from(0.0)(text)
    if found > 1.0:
        raise ValueError("it must be 1 or less")
    return found
