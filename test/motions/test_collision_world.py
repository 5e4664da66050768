"""What touches what, and what only seems to."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from motion_scenes import ARM, HOME, TABLE_M, arm_placed, assembly_cell, block, ur_arm

from robot_cells.bodies.body import Body
from robot_cells.bodies.geometry import Geometry
from robot_cells.bodies.mechanism import Mechanism
from robot_cells.bodies.pose3d import Pose3D
from robot_cells.bodies.shape import Box, Capsule, Cylinder, Mesh, Shape, Sphere
from robot_cells.devices.six_axis_arm import tool_down
from robot_cells.errors import MotionError
from robot_cells.ids import LineId
from robot_cells.motions.branch import Branch, Elbow
from robot_cells.motions.collision_world import CollisionWorld
from robot_cells.motions.contact import MayTouch
from robot_cells.motions.inverse import InverseKinematics
from robot_cells.scenes.scene import Placed, Role, Scene


def above(
    world: CollisionWorld, x_m: float, y_m: float, z_m: float, near: Sequence[float] | np.ndarray = HOME
) -> np.ndarray:
    """Joint positions with the tool straight down at that place (frame `base`)."""
    found = InverseKinematics(world.chain).nearest(tool_down(x_m, y_m, z_m), near, Branch(elbow=Elbow.UP))
    assert found is not None
    return found


def test_at_home_nothing_touches_and_in_the_table_the_tool_does() -> None:
    world = CollisionWorld(assembly_cell(), ARM)
    assert world.contact(HOME) is None
    contact = world.contact(above(world, 0.3, 0.3, -0.02))
    assert contact is not None
    assert (contact.first, contact.second) == (f"{ARM}/wrist_3", "assembly_1/table/body")
    assert contact.distance_m == pytest.approx(-0.02, abs=1e-6)


def test_distances_are_true_and_margins_count() -> None:
    world = CollisionWorld(assembly_cell(), ARM)
    q = above(world, 0.6, -0.1, 0.04 + 0.015)
    nearest = world.nearest(q)
    assert nearest.second == "assembly_1/tray/body"
    assert nearest.distance_m == pytest.approx(0.015, abs=1e-5)
    assert world.is_free(q)
    assert not world.allowing(margin_m=0.016).is_free(q)


def test_what_may_touch_does_not_count_and_the_rest_does() -> None:
    world = CollisionWorld(assembly_cell(), ARM)
    q = above(world, 0.6, -0.1, 0.039)
    assert world.contact(q) is not None
    picking = world.allowing(MayTouch("assembly_1/tray", ARM))
    assert picking.contact(q) is None
    assert picking.contact(above(world, 0.6, -0.1, -0.01)) is not None
    assert picking.hash != world.hash


def test_an_arm_that_folds_into_itself_is_told() -> None:
    world = CollisionWorld(assembly_cell(), ARM)
    contact = world.contact((0.0, -1.5708, 3.0, 0.0, 0.0, 0.0))
    assert contact is not None
    assert contact.second.startswith(ARM)


def test_what_is_held_goes_with_the_hand_and_is_where_it_is_held() -> None:
    board = block("board", Box(0.3, 0.02, 0.02), Pose3D(5.0, 5.0, 0.5), Role.PART)
    scene = assembly_cell(board)
    empty, full = CollisionWorld(scene, ARM), CollisionWorld(scene, ARM, held={"assembly_1/board": Pose3D(z_m=0.02)})
    q = above(empty, 0.45, 0.17, 0.3)  # 0.21 m from the middle of the post
    turned = above(empty, 0.45, 0.17, 0.3)
    turned[5] += math.pi / 2.0
    assert empty.contact(turned) is None
    assert full.contact(q) is None
    contact = full.allowing(margin_m=0.03).contact(turned)
    assert contact is not None
    assert {contact.first, contact.second} == {"assembly_1/board/body", "assembly_1/post/body"}


def test_joints_beside_the_chain_stand_where_they_are_put() -> None:
    wall = block("wall", Box(0.02, 0.5, 0.5), Pose3D(0.68, -0.2, TABLE_M + 0.25))
    scene = assembly_cell(wall, arm=ur_arm(fingers=True))
    shut, opened = (
        CollisionWorld(scene, ARM, positions={ARM: {"left_slide": width}}, margin_m=0.0) for width in (0.0, 0.05)
    )
    q = above(shut, 0.6, -0.2, 0.3)
    assert shut.contact(q) is None
    contact = opened.contact(q)
    assert contact is not None
    assert contact.first in (f"{ARM}/left", f"{ARM}/right")


def test_things_stand_as_the_scene_has_them_unless_they_are_put_elsewhere() -> None:
    wall = block("wall", Box(0.02, 0.5, 0.5), Pose3D(0.68, -0.2, TABLE_M + 0.25))
    scene = assembly_cell(wall, arm=ur_arm(fingers=True))
    opened = {"left_slide": 0.05, "shoulder_joint": 0.7}
    placed = tuple(replace(item, joint_positions=opened) if item.name == ARM else item for item in scene.placed)
    as_it_is = CollisionWorld(replace(scene, placed=placed), ARM, margin_m=0.0)
    shut = CollisionWorld(replace(scene, placed=placed), ARM, positions={ARM: {"left_slide": 0.0}}, margin_m=0.0)
    q = above(shut, 0.6, -0.2, 0.3)
    assert as_it_is.contact(q) is not None
    assert shut.contact(q) is None
    assert as_it_is.hash != shut.hash


def test_a_way_is_blocked_by_a_thin_wire_in_its_middle_and_free_beside_it() -> None:
    wire = block("wire", Cylinder(0.001, 1.0), Pose3D(0.6, 0.0, TABLE_M + 0.5))
    world = CollisionWorld(assembly_cell(wire, post=False), ARM)
    left = above(world, 0.55, -0.35, 0.3)
    right = above(world, 0.55, 0.35, 0.3, left)
    at = world.blocked_at(left, right)
    assert at is not None
    assert world.nearest(at).second == "assembly_1/wire/body"
    assert world.is_way_free(left, above(world, 0.55, -0.2, 0.3, left))


def test_no_point_moves_further_than_its_bound() -> None:
    world = CollisionWorld(assembly_cell(), ARM)
    random = np.random.default_rng(3)
    tip = np.array([0.0, 0.0, 0.0, 1.0])
    for _ in range(200):
        start = random.uniform(-3.0, 3.0, 6)
        end = start + random.uniform(-0.05, 0.05, 6)
        moved = np.linalg.norm((world.chain.forward(end) - world.chain.forward(start)) @ tip)
        assert moved <= world.way_m(start, end)


def test_the_broad_phase_judges_as_every_pair_does() -> None:
    world = CollisionWorld(assembly_cell(), ARM)
    random = np.random.default_rng(5)
    judged = []
    for q in random.uniform(-2.5, 2.5, (400, 6)):
        nearest = world.nearest(q).distance_m
        if abs(nearest - world.margin_m) > 1e-4:
            judged.append(world.is_free(q))
            assert judged[-1] == (nearest > world.margin_m)
    assert 40 < sum(judged) < len(judged) - 40


SHAPES: list[Shape] = [Box(0.2, 0.2, 0.2), Cylinder(0.1, 0.2), Capsule(0.1, 0.1), Sphere(0.1)]


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: type(shape).__name__)
def test_shapes_are_as_large_as_they_say(shape: Shape) -> None:
    lamp = block("lamp", shape, Pose3D(0.6, -0.1, TABLE_M + 0.1))
    world = CollisionWorld(assembly_cell(lamp), ARM)
    top = 0.1 + (0.15 if isinstance(shape, Capsule) else 0.1)
    nearest = world.nearest(above(world, 0.6, -0.1, top + 0.03))
    assert nearest.second == "assembly_1/lamp/body"
    assert nearest.distance_m == pytest.approx(0.03, abs=1e-4)


def test_a_mesh_is_its_convex_hull_in_metres_and_a_broken_one_is_refused(tmp_path: Path) -> None:
    import trimesh

    path = tmp_path / "part.stl"
    trimesh.creation.box((200.0, 200.0, 200.0)).export(path)
    mesh = block("part", Mesh(path, (0.001, 0.001, 0.001)), Pose3D(0.6, -0.1, TABLE_M + 0.1))
    world = CollisionWorld(assembly_cell(mesh), ARM)
    assert world.nearest(above(world, 0.6, -0.1, 0.23)).distance_m == pytest.approx(0.03, abs=1e-4)
    before = world.hash
    trimesh.creation.box((300.0, 200.0, 200.0)).export(path)
    assert CollisionWorld(assembly_cell(mesh), ARM).hash != before
    path.write_text("no mesh")
    with pytest.raises(MotionError, match=r"part\.stl"):
        CollisionWorld(assembly_cell(mesh), ARM)
    path.unlink()
    with pytest.raises(MotionError, match=r"part\.stl: The mesh cannot be read"):
        CollisionWorld(assembly_cell(mesh), ARM)


def test_the_hash_is_of_what_is_felt() -> None:
    def of(scene: Scene, **more: object) -> str:
        return CollisionWorld(scene, ARM, **more).hash  # type: ignore[arg-type]

    same = of(assembly_cell())
    assert of(assembly_cell()) == same
    assert of(assembly_cell(post=False)) != same
    assert of(assembly_cell(), margin_m=0.02) != same
    moved = tuple(
        replace(item, pose=Pose3D(z_m=0.7501)) if item.name == ARM else item for item in assembly_cell().placed
    )
    assert of(Scene(LineId("line"), moved)) != same
    ghost = Placed(
        "ghost", Role.STRUCTURE, Mechanism("g", (Body("b", geometries=(Geometry("g", Sphere(1.0), use="visual"),)),))
    )
    seen = CollisionWorld(assembly_cell(ghost), ARM)
    assert seen.contact(HOME) is None


@pytest.mark.parametrize(
    ("arm", "more", "said"),
    [
        ("assembly_1/arm_2", {}, "called assembly_1/arm_2"),
        (ARM, {"held": {"gone": Pose3D()}}, "called gone"),
        (ARM, {"positions": {"gone": {}}}, "called gone"),
        (ARM, {"positions": {ARM: {"lid": 1.0}}}, "no joint lid"),
        ("assembly_1/post", {}, "no frame tool"),
    ],
)
def test_what_is_not_in_the_scene_is_told(arm: str, more: dict[str, object], said: str) -> None:
    with pytest.raises(MotionError, match=said):
        CollisionWorld(assembly_cell(), arm, **more)  # type: ignore[arg-type]


def test_an_arm_alone_in_the_world_can_only_touch_itself() -> None:
    world = CollisionWorld(Scene(LineId("line"), (arm_placed(ur_arm()),)), ARM)
    assert world.contact(HOME) is None
    assert world.nearest(HOME).second.startswith(ARM)
