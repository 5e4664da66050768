"""Ways between the places of a cell."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from motion_scenes import ARM, TOOL_M, assembly_cell, block

from robot_cells.bodies.pose3d import Pose3D
from robot_cells.bodies.shape import Box
from robot_cells.devices.six_axis_arm import UR10E, SixAxisArm, tool_down
from robot_cells.motions.branch import branch_of
from robot_cells.motions.collision_world import CollisionWorld
from robot_cells.motions.held_part import HeldPart
from robot_cells.motions.kept_files import KeptFiles
from robot_cells.motions.motion_limits import MotionLimits
from robot_cells.motions.plan import NoPlan, Reason
from robot_cells.motions.spot import JointSpot, PlaceSpot
from robot_cells.motions.tool_line import tool_line
from robot_cells.motions.transit import Transit
from robot_cells.motions.transit_moves import WholeMove, whole_move
from robot_cells.motions.transits import Question, Transits
from robot_cells.scenes.scene import Placed, Role

KINEMATICS = SixAxisArm(UR10E, TOOL_M)
HOME = (2.4406, -2.461, 2.2846, -1.3944, -1.5708, -2.2718)
ON_TRAY = PlaceSpot(0.6, 0.1, 0.05)
FEEDER = PlaceSpot(0.18, 0.5, 0.06)
OTHER_FEEDER = PlaceSpot(0.20, -0.5, 0.06)
PLATE = HeldPart("plate", 0.15, 0.15, 0.03, 0.03, 1.0)
LIMITS = MotionLimits(UR10E.velocity_limits_rad_s, (8.0,) * 6, (80.0,) * 6)


def transits(*more: Placed, folder: Path | None = None, post: bool = True) -> Transits:
    return Transits(assembly_cell(*more, post=post), ARM, KINEMATICS, HOME, {"plate": PLATE}, KeptFiles(folder))


def found(ways: Transits, start: PlaceSpot | JointSpot, end: PlaceSpot | JointSpot, held: str = "") -> Transit:
    way = ways.find(Question(start, end, 0.06, held))
    assert isinstance(way, Transit), way
    return way


def led(way: Transit, start: PlaceSpot, end: PlaceSpot) -> WholeMove:
    """The whole move between places that may stand beside the nominal ones."""
    first = KINEMATICS.inverse(start.pose(start.z_m), way.corners[0])
    assert first is not None
    move = whole_move(KINEMATICS, way, first, start.pose(start.z_m), end.pose(end.z_m))
    assert move is not None
    return move


def test_a_known_way_is_found_in_its_file_and_no_world_is_made_for_it(tmp_path: Path) -> None:
    made = found(transits(folder=tmp_path), FEEDER, ON_TRAY, "plate")
    again = transits(folder=tmp_path)
    assert found(again, FEEDER, ON_TRAY, "plate") == made
    assert not again._search._hands
    assert transits(block("box", Box(0.1, 0.1, 0.1), Pose3D(9.0)), folder=tmp_path).hash != again.hash


def test_a_torn_file_is_planned_again(tmp_path: Path) -> None:
    made = found(transits(folder=tmp_path), FEEDER, ON_TRAY)
    for file in tmp_path.iterdir():
        file.write_text(file.read_text()[:-9])
    assert found(transits(folder=tmp_path), FEEDER, ON_TRAY) == made


@pytest.mark.parametrize("held", ["", "plate"])
def test_moves_touch_nothing_though_the_tray_stands_beside_its_nominal_place(held: str) -> None:
    """Looked at every 4 ms; on the lines up and down the hand works on what it may touch."""
    ways = transits()
    part = {"plate": PLATE}.get(held)
    scene = assembly_cell(*(() if part is None else (part.placed(),)))
    poses = {} if part is None else {part.name: part.in_tool}
    world = CollisionWorld(scene, ARM, held=poses, margin_m=0.0)
    for start, end in pairwise((FEEDER, ON_TRAY, OTHER_FEEDER, ON_TRAY)):
        way = found(ways, start, end, held)
        for off_m, turn_rad in ((0.0, 0.0), (0.006, 0.008), (-0.006, -0.008)):
            true = [replace(spot, x_m=spot.x_m + off_m, yaw_rad=turn_rad) for spot in (start, end)]
            move = led(way, *true)
            trajectory = move.trajectory(LIMITS, way.overlaps)
            lines = [np.array((spot.x_m, spot.y_m)) for spot in true]
            for time_s in np.arange(0.0, trajectory.duration_s, 0.004):
                q = trajectory.at(float(time_s))
                tool = KINEMATICS.forward(q.tolist())[:2, 3]
                is_on_line = min(float(np.linalg.norm(tool - line)) for line in lines) <= 0.003
                assert is_on_line or world.is_free(q), (start, end, time_s, world.nearest(q))


def test_cut_corners_save_time_and_keep_every_limit() -> None:
    way = found(transits(), FEEDER, ON_TRAY)
    move = led(way, FEEDER, ON_TRAY)
    cut, stopping = move.trajectory(LIMITS, way.overlaps), move.trajectory(LIMITS)
    assert max(way.overlaps) > 0.0
    assert cut.duration_s < 0.95 * stopping.duration_s
    for time_s in np.linspace(0.0, cut.duration_s, 400):
        _, velocity, acceleration = cut.state(float(time_s))
        assert np.all(np.abs(velocity) <= np.array(LIMITS.velocity) * 1.02)
        assert np.all(np.abs(acceleration) <= np.array(LIMITS.acceleration) * 1.05)
    assert cut.positions[-1] == pytest.approx(move.end)


def test_the_tool_goes_up_and_down_straight() -> None:
    way = found(transits(), FEEDER, ON_TRAY)
    move = led(way, FEEDER, ON_TRAY)
    assert move.up is not None
    assert move.down is not None
    for line, spot in ((move.up, FEEDER), (move.down, ON_TRAY)):
        for share in np.linspace(0.0, 1.0, 40):
            (q,) = line.at([float(share)])
            pose = KINEMATICS.forward(q.tolist())
            assert math.dist(pose[:2, 3], (spot.x_m, spot.y_m)) < 2e-5
            assert pose[2, 2] < -1.0 + 1e-8


def test_all_places_are_worked_at_in_the_branch_of_home() -> None:
    ways = transits(post=False)
    spots = (JointSpot(HOME), FEEDER, ON_TRAY, OTHER_FEEDER, JointSpot(HOME))
    branches = {
        branch_of(UR10E, corner) for start, end in pairwise(spots) for corner in found(ways, start, end).corners
    }
    assert branches == {branch_of(UR10E, HOME)}


def test_what_is_in_the_way_is_gone_round() -> None:
    wall = block("wall", Box(0.5, 0.02, 0.30), Pose3D(0.45, 0.30, 0.90))
    assert len(found(transits(post=False), FEEDER, ON_TRAY).corners) == 2
    way = found(transits(wall, post=False), FEEDER, ON_TRAY)
    world = CollisionWorld(assembly_cell(wall, post=False), ARM)
    assert all(world.is_way_free(a, b) for a, b in pairwise(way.corners))
    assert way.start_z_m is not None
    assert len(way.corners) > 2 or way.start_z_m > 0.13


def test_why_there_is_no_way_is_told_with_what_is_there() -> None:
    lid = block("lid", Box(0.6, 0.6, 0.02), Pose3D(0.6, 0.1, 0.86))
    refused = transits(lid).find(Question(JointSpot(HOME), ON_TRAY, 0.02))
    assert isinstance(refused, NoPlan)
    assert refused.reason is Reason.COLLISION
    assert "lid" in refused.detail
    far = transits().find(Question(JointSpot(HOME), PlaceSpot(2.0, 0.0, 0.1), 0.06))
    assert isinstance(far, NoPlan)
    assert far.reason is Reason.NO_SOLUTION


def test_a_part_that_hangs_low_is_lifted_higher() -> None:
    wall = block("wall", Box(0.6, 0.02, 0.15), Pose3D(0.45, 0.30, 0.825), Role.STATION)
    empty = found(transits(wall, post=False), FEEDER, ON_TRAY)
    full = found(transits(wall, post=False), FEEDER, ON_TRAY, "plate")
    heights = [max(float(KINEMATICS.forward(corner)[2, 3]) for corner in way.corners) for way in (empty, full)]
    assert heights[1] > heights[0]


def test_a_line_that_leads_past_the_axis_of_the_base_is_refused() -> None:
    start = KINEMATICS.inverse(tool_down(0.30, 0.0, 0.3), HOME)
    assert start is not None
    assert tool_line(KINEMATICS, start, tool_down(0.10, 0.0, 0.3)) is None
