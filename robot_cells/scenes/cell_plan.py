"""Where things stand in one cell: read from the line document, and where it is silent, chosen here once for all.

Frame of a cell: its pose on the floor, z up. Seen from the arm, the tray lies in front (x), buffers stand behind the
tray, and vehicles dock behind the buffers. The arm's frame `base` is a table's height above the cell's frame, unless
its parameter `base` says otherwise.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from robot_cells.bodies.pose3d import Pose3D
from robot_cells.errors import SceneError
from robot_cells.lines.cell import Cell
from robot_cells.lines.device import Device, DeviceKind
from robot_cells.orders.layout import Layout
from robot_cells.scenes.blocks import Span

TABLE_TOP_M = 0.75
MARGIN_M = 0.12
"""A table goes so far beyond what stands on it."""
PLACING_M = 0.05
"""How high the placing plane is above the table where the document does not say."""
FOOT_M = 0.13
"""An arm's foot takes so much in all directions."""
RACK_GAP_M = 0.08
"""Between the table and the buffers."""
DOCK_GAP_M = 0.08
"""Between the buffers and a vehicle that docks."""
TRAY_WIDTH_M, TRAY_DEPTH_M = 0.44, 0.70
"""What is made room for on a line whose products have no layout."""


@dataclass(frozen=True, slots=True)
class CellPlan:
    """`pose`: the cell in the frame `line`; `base` in the cell's frame; `tray` and `feeders` in `base`.

    `tray` is the frame `tray` of the largest product (`width_m` x `depth_m`); `table_x_m` and `table_y_m` are what the
    table covers in the cell's frame.
    """

    cell: Cell
    pose: Pose3D
    base: Pose3D
    tray: Pose3D
    width_m: float
    depth_m: float
    feeders: Mapping[str, Pose3D]
    table_x_m: Span
    table_y_m: Span

    @property
    def tray_in_line(self) -> Pose3D:
        """The frame `tray` of a tray that stands exactly right, in the frame `line`."""
        return self.pose @ self.base @ self.tray

    @property
    def tray_in_cell(self) -> Pose3D:
        """The same in the cell's frame."""
        return self.base @ self.tray

    @property
    def tray_middle(self) -> Pose3D:
        """The middle of the placing plane in the cell's frame, turned as the tray is."""
        return self.tray_in_cell @ Pose3D(self.width_m / 2, self.depth_m / 2)

    @property
    def feeders_in_line(self) -> dict[str, Pose3D]:
        """Where parts are picked, by part type, in the frame `line`."""
        return {part: self.pose @ self.base @ place for part, place in self.feeders.items()}

    @property
    def rack_x_m(self) -> Span:
        """What the buffers cover along the cell's x."""
        near = self.table_x_m[1] + RACK_GAP_M
        return near, near + self.width_m + 0.10

    @property
    def dock_x_m(self) -> float:
        """Where a vehicle's near side stands when it has docked, along the cell's x."""
        return self.rack_x_m[1] + DOCK_GAP_M

    @property
    def has_buffers(self) -> bool:
        """Whether racks stand behind the table."""
        return any(buffer.capacity != 0 for buffer in (self.cell.input_buffer, self.cell.output_buffer))


def device_of(cell: Cell, kind: DeviceKind) -> Device | None:
    """The first device of a kind, as the skills take it; None when the cell has none."""
    return next((device for device in cell.devices if device.kind is kind), None)


def plan_cell(cell: Cell, layouts: Iterable[Layout]) -> CellPlan:
    """The plan of one cell for trays of these layouts; raises `SceneError` for parameters that are no numbers."""
    known = tuple(layouts)
    width = max((layout.width_m for layout in known), default=TRAY_WIDTH_M)
    depth = max((layout.depth_m for layout in known), default=TRAY_DEPTH_M)
    arm, station = device_of(cell, DeviceKind.ARM), device_of(cell, DeviceKind.STATION)
    base = base_of(cell, arm)
    where = f"cell {cell.id}: station"
    parameters = station.parameters if station is not None else {}
    tray = Pose3D(-width / 2, -depth / 2, PLACING_M)
    if "tray" in parameters:
        tray = _place(parameters["tray"], f"{where}: tray")
    feeders = {
        str(part): _place(place, f"{where}: feeders: {part}")
        for part, place in _mapping(parameters.get("feeders", {}), f"{where}: feeders").items()
    }
    points = [(base @ tray @ Pose3D(x, y)).position_m for x in (0.0, width) for y in (0.0, depth)]
    points += [(base @ place).position_m for place in feeders.values()]
    if arm is not None:
        x, y, _ = base.position_m
        points += [(x - FOOT_M, y - FOOT_M, 0.0), (x + FOOT_M, y + FOOT_M, 0.0)]
    xs, ys = [point[0] for point in points], [point[1] for point in points]
    pose = Pose3D(cell.pose.x_m, cell.pose.y_m, yaw_rad=cell.pose.yaw_rad)
    return CellPlan(
        cell=cell,
        pose=pose,
        base=base,
        tray=tray,
        width_m=width,
        depth_m=depth,
        feeders=feeders,
        table_x_m=(min(xs) - MARGIN_M, max(xs) + MARGIN_M),
        table_y_m=(min(ys) - MARGIN_M, max(ys) + MARGIN_M),
    )


def docking_pose(plan: CellPlan, beside: int, width_m: float, length_m: float) -> Pose3D:
    """Where a vehicle so wide and so long stands when it has docked at a cell, in the frame `line`; it looks along y.

    `beside` counts the vehicles that stand there already: each keeps half a metre from the one before it.
    """
    middle_y = plan.tray_middle.y_m + beside * (length_m + 0.5)
    return plan.pose @ Pose3D(plan.dock_x_m + width_m / 2, middle_y, yaw_rad=math.pi / 2)


def base_of(cell: Cell, arm: Device | None) -> Pose3D:
    """The frame `base` of an arm in the cell's frame; raises `SceneError` for parameters that are no numbers."""
    if arm is None or arm.parameters.get("base") is None:
        return Pose3D(z_m=TABLE_TOP_M)
    return _place(arm.parameters["base"], f"cell {cell.id}: {arm.id}: base")


def _place(value: object, where: str) -> Pose3D:
    place = _mapping(value, where)
    x, y, z, yaw = (_number(place, key, where) for key in ("x_m", "y_m", "z_m", "yaw_rad"))
    return Pose3D(x, y, z, yaw_rad=yaw)


def _mapping(value: object, where: str) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        raise SceneError(f"This is {type(value).__name__}.", where=where, remedy="Give names with values.")
    return value


def _number(values: Mapping[str, object], key: str, where: str) -> float:
    value = values.get(key, 0.0)
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise SceneError(f"{key} is {value!r}.", where=where, remedy="Give a number, in metres or radians.")
    return float(value)
