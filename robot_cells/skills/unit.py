"""Units of measurement: SI only, parsed so that a torque is never handed in where an angle is wanted."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

_BASE = ("m", "s", "kg", "A", "K", "rad", "px")
_DERIVED: Mapping[str, Mapping[str, int]] = {
    "Hz": {"s": -1},
    "N": {"kg": 1, "m": 1, "s": -2},
    "Pa": {"kg": 1, "m": -1, "s": -2},
    "J": {"kg": 1, "m": 2, "s": -2},
    "W": {"kg": 1, "m": 2, "s": -3},
    "V": {"kg": 1, "m": 2, "s": -3, "A": -1},
    "ohm": {"kg": 1, "m": 2, "s": -3, "A": -2},
}
"""SI derived units as products of base units (BIPM, The International System of Units, 9th edition, table 4).

The radian counts as a base unit here: SI calls it dimensionless, and would let an angle pass as a count."""

_SUFFIXES: Mapping[str, str] = {
    "pa_m3_s": "Pa.m3/s",
    "nm_rad": "N.m/rad",
    "rad_s": "rad/s",
    "mps": "m/s",
    "mps2": "m/s2",
    "m3": "m3",
    "rad": "rad",
    "nm": "N.m",
    "pa": "Pa",
    "kg": "kg",
    "px": "px",
    "m": "m",
    "s": "s",
    "n": "N",
}
"""The last parts of names that carry a unit, the longest first."""
_FACTOR = re.compile(r"([A-Za-z]+)(-?\d)?")
_USUAL = ("N.m/rad", "N.m", "Pa.m3/s", "m3", "m2", "m/s2", "m/s", "rad/s2", "rad/s", "N/m", "Pa/s", "kg/s", *_DERIVED)


@dataclass(frozen=True, slots=True)
class Unit:
    """A product of powers of base units; `powers` is sorted and holds no power of zero. Empty is dimensionless."""

    powers: tuple[tuple[str, int], ...] = ()

    @property
    def is_dimensionless(self) -> bool:
        """Whether this is the unit of a mere number."""
        return not self.powers

    def __mul__(self, other: Unit) -> Unit:
        return _unit_of(_sum(dict(self.powers), dict(other.powers), 1))

    def __truediv__(self, other: Unit) -> Unit:
        return _unit_of(_sum(dict(self.powers), dict(other.powers), -1))

    def __str__(self) -> str:
        usual = next((text for text in _USUAL if parse_unit(text) == self), None)
        if usual is not None:
            return usual
        return ".".join(base if power == 1 else f"{base}{power}" for base, power in self.powers) or "a mere number"


@lru_cache(maxsize=256)
def parse_unit(text: str) -> Unit:
    """The unit of a text such as `N.m`, `m/s2` or `Pa.m3/s`; the empty text is dimensionless.

    Everything after a stroke is divided by. Raises `ValueError` with the units that there are.
    """
    powers: dict[str, int] = {}
    if text in ("", "1"):
        return Unit()
    for place, part in enumerate(text.split("/")):
        for factor in part.split("."):
            if place == 0 and factor == "1":
                continue
            powers = _sum(powers, _factor_powers(factor, text), -1 if place else 1)
    return _unit_of(powers)


def unit_of_name(name: str) -> Unit | None:
    """The unit that a name carries by convention (`x_m`, `target_torque_nm`), None where it carries none."""
    for suffix, unit in _SUFFIXES.items():
        if name.endswith(f"_{suffix}") and len(name) > len(suffix) + 1:
            return parse_unit(unit)
    return None


def _factor_powers(factor: str, text: str) -> dict[str, int]:
    match = _FACTOR.fullmatch(factor)
    symbol = match.group(1) if match else factor
    power = int(match.group(2) or 1) if match else 1
    if symbol in _BASE:
        return {symbol: power}
    if symbol in _DERIVED:
        return {base: exponent * power for base, exponent in _DERIVED[symbol].items()}
    known = ", ".join((*_BASE, *_DERIVED))
    raise ValueError(f"`{symbol}` in `{text}` is no SI unit; there are {known}, joined by `.` and `/`, e.g. `N.m`")


def _sum(left: Mapping[str, int], right: Mapping[str, int], sign: int) -> dict[str, int]:
    return {base: left.get(base, 0) + sign * right.get(base, 0) for base in {*left, *right}}


def _unit_of(powers: Mapping[str, int]) -> Unit:
    return Unit(tuple(sorted((base, power) for base, power in powers.items() if power)))
