"""A device as the line document names it; what talks to it is in `robot_cells.devices`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from robot_cells.ids import DeviceId


class DeviceKind(Enum):
    """What a device is; decides the commands it takes (docs/devices.md lists them)."""

    ARM = "arm"
    """A six-axis arm, driven by joint trajectories."""
    GRIPPER = "gripper"
    """Closes on a part and lets go of it."""
    SCREWDRIVER = "screwdriver"
    """Drives screws by torque and angle."""
    SCANNER = "scanner"
    """Reads a code."""
    CAMERA = "camera"
    """Takes pictures."""
    MACHINE = "machine"
    """A machine with door, clamp and a cycle: leak tester, function test fixture."""
    VEHICLE = "vehicle"
    """An autonomous mobile robot that carries the product between cells."""
    STATION = "station"
    """Where a product stands to be worked on: locates it, and takes it in and out of buffers."""


ARM_DRIVERS = ("follow_joint_trajectory", "moveit_move_group")
"""What may drive an arm besides: ROS actions (docs/devices.md)."""
DRIVERS = ("simulated", "topics", *ARM_DRIVERS)
"""What may talk to a device: the first two use the topics of docs/devices.md, whatever is behind them."""


@dataclass(frozen=True, slots=True)
class Device:
    """One device of one cell. `driver` names what talks to it; `parameters` are that driver's, in SI units."""

    id: DeviceId
    kind: DeviceKind
    driver: str = "simulated"
    parameters: Mapping[str, object] = field(default_factory=dict)
