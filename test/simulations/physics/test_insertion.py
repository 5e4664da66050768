"""A part finds its socket by feel, though it is held askew and beside it."""

from __future__ import annotations

import math

import numpy as np
import pytest
from arm_worlds import ARM, HOME, JOINTS, TOOL_LENGTH_M, world

from robot_cells.bodies.pose3d import Pose3D
from robot_cells.devices.six_axis_arm import tool_down
from robot_cells.simulations.physics.arm_in_world import ArmInWorld
from robot_cells.simulations.physics.insertion import Insertion, InsertionController, Phase
from robot_cells.simulations.physics.physics_world import PhysicsWorld
from robot_cells.simulations.spiral import Spiral

WIDTH_M, DEPTH_M, HEIGHT_M = 0.07, 0.11, 0.03
FLOOR_M, SOCKET_M, WALL_M, CHAMFER_M, CLEARANCE_M = 0.05, 0.012, 0.008, 0.001, 0.0003
GRIP_M = 0.005
"""The tool point is so far below the part's upper side."""
SEATED_M = FLOOR_M + HEIGHT_M - GRIP_M


def part() -> str:
    """What the hand holds, as a box of MJCF."""
    size = f"{WIDTH_M / 2} {DEPTH_M / 2} {HEIGHT_M / 2}"
    return f'<geom type="box" pos="0 0 {TOOL_LENGTH_M + HEIGHT_M / 2 - GRIP_M}" size="{size}" mass="0.4"/>'


def socket(x_m: float = 0.6) -> str:
    """A floor and four walls with chamfers: wider than the part by the clearance in all."""
    made = f'<geom type="box" pos="{x_m} 0 {FLOOR_M - 0.01}" size="0.15 0.15 0.01"/>'
    height = (SOCKET_M - CHAMFER_M) / 2
    slope, thick = CHAMFER_M / math.sqrt(2), 0.45 * CHAMFER_M
    for axis, (inner, along) in enumerate(((WIDTH_M, DEPTH_M), (DEPTH_M, WIDTH_M))):
        edge, half = (inner + CLEARANCE_M) / 2, along / 2 + WALL_M
        for side in (-1.0, 1.0):
            walls = (
                (edge + WALL_M / 2, FLOOR_M + height, 0.0, (WALL_M / 2, height)),
                # Its upper face is the slope; it lies below that by half its thickness.
                (
                    edge + CHAMFER_M / 2 + thick * math.sqrt(0.5),
                    FLOOR_M + SOCKET_M - CHAMFER_M / 2 - thick * math.sqrt(0.5),
                    math.pi / 4,
                    (slope, thick),
                ),
            )
            for out, up, tilt, (wide, high) in walls:
                if axis == 0:
                    place, turn, size = f"{x_m + side * out} 0 {up}", f"0 {-side * tilt} 0", f"{wide} {half} {high}"
                else:
                    place, turn, size = f"{x_m} {side * out} {up}", f"{side * tilt} 0 0", f"{half} {wide} {high}"
                made += f'<geom type="box" pos="{place}" euler="{turn}" size="{size}"/>'
    return made


def tried(seed: int, around: str, time_limit_s: float = 15.0, limit_n: float = 20.0) -> InsertionController:
    """An insertion that begins up to 1 mm and 1 degree beside the socket in every direction."""
    draw = np.random.default_rng(seed).uniform(-1.0, 1.0, 6)
    x, y, z = draw[:3] * 0.001
    roll, pitch, yaw = draw[3:] * math.radians(1.0)
    pose = tool_down(0.6 + x, y, SEATED_M + SOCKET_M + 0.008 + z)
    pose[:3, :3] = Pose3D(roll_rad=roll, pitch_rad=pitch, yaw_rad=yaw).matrix()[:3, :3] @ pose[:3, :3]
    joints = ARM.inverse(pose, HOME)
    assert joints is not None
    made = PhysicsWorld(world(part(), around))
    arm = ArmInWorld(made, "arm", JOINTS)
    arm.stand(joints)
    made.settle()
    made.advance(0.1)
    controller = InsertionController(arm, Insertion(SEATED_M, time_limit_s=time_limit_s, limit_n=limit_n))
    made.add(controller)
    assert made.advance(60.0)
    return controller


@pytest.mark.parametrize("seed", range(8))
def test_a_part_held_askew_beside_its_socket_is_seated_within_the_force_limit(seed: int) -> None:
    done = tried(seed, socket())
    assert done.phase is Phase.SEATED
    assert done.duration_s < 10.0 and done.longest_over_limit_s < 1.0


def test_where_there_is_no_socket_the_search_gives_up_and_presses_no_harder_than_allowed() -> None:
    plate = f'<geom type="box" pos="0.6 0 {FLOOR_M}" size="0.2 0.2 {SOCKET_M}"/>'
    done = tried(1, plate, time_limit_s=3.0)
    assert done.phase is Phase.GAVE_UP
    assert done.longest_over_limit_s < 1.0


def test_more_force_than_is_wanted_for_a_second_ends_it() -> None:
    plate = f'<geom type="box" pos="0.6 0 {FLOOR_M}" size="0.2 0.2 {SOCKET_M}"/>'
    done = tried(1, plate, limit_n=0.1)
    assert done.phase is Phase.OVER_LIMIT
    assert 1.0 < done.longest_over_limit_s < 1.01
    assert done.duration_s < 5.0
    assert len(done.travel_m) == len(done.force_n) and done.depth_m < 0.0015


def test_the_spiral_covers_its_disc_and_keeps_its_speed() -> None:
    spiral = Spiral(pitch_m=0.0005, radius_m=0.002, speed_mps=0.005)
    times = np.arange(0.0, spiral.round_s, 0.001)
    way = np.array([spiral.at(float(time)) for time in times])
    speeds = np.linalg.norm(np.diff(way, axis=0), axis=1) / 0.001
    assert speeds[100:].max() < 1.2 * spiral.speed_mps and speeds[100:].min() > 0.8 * spiral.speed_mps
    grid = np.stack(np.meshgrid(*[np.linspace(-0.002, 0.002, 21)] * 2), axis=-1).reshape(-1, 2)
    inside = grid[np.linalg.norm(grid, axis=1) < 0.0018]
    nearest = np.linalg.norm(inside[:, None] - way[None], axis=2).min(axis=1)
    assert nearest.max() < 0.6 * spiral.pitch_m
