"""Walls round a module's place, so much wider than the module as the document says, sloped at the rim."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from scene_plant import TRAY_A, layout_of

from robot_cells.bodies.geometry import Geometry
from robot_cells.bodies.shape import Box
from robot_cells.orders.layout import Module, ModuleSocket
from robot_cells.scenes.module_socket import CHAMFER_M, SOCKET_WALL_M, socket_walls
from robot_cells.scenes.tray_body import tray_mechanism

DEPTH_M, CLEARANCE_M = 0.012, 0.0003
BOARD = Module("b", "board", 0.2, 0.3, 0.07, 0.11, 0.5, socket=ModuleSocket(DEPTH_M, CLEARANCE_M))


def corners(wall: Geometry) -> np.ndarray:
    """(8, 3): of its box, in the axes of the module."""
    assert isinstance(wall.shape, Box)
    half = np.array([wall.shape.x_m, wall.shape.y_m, wall.shape.z_m]) / 2
    signs = np.array([[x, y, z] for x in (-1, 1) for y in (-1, 1) for z in (-1, 1)])
    pose = wall.pose.matrix()
    there = (signs * half) @ pose[:3, :3].T + pose[:3, 3] - [BOARD.x_m, BOARD.y_m, 0.0]
    c, s = math.cos(-BOARD.rotation_rad), math.sin(-BOARD.rotation_rad)
    return there @ np.array([[c, -s, 0.0], [s, c, 0.0], [0.0, 0.0, 1.0]]).T


def test_a_socket_is_wider_than_its_module_by_the_clearance_and_as_deep_as_said() -> None:
    walls = {wall.name: corners(wall) for wall in socket_walls(BOARD)}
    assert len(walls) == 8
    for name, axis, sign, size in (
        ("socket_b_x+", 0, 1, BOARD.width_m),
        ("socket_b_x-", 0, -1, BOARD.width_m),
        ("socket_b_y+", 1, 1, BOARD.depth_m),
        ("socket_b_y-", 1, -1, BOARD.depth_m),
    ):
        away = sign * walls[name][:, axis]
        assert away.min() == pytest.approx((size + CLEARANCE_M) / 2)
        assert away.max() == pytest.approx((size + CLEARANCE_M) / 2 + SOCKET_WALL_M)
        assert (walls[name][:, 2].min(), walls[name][:, 2].max()) == pytest.approx((0.0, DEPTH_M - CHAMFER_M))
        slope = walls[f"{name}_slope"]
        assert slope[:, 2].max() == pytest.approx(DEPTH_M)
        # Its upper face begins at the inner face of the wall and rises outward.
        lowest = slope[np.abs(sign * slope[:, axis] - (size + CLEARANCE_M) / 2) < 1e-9]
        assert lowest[:, 2].max() == pytest.approx(DEPTH_M - CHAMFER_M)


def test_a_module_that_lies_flat_has_none_and_a_tray_has_those_of_its_modules() -> None:
    assert socket_walls(replace(BOARD, socket=None)) == ()
    layout = layout_of(TRAY_A)
    plain = len(tray_mechanism(layout).bodies[0].geometries)
    modules = tuple(replace(item, socket=ModuleSocket(DEPTH_M)) for item in layout.modules[:2])
    tray = tray_mechanism(replace(layout, modules=(*modules, *layout.modules[2:])))
    assert len(tray.bodies[0].geometries) == plain + 2 * 8
    assert tray.bodies[0].inertia == tray_mechanism(layout).bodies[0].inertia
