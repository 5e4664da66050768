"""A camera on a post, looking straight down on the tray: what it sees is the simulated camera's picture."""

from __future__ import annotations

import math

from robot_cells.bodies.body import Body
from robot_cells.bodies.geometry import Geometry
from robot_cells.bodies.mechanism import Frame, Mechanism
from robot_cells.bodies.pose3d import Pose3D
from robot_cells.bodies.shape import Box, Cylinder
from robot_cells.errors import SceneError
from robot_cells.lines.device import Device
from robot_cells.scenes import palette
from robot_cells.scenes.blocks import block, slab
from robot_cells.scenes.cell_plan import TABLE_TOP_M, CellPlan
from robot_cells.scenes.scene import CameraView

ABOVE_M = 1.10
"""The lens above the placing plane, unless the device's parameter `above_m` says otherwise."""
VIEW_MARGIN_M = 0.02
"""What it sees of the bench on every side of the tray: as in robot_cells/simulations/picture_frame.py.

The device's parameter `margin_m` may say otherwise: an overview sees more.
"""
WIDTH_PX = 960
"""Width of the picture, unless the device's parameter `width_px` says otherwise: as the simulated camera's."""
MAT_M, MAT_MARGIN_M = 0.0005, 0.06
"""A dark mat on the table under the tray, and what is seen of it on every side: white would outshine the tray."""
OPTICAL = "optical"
"""The camera's optical frame (REP-103): z toward the tray, x to the picture's right, y down in the picture."""


def camera_mechanism(plan: CellPlan, device: Device) -> Mechanism:
    """Stands in the cell's frame: a post beside the tray with a beam over its middle."""
    middle = plan.tray_middle
    lens = middle @ Pose3D(z_m=above_m(device))
    top, foot_y = lens.z_m + 0.10, plan.table_y_m[1] - 0.06
    x, y = lens.x_m, lens.y_m
    frame = [
        slab("post", (x, foot_y), (0.05, 0.05), (TABLE_TOP_M, top), palette.FRAME),
        block("beam", (x - 0.025, x + 0.025), (y - 0.05, foot_y + 0.025), (top - 0.05, top), palette.FRAME),
        slab("housing", (x, y), (0.06, 0.08), (lens.z_m + 0.012, top - 0.05), palette.ACCENT),
    ]
    bars = [
        slab(f"lamp_{n}", (x + side * 0.30, y), (0.05, 0.60), (top - 0.075, top - 0.05), palette.LAMP)
        for n, side in enumerate((-1, 1))
    ]
    arm = block("cross", (x - 0.32, x + 0.32), (y - 0.02, y + 0.02), (top - 0.05, top - 0.03), palette.FRAME)
    barrel = Geometry("barrel", Cylinder(0.02, 0.03), Pose3D(x, y, lens.z_m), palette.PLASTIC, "visual")
    looking_down = lens @ Pose3D(roll_rad=math.pi)
    half_x, half_y = plan.width_m / 2 + MAT_MARGIN_M, plan.depth_m / 2 + MAT_MARGIN_M
    mat = Geometry(
        "mat",
        Box(2 * half_x, 2 * half_y, MAT_M),
        Pose3D(x, y, TABLE_TOP_M + MAT_M / 2, yaw_rad=middle.yaw_rad),
        palette.MAT,
        "visual",
    )
    body = Body("post", geometries=(*frame, *bars, arm, barrel, mat))
    return Mechanism("camera", (body,), {OPTICAL: Frame("post", looking_down)})


def above_m(device: Device) -> float:
    """How high a camera's lens is above the placing plane, metres; raises `SceneError` for what is no such height."""
    return _positive(device, "above_m", ABOVE_M)


def camera_view(plan: CellPlan, placed: str, device: Device) -> CameraView:
    """The picture of the whole tray with its margin, in square pixels; raises `SceneError` for what is no such size."""
    margin = _positive(device, "margin_m", VIEW_MARGIN_M)
    width_px = round(_positive(device, "width_px", WIDTH_PX))
    seen_x, seen_y = plan.width_m + 2 * margin, plan.depth_m + 2 * margin
    scale = width_px / seen_x
    height_px = round(seen_y * scale)
    return CameraView(
        name=placed,
        placed=placed,
        frame=OPTICAL,
        width_px=width_px,
        height_px=height_px,
        height_of_view_rad=2.0 * math.atan(height_px / scale / 2.0 / above_m(device)),
        cell=plan.cell.id,
        device=device.id,
    )


def _positive(device: Device, name: str, usual: float) -> float:
    value = device.parameters.get(name, usual)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0.0 < value < math.inf:
        raise SceneError(f"{name} is {value!r}.", where=f"camera {device.id}", remedy="Give a number above zero.")
    return float(value)
