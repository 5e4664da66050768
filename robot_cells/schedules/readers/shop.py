"""A public instance as it stands in its file: machines by number, durations in the file's units."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

Alternatives = dict[int, float]
"""Machine, numbered from 0, by duration in the file's units, for one operation."""


class ShopKind(StrEnum):
    """Which problem it is, by the short names of the literature."""

    JOB_SHOP = "JSP"
    """Each operation on one machine."""
    FLEXIBLE = "FJSP"
    """Operations with alternative machines."""
    TRANSPORT = "JSPT"
    """A job shop in which vehicles carry the pieces."""


@dataclass(frozen=True, slots=True)
class Shop:
    """Jobs in the order of the file, each a chain of operations. `notes` say how the file was understood."""

    name: str
    kind: ShopKind
    machines: int
    jobs: tuple[tuple[Alternatives, ...], ...]
    notes: tuple[str, ...] = ()
