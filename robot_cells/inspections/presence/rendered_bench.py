"""Measures the presence check on pictures that a line's own camera renders."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from robot_cells.documents.plant import load_plant
from robot_cells.errors import InspectionError
from robot_cells.inspections.presence.evaluation import Bench
from robot_cells.inspections.presence.inspector import PresenceInspector
from robot_cells.inspections.rendered_references import inspecting_camera, rendered_golden, rendered_types
from robot_cells.orders.layout import Layout
from robot_cells.simulations.camera_conditions import CameraConditions
from robot_cells.simulations.golden_pictures import Image
from robot_cells.simulations.simulated_tray import SimulatedTray
from robot_cells.simulations.tray import Tray
from robot_cells.simulations.tray_pose import TrayPose


def rendered_bench(layout: Layout, line: Path) -> Bench:
    """The line's camera, and trays that truly stand aside by as much as the conditions allow.

    Raises `InspectionError` where the line has no camera, and `SceneError` where nothing can be rendered.
    """
    plant = load_plant(line)
    camera = inspecting_camera(plant.line, plant.products)
    if camera is None:
        raise InspectionError("The line has no camera.", where=str(line), remedy="Give a cell a device of that kind.")
    inspector = PresenceInspector(rendered_golden(camera, layout), rendered_types(camera, layout))
    pivot = TrayPose(layout.width_m / 2, layout.depth_m / 2)

    def picture(tray: Tray, conditions: CameraConditions, seed: int) -> Image:
        """Turned about its middle, and moved."""
        random = np.random.default_rng((seed, 0xA5))
        dx, dy = random.uniform(-1, 1, 2) * conditions.shift_m
        yaw = float(random.uniform(-1, 1)) * conditions.rotation_rad
        x, y = replace(pivot, yaw_rad=yaw).to_base(-pivot.x_m, -pivot.y_m)
        pose = TrayPose(x + float(dx), y + float(dy), 0.0, yaw)
        camera.conditions = replace(conditions, shift_m=0.0, rotation_rad=0.0)
        return camera.exposed(SimulatedTray(tray, layout, pose=pose), seed, 0.0)()

    return Bench(layout, inspector, picture)
