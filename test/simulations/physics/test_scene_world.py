"""A cell of the reference line with a finished tray, in MuJoCo."""

from __future__ import annotations

import math
from functools import cache

import numpy as np
import pytest
from scene_plant import TRAY_A, finished, reference

from benchmarks.physics.smooth_move import smooth_move
from robot_cells.devices.six_axis_arm import UR10E, SixAxisArm, tool_down
from robot_cells.ids import CellId
from robot_cells.scenes.scene import Role, Scene
from robot_cells.scenes.scene_builder import build_scene
from robot_cells.simulations.physics.path_follower import PathFollower
from robot_cells.simulations.physics.physics_world import PhysicsWorld
from robot_cells.simulations.physics.scene_world import arm_of, scene_world

CELL = CellId("assembly_1")
ARM = SixAxisArm(UR10E, 0.20)


@cache
def cell_scene() -> Scene:
    """One assembly cell with a finished tray at its working place."""
    plant = reference()
    trays = {CELL: (TRAY_A, finished(TRAY_A))}
    return build_scene(plant.line, plant.products, cells=[CELL], vehicles=False, trays=trays)


def loose_parts(world: PhysicsWorld) -> np.ndarray:
    """(n, 3) where everything stands that is not bolted down, in the frame `line`."""
    scene = cell_scene()
    first = [f"{placed.name}/{placed.mechanism.bodies[0].name}" for placed in scene.placed if not placed.is_fixed]
    return np.array([world.data.body(name).xpos for name in first])


@pytest.mark.parametrize(("x_m", "y_m", "yaw_rad"), [(0.7, 0.3, -1.57), (0.5, -0.5, -1.57)])
def test_an_arm_of_the_line_ends_where_it_was_planned_to_and_the_tray_lies_still(
    x_m: float, y_m: float, yaw_rad: float
) -> None:
    world = scene_world(cell_scene())
    arm = arm_of(world, cell_scene().of(role=Role.ARM)[0])
    home = tuple(arm.joints_rad.tolist())
    above = ARM.inverse(tool_down(x_m, y_m, 0.30, yaw_rad), home)
    assert above is not None
    world.advance(0.2)
    before = loose_parts(world)
    follower = PathFollower(arm, smooth_move(home, above, 1.5, 0.2))
    world.add(follower)
    assert world.advance(5.0) and follower.problem == ""
    off = np.linalg.inv(ARM.forward(above)) @ arm.tool()
    turned = math.acos(min(1.0, (np.trace(off[:3, :3]) - 1.0) / 2.0))
    assert np.linalg.norm(off[:3, 3]) < 0.0005 and turned < math.radians(0.1)
    assert len(before) > 30
    assert np.abs(loose_parts(world) - before).max() < 0.0005


def test_an_arm_that_stands_at_home_keeps_standing_there_and_feels_nothing() -> None:
    world = scene_world(cell_scene())
    arm = arm_of(world, cell_scene().of(role=Role.ARM)[0])
    home = arm.joints_rad.copy()
    world.advance(1.0)
    assert np.abs(arm.joints_rad - home).max() < 1e-6
    assert np.linalg.norm(arm.wrench()[:3]) < 1.0


def test_an_arm_that_runs_into_the_tray_is_stopped_by_it_and_says_so() -> None:
    world = scene_world(cell_scene())
    arm = arm_of(world, cell_scene().of(role=Role.ARM)[0])
    above = ARM.inverse(tool_down(0.55, -0.1, 0.30), arm.joints_rad)
    assert above is not None
    below = ARM.inverse(tool_down(0.55, -0.1, -0.10), above)
    assert below is not None
    arm.stand(above)
    world.settle()
    follower = PathFollower(arm, smooth_move(above, below, 2.0))
    world.add(follower)
    assert world.advance(5.0)
    assert "touches it" in follower.problem


def test_the_same_course_of_a_whole_cell_gives_the_same_digest() -> None:
    digests = set()
    for pieces in (1, 13):
        world = scene_world(cell_scene())
        arm = arm_of(world, cell_scene().of(role=Role.ARM)[0])
        home = tuple(arm.joints_rad.tolist())
        above = ARM.inverse(tool_down(0.7, 0.3, 0.30, -1.57), home)
        assert above is not None
        world.add(PathFollower(arm, smooth_move(home, above, 1.0)))
        for piece in range(1, pieces + 1):
            world.advance(0.5 * piece / pieces)
        digests.add(world.digest())
    assert len(digests) == 1
