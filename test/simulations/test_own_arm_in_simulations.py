"""An arm of the user's own moves in the kinematic simulation and in physics, and ends where it was sent."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest
from own_arms import HOME, family_arm, other_arm

from benchmarks.physics.smooth_move import smooth_move
from robot_cells.devices.device_client import CommandState
from robot_cells.devices.six_axis_arm import tool_down
from robot_cells.ids import CellId, DeviceId, ProductId
from robot_cells.lines.cell import Cell
from robot_cells.lines.cell_kind import CellKind
from robot_cells.lines.device import Device, DeviceKind
from robot_cells.lines.line import Line
from robot_cells.motions.arm_kinematics import arm_kinematics
from robot_cells.motions.collision_world import CollisionWorld
from robot_cells.orders.layout import CodeMark, Layout
from robot_cells.orders.product import Product
from robot_cells.orders.recipe import Recipe
from robot_cells.scenes.scene_builder import build_scene
from robot_cells.simulations.change import DeviceChange
from robot_cells.simulations.equipment_kinds import KINEMATIC, EquipmentKinds
from robot_cells.simulations.physics.physics_equipment import PHYSICS
from robot_cells.simulations.simulated_equipment import SimulatedEquipment

TRAY = ProductId("tray")
PRODUCTS = {TRAY: Product(TRAY, Recipe(()), Layout(0.3, 0.4, CodeMark(0.25, 0.05, 0.03)))}
FAMILY_HOME = [0.0, -1.5708, 1.5708, -1.5708, -1.5708, 0.0]


def line_with(arm: Mapping[str, object]) -> Line:
    """One cell with that arm and two fingers."""
    station = {"tray": {"x_m": 0.45, "y_m": -0.2, "z_m": 0.05}}
    devices = (
        Device(DeviceId("arm"), DeviceKind.ARM, parameters=arm),
        Device(DeviceId("gripper"), DeviceKind.GRIPPER),
        Device(DeviceId("station"), DeviceKind.STATION, parameters=station),
    )
    return Line("line", (Cell(CellId("cell"), CellKind.ASSEMBLY, (), devices),))


@pytest.mark.parametrize("kinds", [KINEMATIC, PHYSICS], ids=["kinematic", "physics"])
@pytest.mark.parametrize("which", ["family", "other"])
def test_it_ends_where_it_was_sent(which: str, kinds: EquipmentKinds, tmp_path: Path) -> None:
    path = tmp_path / "arm.urdf"
    made, home = (family_arm, FAMILY_HOME) if which == "family" else (other_arm, HOME)
    parameters = {"urdf": str(made(path)), "home_rad": home, "tool_length_m": 0.16}
    goal = tool_down(0.5, 0.1, 0.25, 0.4)
    joints = arm_kinematics(parameters).inverse(goal, home)
    assert joints is not None
    equipment = SimulatedEquipment(line_with(parameters), PRODUCTS, seed=7, kinds=kinds)
    way = smooth_move(home, joints, 3.0)
    points = [
        {"positions_rad": list(row), "time_s": at_s} for at_s, row in zip(way.times_s, way.positions_rad, strict=True)
    ]
    equipment.command("cell", "arm", "a", "follow_trajectory", {"points": points[1:]}, 1.0)
    changes = []
    while math.isfinite(equipment.next_event_s):
        changes += equipment.advance(equipment.next_event_s)
    (end,) = (item for item in changes if isinstance(item, DeviceChange) and item.state is not CommandState.RUNNING)
    assert end.state is CommandState.SUCCEEDED, end.error_message
    tool = equipment.arms()[0].tool(equipment.now_s)
    assert math.dist(tool[:3, 3], goal[:3, 3]) < 0.0005
    assert float(np.arccos(np.clip((np.trace(tool[:3, :3].T @ goal[:3, :3]) - 1) / 2, -1, 1))) < math.radians(0.1)


def test_collisions_are_looked_for_with_its_own_shapes(tmp_path: Path) -> None:
    parameters = {"urdf": str(other_arm(tmp_path / "arm.urdf")), "home_rad": HOME, "tool_length_m": 0.16}
    world = CollisionWorld(build_scene(line_with(parameters), PRODUCTS, vehicles=False), "cell/arm")
    assert world.is_free(HOME)
    into_the_table = arm_kinematics(parameters).inverse(tool_down(0.5, 0.1, 0.25), HOME)
    assert into_the_table is not None
    bent = (0.0, 1.4, 0.8, 0.0, 0.9, 0.0)
    contact = world.contact(bent)
    assert contact is not None
    assert "link_" in str(contact) or "finger" in str(contact) or "gripper" in str(contact)
