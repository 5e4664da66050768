"""The inspection cell of the reference line with a rendered camera, for tests; skipped where there is no GL."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from robot_cells.bodies.pose3d import Pose3D
from robot_cells.documents.plant import Plant, load_plant
from robot_cells.ids import CellId, DeviceId, ProductId, SerialNumber
from robot_cells.orders.layout import Layout
from robot_cells.scenes.cell_plan import plan_cell
from robot_cells.scenes.scene import Scene
from robot_cells.scenes.scene_builder import build_scene, layouts_of
from robot_cells.simulations.golden_pictures import perfect_tray
from robot_cells.simulations.physics.gl_thread import why_no_pictures
from robot_cells.simulations.physics.picture_stage import PictureStage
from robot_cells.simulations.tray import Tray

LINE = Path(__file__).parents[3] / "config" / "lines" / "compute_tray.yaml"
CELL, CAMERA = CellId("inspection"), DeviceId("camera")
SERIAL = SerialNumber("WO-1-001")
VIEW = "inspection/camera"

needs_gl = pytest.mark.skipif(bool(why_no_pictures()), reason=f"no pictures here: {why_no_pictures()}")


@cache
def plant() -> Plant:
    """The reference line."""
    return load_plant(LINE)


def layout_of(product: str) -> Layout:
    """Of one of its products."""
    layout = plant().products[ProductId(product)].layout
    assert layout is not None
    return layout


@cache
def cell_scene() -> Scene:
    """The inspection cell without a tray."""
    return build_scene(plant().line, plant().products, cells=[CELL], vehicles=False)


@cache
def stage(product: str) -> PictureStage:
    """The inspection cell with a tray of the product, made once for all tests."""
    return PictureStage(cell_scene(), layout_of(product))


def tray_at() -> Pose3D:
    """Where a tray stands that stands exactly right."""
    return plan_cell(plant().line.cell(CELL), layouts_of(plant().products)).tray_in_line


def complete(product: str) -> Tray:
    """A tray with everything, exactly in its place."""
    return perfect_tray(layout_of(product), ProductId(product), SERIAL)
