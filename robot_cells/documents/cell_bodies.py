"""A cell of the line document as it stands in space, for the checks that look at bodies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from robot_cells.documents.document import Document, KeyPath
from robot_cells.documents.problem import Problem
from robot_cells.lines.cell import Cell
from robot_cells.lines.device import Device, DeviceKind
from robot_cells.orders.layout import Layout
from robot_cells.scenes.cell_plan import CellPlan, device_of


@dataclass(frozen=True, slots=True)
class CellBodies:
    """The cell at `index` of a line document, its plan, and the layouts of the line's products by their names."""

    document: Document
    index: int
    plan: CellPlan
    layouts: Mapping[str, Layout]

    @property
    def cell(self) -> Cell:
        """The cell itself."""
        return self.plan.cell

    def first(self, kind: DeviceKind) -> Device | None:
        """Its first device of a kind, as the skills take it."""
        return device_of(self.cell, kind)

    def problem(self, path: KeyPath, what: str, remedy: str) -> Problem:
        """A problem at a key path below the cell."""
        return self.document.problem(("cells", self.index, *path), what, remedy)

    def device_problem(self, device: Device, keys: KeyPath, what: str, remedy: str) -> Problem:
        """A problem at a key below the `parameters` of a device of the cell."""
        place = self.cell.devices.index(device)
        return self.problem(("devices", place, "parameters", *keys), f"{self.cell.id}/{device.id}: {what}", remedy)
