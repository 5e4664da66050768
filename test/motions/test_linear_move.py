"""Straight lines of the tool, and approaches that end at a part."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from motion_scenes import ARM, HOME, TABLE_M, arm_placed, assembly_cell, block, ur_arm

from robot_cells.bodies.pose3d import Pose3D
from robot_cells.bodies.shape import Box
from robot_cells.devices.six_axis_arm import tool_down
from robot_cells.ids import LineId
from robot_cells.motions.approach import plan_with_approach
from robot_cells.motions.branch import Branch, Elbow, Shoulder
from robot_cells.motions.collision_world import CollisionWorld
from robot_cells.motions.contact import MayTouch
from robot_cells.motions.goal import PoseGoal
from robot_cells.motions.linear_move import STEP_M, linear_move
from robot_cells.motions.plan import NoPlan, Plan, Reason, Way
from robot_cells.motions.planner import Planner
from robot_cells.scenes.scene import Role, Scene

UP = Branch(shoulder=Shoulder.RIGHT, elbow=Elbow.UP)


def at(world: CollisionWorld, x_m: float, y_m: float, z_m: float) -> np.ndarray:
    """Joint positions there, tool down."""
    found = Planner(world).inverse.nearest(tool_down(x_m, y_m, z_m), HOME, UP)
    assert found is not None
    return found


def test_the_tool_stays_on_the_line_between_corners_too_and_turns_evenly() -> None:
    world = CollisionWorld(assembly_cell(post=False), ARM)
    inverse = Planner(world).inverse
    end = tool_down(0.7, 0.2, 0.15, 0.8)
    plan = linear_move(world, inverse, at(world, 0.5, -0.3, 0.4), end)
    assert isinstance(plan, Plan)
    assert plan.way is Way.LINEAR
    assert np.allclose(world.chain.forward(plan.end), end, atol=1e-9)
    begin = world.chain.forward(plan.start)[:3, 3]
    way = end[:3, 3] - begin
    length = np.linalg.norm(way)
    assert len(plan.corners) >= length / STEP_M
    corners = np.array(plan.corners)
    for q in np.concatenate([corners, (corners[1:] + corners[:-1]) / 2.0]):
        pose = world.chain.forward(q)
        off = np.linalg.norm(np.cross(pose[:3, 3] - begin, way / length))
        assert off < 1e-5
        assert abs(pose[2, 2] + 1.0) < 1e-6


def test_a_line_past_a_singular_pose_of_the_wrist_is_refused_because_a_joint_would_jump() -> None:
    world = CollisionWorld(Scene(LineId("line"), (arm_placed(ur_arm()),)), ARM)
    inverse = Planner(world).inverse
    singular = world.chain.forward((0.0, -1.9, -1.2, 0.4, 0.004, 0.5))
    before, behind = singular.copy(), singular.copy()
    before[1, 3] -= 0.1
    behind[1, 3] += 0.1
    start = inverse.nearest(before, (0.0, -1.9, -1.2, 0.4, 0.1, 0.5))
    assert start is not None
    plan = linear_move(world, inverse, start, behind)
    assert isinstance(plan, NoPlan)
    assert plan.reason is Reason.JUMP
    assert "jump" in plan.detail


def test_a_line_out_of_reach_or_through_a_thing_is_refused() -> None:
    world = CollisionWorld(assembly_cell(), ARM)
    inverse = Planner(world).inverse
    start = at(world, 0.6, 0.0, 0.3)
    far = linear_move(world, inverse, start, tool_down(1.9, 0.0, 0.3))
    through = linear_move(world, inverse, start, tool_down(0.6, 0.0, -0.1))
    assert isinstance(far, NoPlan)
    assert far.reason is Reason.JUMP  # Beyond the reach of its branch another one still gets there.
    assert isinstance(through, NoPlan)
    assert through.reason is Reason.COLLISION
    assert through.contact is not None
    assert through.contact.second == "assembly_1/tray/body"
    assert "% of the way" in through.detail


def test_a_part_is_approached_touched_and_carried_away() -> None:
    drive = block("drive", Box(0.06, 0.1, 0.02), Pose3D(0.18, 0.50, TABLE_M + 0.06), Role.PART)
    scene = assembly_cell(drive)
    world = CollisionWorld(scene, ARM)
    near = world.allowing(MayTouch(ARM, "assembly_1/drive"), margin_m=0.002)
    part = PoseGoal(tool_down(0.18, 0.50, 0.07))
    to_it = plan_with_approach(Planner(world), near, HOME, part, retreat_m=0.0, approach_m=0.08)
    assert not isinstance(to_it, NoPlan)
    assert [plan.way for plan in to_it][-1] is Way.LINEAR
    assert to_it[0].start == HOME
    assert all(first.end == second.start for first, second in pairwise(to_it))
    full = CollisionWorld(scene, ARM, held={"assembly_1/drive": Pose3D(z_m=0.01)})
    placing = full.allowing(
        MayTouch("assembly_1/drive", "assembly_1/feeder_left"),
        MayTouch("assembly_1/drive", "assembly_1/tray"),
        margin_m=0.002,
    )
    goal = PoseGoal(tool_down(0.6, -0.2, 0.0605))
    away = plan_with_approach(Planner(full), placing, to_it[-1].end, goal, retreat_m=0.08, approach_m=0.06)
    assert not isinstance(away, NoPlan), away
    assert [away[0].way, away[-1].way] == [Way.LINEAR, Way.LINEAR]
    assert np.allclose(world.chain.forward(away[-1].end), goal.pose, atol=1e-9)


def test_without_leave_to_touch_the_part_it_is_in_the_way() -> None:
    drive = block("drive", Box(0.06, 0.1, 0.02), Pose3D(0.18, 0.50, TABLE_M + 0.06), Role.PART)
    world = CollisionWorld(assembly_cell(drive), ARM)
    goal = PoseGoal(tool_down(0.18, 0.50, 0.07))
    plan = plan_with_approach(Planner(world), world, HOME, goal, retreat_m=0.0, approach_m=0.08)
    assert isinstance(plan, NoPlan)
    assert plan.reason is Reason.COLLISION
    assert plan.contact is not None
    assert plan.contact.second == "assembly_1/drive/body"
