"""Values as people read them."""

from __future__ import annotations

DIGITS = 4
"""Numbers are shown with so many significant digits."""


def number_text(value: object) -> str:
    """A value in short: yes and no, four significant digits, anything else as it is."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.{DIGITS}g}"
    return str(value)
