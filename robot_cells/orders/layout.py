"""What a finished product looks like from above: the source of the golden sample, the picture and the taught places.

Frame `tray`: origin at the tray's lower left corner seen from above, x along the width, y along the depth, metres;
rotations in radians, counter-clockwise.
"""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PlaceTolerance:
    """How far a part may stand from its place, and be turned; None: as is said elsewhere."""

    offset_m: float | None = None
    rotation_rad: float | None = None


@dataclass(frozen=True, slots=True)
class ModuleSocket:
    """What a module is let into: so deep, and wider than it by `clearance_m` in all, in metres."""

    depth_m: float
    clearance_m: float = 0.0003


@dataclass(frozen=True, slots=True)
class Module:
    """A part that is placed: processor board, memory bank, drive, power board, cold plate. Centre, size, rotation.

    `socket`: None where it lies flat.
    `height_m` and `mass_kg` are None where the document leaves them to the type (robot_cells/orders/part_sizes.py).
    """

    id: str
    type: str
    x_m: float
    y_m: float
    width_m: float
    depth_m: float
    rotation_rad: float = 0.0
    tolerance: PlaceTolerance = PlaceTolerance()
    height_m: float | None = None
    mass_kg: float | None = None
    socket: ModuleSocket | None = None


@dataclass(frozen=True, slots=True)
class Screw:
    """A screw that holds the module `holds`."""

    id: str
    holds: str
    x_m: float
    y_m: float
    diameter_m: float = 0.006


@dataclass(frozen=True, slots=True)
class Coupling:
    """A quick-disconnect coupling of the liquid loop."""

    id: str
    x_m: float
    y_m: float
    diameter_m: float = 0.018


@dataclass(frozen=True, slots=True)
class Cable:
    """A cable between two connectors, given by its two ends."""

    id: str
    x1_m: float
    y1_m: float
    x2_m: float
    y2_m: float

    @property
    def direction_rad(self) -> float:
        """The direction from its first end to its second."""
        return math.atan2(self.y2_m - self.y1_m, self.x2_m - self.x1_m)

    @property
    def length_m(self) -> float:
        """Between the middles of its plugs."""
        return math.hypot(self.x2_m - self.x1_m, self.y2_m - self.y1_m)

    @property
    def leaving_rad(self) -> tuple[float, float]:
        """The directions in which it leaves its connectors: along the nearer axis of the tray, to each other."""
        dx, dy = self.x2_m - self.x1_m, self.y2_m - self.y1_m
        first = math.atan2(0.0, dx) if abs(dx) >= abs(dy) else math.atan2(dy, 0.0)
        return first, first + math.pi


@dataclass(frozen=True, slots=True)
class CodeMark:
    """Where the code with the serial number is printed; centre and edge length."""

    x_m: float
    y_m: float
    size_m: float


@dataclass(frozen=True, slots=True)
class Layout:
    """The whole tray; `tolerance` is for all modules that have none of their own."""

    width_m: float
    depth_m: float
    code: CodeMark
    modules: tuple[Module, ...] = ()
    screws: tuple[Screw, ...] = ()
    couplings: tuple[Coupling, ...] = ()
    cables: tuple[Cable, ...] = ()
    tolerance: PlaceTolerance = PlaceTolerance()
