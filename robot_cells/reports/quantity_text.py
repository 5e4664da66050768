"""Values with their units as people read them: `8.638 mm`, `200 kPa`, `11.4 to 12.6 V`."""

from __future__ import annotations

from robot_cells.reports.number_text import number_text

PREFIXES = ((1e6, "M"), (1e3, "k"), (1.0, ""), (1e-3, "m"), (1e-6, "µ"), (1e-9, "n"))
"""SI prefixes of units, the largest first."""
WITHOUT_PREFIX = frozenset({"", "1", "K", "dB", "%"})
_SIGNS = (("m3", "m³"), (".", "·"))


def prefix_for(largest: float) -> tuple[float, str]:
    """Factor and SI prefix that make a figure short; none from a tenth up to a thousand."""
    size = abs(largest)
    if 0.1 <= size < 1000.0 or size == 0.0:
        return 1.0, ""
    return next(((factor, prefix) for factor, prefix in PREFIXES if size >= factor), PREFIXES[-1])


def unit_text(unit: str) -> str:
    """A unit with its proper signs (`N·m`, `Pa·m³/s`); a mere number has none."""
    for written, sign in _SIGNS:
        unit = unit.replace(written, sign)
    return "" if unit == "1" else unit


def quantity_text(value: float | None, unit: str) -> str:
    """A value with its unit, four significant digits."""
    if value is None:
        return "no value"
    factor, prefix = (1.0, "") if unit in WITHOUT_PREFIX else prefix_for(value)
    return f"{number_text(value / factor)} {prefix}{unit_text(unit)}".rstrip()


def limits_text(low: float | None, high: float | None, unit: str) -> str:
    """What a value may be; empty where there are no limits."""
    if low is not None and high is not None:
        return f"{quantity_text(low, unit)} to {quantity_text(high, unit)}"
    if low is not None:
        return f"≥ {quantity_text(low, unit)}"
    return "" if high is None else f"≤ {quantity_text(high, unit)}"
