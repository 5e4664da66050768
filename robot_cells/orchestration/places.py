"""Where a product can stand inside a cell."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from robot_cells.ids import CellId


class PlaceKind(Enum):
    """The three places of a cell."""

    INPUT = "input"
    """In the input buffer, before the work."""
    STATION = "station"
    """Where the work is done; room for one product."""
    OUTPUT = "output"
    """In the output buffer, after the work."""


@dataclass(frozen=True, slots=True)
class Place:
    """One place of one cell."""

    cell: CellId
    kind: PlaceKind
