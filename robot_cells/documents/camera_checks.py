"""Rules on cameras: each sees the whole tray, and nothing stands in between."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from robot_cells.bodies.forward import frame_poses
from robot_cells.documents.cell_bodies import CellBodies
from robot_cells.documents.problem import Problem
from robot_cells.documents.sentence import told
from robot_cells.errors import SceneError
from robot_cells.lines.device import Device, DeviceKind
from robot_cells.scenes.blocks import corners
from robot_cells.scenes.camera_post import OPTICAL, camera_mechanism, camera_view
from robot_cells.scenes.cell_plan import TABLE_TOP_M
from robot_cells.scenes.machine import HEIGHT_M
from robot_cells.scenes.own_cell import own_models

_ROUNDING = 1e-6


def check_cameras(bodies: CellBodies) -> Iterator[Problem]:
    """Cameras that look past the tray, or on the roof of a machine."""
    for device in bodies.cell.devices:
        if device.kind is DeviceKind.CAMERA:
            try:
                yield from _check(bodies, device)
            except SceneError as error:
                yield bodies.device_problem(device, (), f"{error.where}: {told(error.what)}", told(error.remedy))


def _check(bodies: CellBodies, device: Device) -> Iterator[Problem]:
    own = own_models(bodies.cell)
    model = own.get(str(device.id))
    mechanism = camera_mechanism(bodies.plan, device) if model is None else model.mechanism
    placed = np.eye(4) if model is None else model.pose.matrix()
    eye = placed @ frame_poses(mechanism)[OPTICAL]
    view = camera_view(bodies.plan, str(device.id), device)
    up = math.tan(view.height_of_view_rad / 2.0)
    across = up * view.width_px / view.height_px
    tray = bodies.plan.tray_in_cell.matrix()
    for x_m, y_m in corners((0.0, bodies.plan.width_m), (0.0, bodies.plan.depth_m)):
        x, y, z, _ = np.linalg.inv(eye) @ tray @ (x_m, y_m, 0.0, 1.0)
        if z <= 0.0 or abs(x) > across * z + _ROUNDING or abs(y) > up * z + _ROUNDING:
            what = f"it does not see the corner of the tray at x {x_m:.2f} m, y {y_m:.2f} m"
            yield bodies.device_problem(device, (), what, "turn or lift it, or give it a larger margin_m")
            return
    machine = bodies.first(DeviceKind.MACHINE)
    if machine is not None and str(machine.id) not in own and eye[2, 3] > TABLE_TOP_M + HEIGHT_M:
        what = f"it looks on the roof of {machine.id}, which stands round the tray"
        least = TABLE_TOP_M + HEIGHT_M - bodies.plan.tray_middle.z_m
        remedy = f"hang it lower (above_m below {least:.2f}), or into a cell without a machine"
        yield bodies.device_problem(device, ("above_m",), what, remedy)
