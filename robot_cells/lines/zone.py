"""A part of the floor, or a device, that several cells use: who needs it for an attempt locks it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from robot_cells.ids import CellId, ZoneId


class LockMode(Enum):
    """With whom a zone may be shared."""

    EXCLUSIVE = "exclusive"
    """With nobody."""
    SHARED = "shared"
    """With all others who share it."""


@dataclass(frozen=True, slots=True)
class Lock:
    """A zone that an attempt needs for itself, or may share."""

    zone: ZoneId
    mode: LockMode = LockMode.EXCLUSIVE


@dataclass(frozen=True, slots=True)
class Zone:
    """`cells` are those that reach in; none named is not stated.

    `capacity` is how many may share it at once, as two operators serve two cells; None is any number.
    """

    id: ZoneId
    description: str = ""
    cells: tuple[CellId, ...] = ()
    capacity: int | None = None
