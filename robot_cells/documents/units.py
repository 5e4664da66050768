"""Units in key names: `duration_s` is in seconds, `x_m` in metres."""

from __future__ import annotations

from collections.abc import Iterable

UNIT_BY_SUFFIX = {
    "s": "s",
    "m": "m",
    "m3": "m3",
    "rad": "rad",
    "mps": "m/s",
    "mps2": "m/s2",
    "n": "N",
    "nm": "N.m",
    "pa": "Pa",
    "kg": "kg",
    "px": "px",
    "pa_m3_s": "Pa.m3/s",
}
"""Suffix of a key, and the unit that its value is in. Keys without one of these have no unit."""


def split_unit(key: str) -> tuple[str, str]:
    """A key without its unit suffix, and the unit; the unit is empty when the key has none."""
    for suffix in sorted(UNIT_BY_SUFFIX, key=len, reverse=True):
        base = key.removesuffix(f"_{suffix}")
        if base and base != key:
            return base, UNIT_BY_SUFFIX[suffix]
    return key, ""


def unit_of(key: str) -> str:
    """The unit that a key's value is in; empty when it has none."""
    return split_unit(key)[1]


def key_with_unit(key: str, known: Iterable[str]) -> str | None:
    """The known key that `key` stands for, with its unit missing or another one (`duration`, `duration_min`)."""
    bases = {split_unit(item)[0]: item for item in known if unit_of(item)}
    if key in bases:
        return bases[key]
    base, _, suffix = key.rpartition("_")
    return bases.get(base) if suffix.isalnum() else None
