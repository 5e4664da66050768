"""What simulated equipment tells the outside, each with the exact time at which it became so."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from robot_cells.devices.device_client import CommandState
from robot_cells.devices.six_axis_arm import Joints
from robot_cells.ids import CellId, DeviceId

Picture = npt.NDArray[np.uint8]
"""(height, width, 3) of uint8, channels blue, green, red."""


@dataclass(frozen=True, slots=True)
class DeviceChange:
    """The state of a command from `at_s` (simulated seconds) on; the fields are those of `DeviceState.msg`.

    `repeated` marks the answer to a command that was sent again: nothing was carried out for it. `develop` belongs to
    a camera's `capture`, from its beginning on, and gives the picture that is taken at the result's `stamp_s`; whoever
    looks at none saves the time that drawing one takes.
    """

    at_s: float
    cell: CellId
    device: DeviceId
    command_id: str
    state: CommandState
    progress: float = 0.0
    error_code: str = ""
    error_message: str = ""
    result: Mapping[str, object] = field(default_factory=dict)
    repeated: bool = False
    develop: Callable[[], Picture] | None = None

    @property
    def picture(self) -> Picture | None:
        """The picture; None where none was taken, or none is ready yet."""
        if self.develop is None or self.state is not CommandState.SUCCEEDED:
            return None
        return self.develop()


@dataclass(frozen=True, slots=True)
class JointChange:
    """An arm stands still from `at_s` (simulated seconds) on, at these joint positions (radians)."""

    at_s: float
    cell: CellId
    arm: DeviceId
    positions_rad: Joints


Change: TypeAlias = DeviceChange | JointChange
"""Either of them."""
