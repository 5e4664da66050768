"""Where the tool goes to true heights on the reference line, nothing but the part itself is near it."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from scene_plant import TRAY_A, TRAY_B, bare, finished, layout_of, reference

from robot_cells.devices.six_axis_arm import Pose, tool_down
from robot_cells.ids import CellId, ProductId
from robot_cells.motions.collision_world import CollisionWorld
from robot_cells.motions.contact import MayTouch
from robot_cells.motions.inverse import InverseKinematics
from robot_cells.orders.layout import Layout
from robot_cells.orders.part_sizes import COUPLING_HEIGHT_M, PLUG_M, SCREW_HEAD_M, part_height_m, size_of
from robot_cells.orders.rest_heights import nominal_rest_heights, screw_seat_m
from robot_cells.robots.screwdriver import REACH_M
from robot_cells.scenes.scene_builder import build_scene
from robot_cells.simulations.tray import Tray

CELL = CellId("assembly_1")
ARM = f"{CELL}/arm"
CLEAR_M = 0.002


class Hand:
    """The arm of the cell with a tray in some state; `clear_m` is the most that any branch leaves between things."""

    def __init__(self, product: ProductId, tray: Tray) -> None:
        plant = reference()
        scene = build_scene(plant.line, plant.products, cells=[CELL], vehicles=False, trays={CELL: (product, tray)})
        self.serial = tray.serial
        self.world = CollisionWorld(scene, ARM, margin_m=CLEAR_M)
        self.inverse = InverseKinematics(self.world.chain)
        arm = next(item for item in scene.placed if item.name == ARM)
        self.home = [arm.joint_positions[name] for name in self.world.chain.joints]
        chassis = next(item for item in scene.placed if item.name == f"{tray.serial}/tray")
        self.tray = np.linalg.inv(self.world.base) @ chassis.pose.matrix()

    def on_tray(self, x_m: float, y_m: float, z_m: float, rotation_rad: float = 0.0) -> Pose:
        x, y, z, _ = self.tray @ [x_m, y_m, z_m, 1.0]
        return tool_down(x, y, z, float(np.arctan2(self.tray[1, 0], self.tray[0, 0])) + rotation_rad)

    def clear_m(self, part: str, pose: Pose) -> float:
        near = self.world.allowing(MayTouch(f"{self.serial}/{part}", ARM), margin_m=CLEAR_M)
        return max((near.nearest(q).distance_m for q in self.inverse.all(pose, self.home)), default=-1.0)


def places(layout: Layout) -> list[tuple[str, float, float, float, float]]:
    """Part, x, y and height of the tool on the tray, turn."""
    heights = nominal_rest_heights(layout)
    found = [
        (item.id, item.x_m, item.y_m, heights[item.id] + size_of(item).height_m, item.rotation_rad)
        for item in layout.modules
    ]
    found += [(item.id, item.x_m, item.y_m, COUPLING_HEIGHT_M, 0.0) for item in layout.couplings]
    for cable in layout.cables:
        for x_m, y_m in ((cable.x1_m, cable.y1_m), (cable.x2_m, cable.y2_m)):
            found.append((cable.id, x_m, y_m, PLUG_M[2], cable.direction_rad))
    for screw in layout.screws:
        height_m = screw_seat_m(layout, screw, heights) + SCREW_HEAD_M + REACH_M
        found.append((screw.id, screw.x_m, screw.y_m, height_m, 0.0))
    return found


@cache
def on_finished(product: ProductId) -> Hand:
    return Hand(product, finished(product))


@pytest.mark.parametrize("product", [TRAY_A, TRAY_B])
def test_on_a_finished_tray_the_cup_reaches_every_part_and_screw_beside_all_others(product: ProductId) -> None:
    hand = on_finished(product)
    near = {
        (part, x_m, y_m): hand.clear_m(part, hand.on_tray(x_m, y_m, z_m, turn))
        for part, x_m, y_m, z_m, turn in places(layout_of(product))
    }
    assert {place: clear for place, clear in near.items() if clear < CLEAR_M} == {}


@pytest.mark.parametrize("product", [TRAY_A, TRAY_B])
def test_the_cup_reaches_the_next_part_in_every_feeder(product: ProductId) -> None:
    hand, layout = Hand(product, bare(product)), layout_of(product)
    station = next(item for item in reference().line.cells if item.id == CELL)
    feeders = next(item for item in station.devices if item.id == "station").parameters["feeders"]
    assert isinstance(feeders, dict)
    types = {item.id: item.type for item in layout.modules} | {layout.couplings[0].id: "coupling"}
    types |= {layout.cables[0].id: "cable"}
    first: dict[str, str] = {}
    for part, kind in types.items():
        first.setdefault(kind, part)
    for kind, part in first.items():
        at = feeders[kind]
        pose = tool_down(at["x_m"], at["y_m"], at["z_m"] + part_height_m(layout, kind))
        assert hand.clear_m(part, pose) > CLEAR_M, kind
