"""A work cell (ISA-95): one station, its devices, what it can do, and the buffers before and after it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from robot_cells.ids import CellId, DeviceId, ProductId
from robot_cells.lines.buffer import Buffer
from robot_cells.lines.capability import Capability
from robot_cells.lines.cell_file import CellFile
from robot_cells.lines.cell_kind import CellKind
from robot_cells.lines.device import Device
from robot_cells.lines.pose import Pose2D
from robot_cells.lines.working_times import ALWAYS, WorkingTimes


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell; works on one product at a time.

    `changeovers_s` gives the set-up time in seconds between products, keyed (from, to); a missing pair costs nothing.
    In `working_times` nothing is begun that could not be ended before the cell closes. `model` stands for the furniture
    that the project would make up (docs/scenes.md).
    """

    id: CellId
    kind: CellKind
    capabilities: tuple[Capability, ...]
    devices: tuple[Device, ...] = ()
    input_buffer: Buffer = Buffer()
    output_buffer: Buffer = Buffer()
    pose: Pose2D = Pose2D(0.0, 0.0)
    changeovers_s: Mapping[tuple[ProductId, ProductId], float] = field(default_factory=dict)
    working_times: WorkingTimes = ALWAYS
    model: CellFile | None = None

    def capability(self, name: str) -> Capability | None:
        """The capability of that name, or None when the cell has it not."""
        return next((item for item in self.capabilities if item.name == name), None)

    def device(self, device: DeviceId) -> Device | None:
        """The device of that id, or None when the cell has it not."""
        return next((item for item in self.devices if item.id == device), None)
