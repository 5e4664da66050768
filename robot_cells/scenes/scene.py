"""Everything that stands, hangs, drives or lies on a line, and where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from robot_cells.bodies.mechanism import Mechanism
from robot_cells.bodies.pose3d import HERE, Pose3D
from robot_cells.ids import CellId, DeviceId, LineId


class Role(Enum):
    """What something in the scene is for."""

    STRUCTURE = "structure"
    """Floor, tables, fences: never moves."""
    ARM = "arm"
    """An arm with all that is bolted to its flange."""
    STATION = "station"
    """The working place: what carries and locates the tray, and the feeders."""
    MACHINE = "machine"
    BUFFER = "buffer"
    VEHICLE = "vehicle"
    CAMERA = "camera"
    """A camera's housing; what it sees is a `CameraView`."""
    PRODUCT = "product"
    """The tray itself, without its parts."""
    PART = "part"
    """A module, screw, coupling or cable: lies in a feeder, in a gripper, or on the tray."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A mechanism at its place. `name` is unique in the scene: `<cell>/<device>`, `<cell>/table`, `amr_1`.

    `pose` is in the frame `line` (origin on the floor, z up). What `is_fixed` is bolted there; the rest is joined to
    nothing and can be pushed. `cell` and `device` say to whom it belongs, where it belongs to one. `joint_positions`
    (rad or m, by the joint's name in the mechanism) is how it stands at the beginning: zero where none is named.
    """

    name: str
    role: Role
    mechanism: Mechanism
    pose: Pose3D = HERE
    is_fixed: bool = True
    cell: CellId | None = None
    device: DeviceId | None = None
    joint_positions: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CameraView:
    """What a camera sees: from the frame `frame` of what is called `placed`, along its z, x to the right, y down.

    That is the optical frame of REP-103. `height_of_view_rad` is the vertical angle of view of a pinhole camera.
    """

    name: str
    placed: str
    frame: str
    width_px: int
    height_px: int
    height_of_view_rad: float
    near_m: float = 0.05
    far_m: float = 20.0
    rate_hz: float = 10.0
    cell: CellId | None = None
    device: DeviceId | None = None


@dataclass(frozen=True, slots=True)
class Scene:
    """One line, or a part of it; names are unique. Raises `ValueError` where they are not or a camera hangs nowhere."""

    line: LineId
    placed: tuple[Placed, ...]
    cameras: tuple[CameraView, ...] = ()

    def __post_init__(self) -> None:
        names = [item.name for item in self.placed]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"The scene has two of the name {', '.join(twice)}.")
        for camera in self.cameras:
            if camera.placed not in names or camera.frame not in self.find(camera.placed).mechanism.frames:
                raise ValueError(
                    f"The camera {camera.name} hangs on {camera.placed}: {camera.frame}, which is nowhere."
                )

    def find(self, name: str) -> Placed:
        """What has that name; raises `KeyError`."""
        for item in self.placed:
            if item.name == name:
                return item
        raise KeyError(name)

    def of(self, cell: CellId | None = None, role: Role | None = None) -> tuple[Placed, ...]:
        """What belongs to that cell and has that role, in order; None: any."""
        return tuple(
            item for item in self.placed if (cell is None or item.cell == cell) and (role is None or item.role is role)
        )
