"""A production line (ISA-95): cells, vehicles, and how far apart they stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from robot_cells.ids import CellId, LineId
from robot_cells.lines.cell import Cell
from robot_cells.lines.scheduling import Scheduling
from robot_cells.lines.vehicle import Vehicle
from robot_cells.lines.zone import Zone

TRANSPORT = "transport"
"""The capability that every vehicle has."""


@dataclass(frozen=True, slots=True)
class Line:
    """The plant. Without vehicles products change cells by themselves and at once (a public benchmark).

    `distances_m` gives driving distances in metres keyed (from, to) where they differ from the rectilinear distance
    between the cells' poses. `wip_limit` bounds the jobs that are on the floor at once; None is unbounded. `zones` are
    what capabilities may lock. A question that nobody has answered for `escalate_s` seconds (0: never) is escalated to
    `escalate_to`, where recipe or process say nothing else. `scheduling` says how it is scheduled while it runs.
    """

    id: LineId
    cells: tuple[Cell, ...]
    vehicles: tuple[Vehicle, ...] = ()
    distances_m: Mapping[tuple[CellId, CellId], float] = field(default_factory=dict)
    wip_limit: int | None = None
    description: str = ""
    zones: tuple[Zone, ...] = ()
    escalate_s: float = 0.0
    escalate_to: str = ""
    scheduling: Scheduling = Scheduling()

    def cell(self, cell: CellId) -> Cell:
        """The cell of that id; raises `KeyError` when the line has it not."""
        for item in self.cells:
            if item.id == cell:
                return item
        raise KeyError(cell)

    def cells_with(self, capability: str) -> tuple[Cell, ...]:
        """All cells that offer a capability, in the order of the document."""
        return tuple(cell for cell in self.cells if cell.capability(capability) is not None)

    def distance_m(self, origin: CellId, target: CellId) -> float:
        """Driving distance between two cells in metres: the document's, else rectilinear between their poses."""
        if origin == target:
            return 0.0
        stated = self.distances_m.get((origin, target), self.distances_m.get((target, origin)))
        if stated is not None:
            return stated
        a, b = self.cell(origin).pose, self.cell(target).pose
        return abs(a.x_m - b.x_m) + abs(a.y_m - b.y_m)

    def travel_s(self, vehicle: Vehicle, origin: CellId, target: CellId) -> float:
        """Nominal driving time of a vehicle between two cells in seconds, without transfers."""
        return self.distance_m(origin, target) / vehicle.speed_mps
