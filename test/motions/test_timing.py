"""Trajectories keep every limit, stay on their way, and what does not is told."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from motion_scenes import ARM, HOME, TABLE_M, assembly_cell, block, crane, ur_arm

from robot_cells.bodies.body import Body
from robot_cells.bodies.mechanism import Mechanism
from robot_cells.bodies.pose3d import Pose3D
from robot_cells.bodies.shape import Box
from robot_cells.devices.six_axis_arm import tool_down
from robot_cells.errors import MotionError
from robot_cells.motions.branch import Branch, Elbow, Shoulder
from robot_cells.motions.collision_world import CollisionWorld
from robot_cells.motions.goal import PoseGoal
from robot_cells.motions.kinematics import Chain
from robot_cells.motions.linear_move import linear_move
from robot_cells.motions.motion_limits import MotionLimits
from robot_cells.motions.payload import Payload, loaded_limits
from robot_cells.motions.plan import Plan, Way
from robot_cells.motions.planner import Planner
from robot_cells.motions.timing import timed
from robot_cells.motions.trajectory import Trajectory
from robot_cells.motions.trajectory_check import trajectory_problems

UP = Branch(shoulder=Shoulder.RIGHT, elbow=Elbow.UP)
WALL = block("wall", Box(0.5, 0.03, 0.35), Pose3D(0.65, 0.0, TABLE_M + 0.175))
THERE = (0.5, -1.2, 1.3, -1.5, -1.5, 0.4)
CHAIN = Chain(ur_arm())
LIMITS = MotionLimits.of(CHAIN)


def round_the_wall(**more: float) -> tuple[CollisionWorld, Plan]:
    """A plan with several corners."""
    world = CollisionWorld(assembly_cell(WALL, post=False), ARM, **more)
    planner = Planner(world)
    first = planner.plan(HOME, [PoseGoal(tool_down(0.62, -0.25, 0.15), UP)])
    assert isinstance(first, Plan)
    plan = planner.plan(first.end, [PoseGoal(tool_down(0.62, 0.30, 0.15), UP)])
    assert isinstance(plan, Plan)
    assert len(plan.corners) > 2
    return world, plan


def test_a_straight_move_keeps_the_limits_and_the_line_and_one_joint_is_at_its_limit() -> None:
    trajectory = timed(Plan((HOME, THERE), Way.STRAIGHT), LIMITS)
    assert trajectory_problems(trajectory, CHAIN, LIMITS, at=HOME) == ()
    assert trajectory.positions[0].tolist() == list(HOME)
    assert trajectory.positions[-1].tolist() == list(THERE)
    way = np.array(THERE) - np.array(HOME)
    shares = (trajectory.positions - np.array(HOME)) @ way / (way @ way)
    assert np.allclose(trajectory.positions, np.array(HOME) + shares[:, None] * way, atol=1e-9)
    assert bool(np.all(np.diff(shares) > 0.0))
    jerks = np.diff(trajectory.accelerations, axis=0) / np.diff(trajectory.times_s)[:, None]
    assert np.abs(jerks).max() > 0.95 * LIMITS.jerk[0]


def test_round_corners_the_trajectory_is_smooth_touches_nothing_and_ends_where_it_should() -> None:
    world, plan = round_the_wall()
    for trajectory in (timed(plan, LIMITS), timed(plan, LIMITS, world)):
        assert trajectory_problems(trajectory, CHAIN, LIMITS, at=plan.start) == ()
        assert np.allclose(trajectory.positions[-1], plan.end, atol=1e-9)
        bare = world.allowing(margin_m=0.0)
        for time_s in np.arange(0.0, trajectory.duration_s, 0.005):
            assert bare.is_free(trajectory.at(float(time_s)))
    assert timed(plan, LIMITS, world).duration_s <= timed(plan, LIMITS).duration_s


def test_rounded_corners_are_quicker_than_stops_where_moves_are_long() -> None:
    world = CollisionWorld(assembly_cell(post=False), ARM)
    plan = Plan((HOME, (1.0, -1.6, 1.2, -1.2, -1.5, 0.0), (2.4, -1.5, 1.6, -1.6, -1.4, 0.5)), Way.DETOUR)
    flowing = timed(plan, LIMITS, world)
    assert flowing.duration_s < 0.9 * timed(plan, LIMITS).duration_s
    assert trajectory_problems(flowing, CHAIN, LIMITS) == ()


def test_a_linear_move_keeps_its_line_and_its_limits() -> None:
    world = CollisionWorld(assembly_cell(post=False), ARM)
    planner = Planner(world)
    start = planner.inverse.nearest(tool_down(0.5, -0.2, 0.4), HOME, UP)
    assert start is not None
    plan = linear_move(world, planner.inverse, start, tool_down(0.7, 0.1, 0.2))
    assert isinstance(plan, Plan)
    trajectory = timed(plan, LIMITS)
    assert trajectory_problems(trajectory, world.chain, LIMITS) == ()
    begin, end = (world.chain.forward(q)[:3, 3] for q in (plan.start, plan.end))
    along = (end - begin) / np.linalg.norm(end - begin)
    for time_s in np.linspace(0.0, trajectory.duration_s, 200):
        at = world.chain.forward(trajectory.at(float(time_s)))[:3, 3] - begin
        assert np.linalg.norm(at - (at @ along) * along) < 2e-5


def test_between_points_a_trajectory_goes_on_smoothly() -> None:
    trajectory = timed(Plan((HOME, THERE), Way.STRAIGHT), LIMITS)
    fine = timed(Plan((HOME, THERE), Way.STRAIGHT), LIMITS, sample_s=0.001)
    for time_s, row in zip(fine.times_s, fine.positions, strict=True):
        assert np.allclose(trajectory.at(float(time_s)), row, atol=2e-6)
    assert trajectory.at(-1.0).tolist() == list(HOME)
    assert trajectory.at(99.0).tolist() == pytest.approx(list(THERE))
    still = [0.0] * len(THERE)
    assert trajectory.points()[-1] == {
        "positions_rad": list(THERE),
        "velocities_rad_s": still,
        "accelerations_rad_s2": still,
        "time_s": trajectory.duration_s,
    }


def test_at_half_the_speed_a_motion_takes_twice_as_long() -> None:
    for plan in (Plan((HOME, THERE), Way.STRAIGHT), round_the_wall()[1]):
        whole, half = timed(plan, LIMITS), timed(plan, LIMITS.at_speed(0.5))
        assert half.duration_s == pytest.approx(2.0 * whole.duration_s, rel=1e-6)
    for share in (0.0, -1.0, 1.5):
        with pytest.raises(ValueError, match="speed override"):
            LIMITS.at_speed(share)


def test_who_stays_where_he_is_stands() -> None:
    trajectory = timed(Plan((HOME, HOME), Way.STRAIGHT), LIMITS)
    assert trajectory_problems(trajectory, CHAIN, LIMITS, at=HOME) == ()
    assert bool(np.all(trajectory.positions == np.array(HOME)))


def test_a_payload_makes_it_slower_the_more_the_heavier_and_torques_hold() -> None:
    import pinocchio

    corners = (HOME, (0.5, -0.6, 0.4, -1.5, -1.5, 0.4))
    heavy = loaded_limits(CHAIN, LIMITS, Payload(12.0, (0.0, 0.0, 0.05)), corners)
    light = loaded_limits(CHAIN, LIMITS, Payload(2.0, (0.0, 0.0, 0.05)), corners)
    assert heavy.acceleration[1] < light.acceleration[1] <= LIMITS.acceleration[1]
    assert heavy.jerk[1] / LIMITS.jerk[1] == pytest.approx(heavy.acceleration[1] / LIMITS.acceleration[1])
    model = pinocchio.Model(CHAIN.model)
    tip = model.frames[model.nframes - 1]
    held = pinocchio.Inertia(12.0, np.array([0.0, 0.0, 0.05]), np.zeros((3, 3)))
    model.appendBodyToJoint(tip.parentJoint, held, tip.placement)
    data = model.createData()
    for a, b in pairwise(corners):
        for share in (0.0, 0.5, 1.0):
            q = np.array(a) + share * (np.array(b) - np.array(a))
            for sign in (1.0, -1.0):
                torques = pinocchio.rnea(model, data, q, np.zeros(6), sign * np.array(heavy.acceleration))
                assert bool(np.all(np.abs(torques) <= CHAIN.effort * 1.0001))


def test_what_cannot_be_held_and_bodies_without_masses_are_refused() -> None:
    with pytest.raises(MotionError, match="forearm_joint would need"):
        loaded_limits(CHAIN, LIMITS, Payload(60.0), [HOME, (0.0, 0.0, 0.0, 0.0, 0.0, 0.0)])
    with pytest.raises(MotionError, match="no masses"):
        loaded_limits(Chain(crane()), MotionLimits.of(Chain(crane())), Payload(1.0), [(0.0,) * 6])
    bare = tuple(Body(b.name, b.parent, b.pose, b.joint, None, b.geometries) for b in ur_arm().bodies)
    with pytest.raises(MotionError, match="no masses"):
        weightless = Chain(Mechanism("bare", bare, ur_arm().frames))
        loaded_limits(weightless, LIMITS, Payload(1.0), [HOME])


def changed(name: str, row: int, value: float) -> Trajectory:
    """A good trajectory with one number replaced (of the first joint)."""
    good = timed(Plan((HOME, THERE), Way.STRAIGHT), LIMITS)
    column = getattr(good, name).copy()
    if column.ndim == 1:
        column[row] = value
    else:
        column[row, 0] = value
    return replace(good, **{name: column})


GOOD = timed(Plan((HOME, THERE), Way.STRAIGHT), LIMITS)


@pytest.mark.parametrize(
    ("trajectory", "said"),
    [
        (changed("times_s", 5, 0.0), "do not rise strictly"),
        (changed("times_s", 0, 0.001), "do not rise strictly"),
        (changed("positions", 5, float("nan")), "finite"),
        (changed("positions", 20, 0.6), "shoulder_joint jumps at"),
        (changed("positions", -1, 7.0), "shoulder_joint leaves its range"),
        (changed("positions", 0, 0.02), "begins beside where it is"),
        (changed("velocities", 9, -2.5), "shoulder_joint is too fast"),
        (changed("accelerations", 9, 9.0), "shoulder_joint accelerates too much"),
        (changed("accelerations", 9, -3.0), "shoulder_joint jerks"),
        (replace(GOOD, positions=GOOD.positions[:-1]), "rows and columns"),
        (replace(GOOD, velocities=GOOD.velocities[:, :5]), "rows and columns"),
        (Trajectory(np.zeros(1), *[np.zeros((1, 6))] * 3), "1 times"),
    ],
)
def test_what_is_wrong_with_a_trajectory_is_told(trajectory: Trajectory, said: str) -> None:
    problems = trajectory_problems(trajectory, CHAIN, LIMITS, at=HOME)
    assert any(said in problem for problem in problems), problems


def test_a_detour_that_stops_at_its_corners_stays_on_its_lines_however_little_a_joint_moves() -> None:
    """A detour found by the collision run: time-optimal states of one joint each had left the line."""
    corners = (
        (-3.0279766336, -1.3373086045, 1.7904588716, -2.0239465939, -1.5707963268, 2.1387540287),
        (-3.3922088906, -1.7457337077, 2.6782930328, -3.2784797962, -0.3472478116, 1.4948806189),
        (-3.2921859370, -1.7024434820, 2.6431211344, -3.1882551915, -0.3447747972, 1.5093363092),
        (-2.1149338989, -1.4324988695, 1.9067282511, -2.0450257083, -1.5707963268, 0.5792472408),
    )
    moves = timed(Plan(corners, Way.DETOUR), LIMITS)
    lines = [np.array(pair) for pair in pairwise(corners)]
    for time_s in np.arange(0.0, moves.duration_s, 0.003):
        here = moves.at(float(time_s))
        off = []
        for start, end in lines:
            share = np.clip((here - start) @ (end - start) / ((end - start) @ (end - start)), 0.0, 1.0)
            off.append(float(np.abs(here - start - share * (end - start)).max()))
        assert min(off) < 1e-6
