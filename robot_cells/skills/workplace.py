"""What skills know of the cell they work in, and of the product before them."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from robot_cells.errors import ProcessError
from robot_cells.ids import AttemptId, DeviceId, ProductId, SerialNumber
from robot_cells.lines.device import Device
from robot_cells.motions.spot import PlaceSpot
from robot_cells.orders.layout import Layout
from robot_cells.skills.taken_picture import TakenPicture
from robot_cells.skills.ways import StraightWays, Ways


@dataclass(frozen=True, slots=True)
class TrayLocation:
    """Where the tray stands in the arm's frame `base`: its origin in metres, and its turn in radians."""

    x_m: float
    y_m: float
    yaw_rad: float


@dataclass(slots=True)
class Workplace:
    """One cell's working place; lives as long as the cell.

    `joints_rad` is where each arm was left, as far as known; `spots` says of those that were left over or at a place
    which that is nominally, and `held` which part type an arm has in its hand. `ways` knows how arms may move here.
    `speed` is how many seconds of line time pass in a second of real
    time, in which messages travel: 1 with real equipment.
    """

    cell: str
    devices: tuple[Device, ...] = ()
    joints_rad: dict[DeviceId, tuple[float, ...]] = field(default_factory=dict)
    spots: dict[DeviceId, PlaceSpot] = field(default_factory=dict)
    held: dict[DeviceId, str] = field(default_factory=dict)
    speed: float = 1.0
    ways: Ways = field(default_factory=StraightWays)

    def device(self, name: str) -> Device:
        """The device of that id, else the first of that kind; raises `ProcessError` when the cell has neither."""
        for device in self.devices:
            if device.id == name:
                return device
        for device in self.devices:
            if device.kind.value == name:
                return device
        raise ProcessError(
            f"There is no device of the id or kind `{name}`.",
            where=f"cell {self.cell}",
            remedy="Name one under `devices` in the line document.",
        )


@dataclass(slots=True)
class Workpiece:
    """The product of one attempt: who it is, where it stands once `take_in` has located it, its latest picture.

    `attempt` names the evidence. `picture` is told by its topic, or is there itself where it was on none: (height,
    width, 3) uint8, channels blue, green, red.
    """

    serial: SerialNumber
    product: ProductId
    attempt: AttemptId = AttemptId("")
    layout: Layout | None = None
    tray: TrayLocation | None = None
    picture: NDArray[np.uint8] | TakenPicture | None = None
