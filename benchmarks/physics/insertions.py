"""Insertion by feel over many seeded trials, scored as the AI for Industry Challenge scores it: seated, and gently."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from benchmarks.physics.socket_scene import ARM, SEATED_M, SOCKET_M, TOOL_LENGTH_M, X_M, Y_M, socket_scene
from robot_cells.bodies.pose3d import Pose3D
from robot_cells.devices.six_axis_arm import UR10E, SixAxisArm, tool_down
from robot_cells.motions.branch import Elbow, branch_of
from robot_cells.simulations.physics.insertion import Insertion, InsertionController, Phase
from robot_cells.simulations.physics.scene_world import arm_of, scene_world

OFF_M, OFF_RAD = 0.001, math.radians(1.0)
ABOVE_M = 0.008
LIMIT_N, LIMIT_S = 20.0, 1.0
ELBOW_UP = (2.85, -1.53, 2.25, -2.29, -1.57, -1.87)
"""Near it the arm stands over the socket with its elbow high."""


@dataclass(frozen=True, slots=True)
class InsertionFigures:
    """`seated` of `trials`; `too_long` had more than `LIMIT_N` for longer than `LIMIT_S`; times in s, forces in N."""

    trials: int
    seated: int
    too_long: int
    median_s: float
    p95_s: float
    peak_median_n: float
    peak_most_n: float
    longest_over_limit_s: float


def measure_insertions(trials: int, first_seed: int = 0) -> InsertionFigures:
    """Every trial begins up to 1 mm and 1 degree beside the socket in each direction, drawn from its seed."""
    done = [insert(seed) for seed in range(first_seed, first_seed + trials)]
    seated = [item for item in done if item.phase is Phase.SEATED]
    times = [item.duration_s for item in done]
    peaks = [item.peak_n for item in done]
    over = [item.longest_over_limit_s for item in done]
    return InsertionFigures(
        trials=trials,
        seated=len(seated),
        too_long=sum(value > LIMIT_S for value in over),
        median_s=float(np.median(times)),
        p95_s=float(np.percentile(times, 95.0)),
        peak_median_n=float(np.median(peaks)),
        peak_most_n=max(peaks),
        longest_over_limit_s=max(over),
    )


def insert(seed: int) -> InsertionController:
    """One trial."""
    draw = np.random.default_rng(seed).uniform(-1.0, 1.0, 6)
    x, y, z = (draw[:3] * OFF_M).tolist()
    roll, pitch, yaw = (draw[3:] * OFF_RAD).tolist()
    pose = tool_down(X_M + x, Y_M + y, SEATED_M + SOCKET_M + ABOVE_M + z)
    pose[:3, :3] = Pose3D(roll_rad=roll, pitch_rad=pitch, yaw_rad=yaw).matrix()[:3, :3] @ pose[:3, :3]
    joints = SixAxisArm(UR10E, TOOL_LENGTH_M).inverse(pose, ELBOW_UP)
    assert joints is not None and branch_of(UR10E, joints).elbow is Elbow.UP
    scene = socket_scene()
    world = scene_world(scene)
    arm = arm_of(world, scene.find(ARM))
    arm.stand(joints)
    world.settle()
    world.advance(0.1)
    controller = InsertionController(arm, Insertion(SEATED_M, limit_n=LIMIT_N))
    world.add(controller)
    world.advance(60.0)
    return controller
