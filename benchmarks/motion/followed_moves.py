"""Trajectories that an arm with weight follows by its servos: how far behind it is, and whether it touches anything."""

from __future__ import annotations

import numpy as np

from benchmarks.motion.trial_cell import ARM, TrialCell
from robot_cells.motions.trajectory import Trajectory
from robot_cells.simulations.joint_path import JointPath, joints
from robot_cells.simulations.physics.path_follower import PathFollower
from robot_cells.simulations.physics.scene_world import arm_of, scene_world

LOOKED_AT_S = 0.01


class FollowedMoves:
    """One world for all moves, each of which begins where the last one has ended."""

    def __init__(self, cell: TrialCell) -> None:
        self._world = scene_world(cell.scene)
        self._arm = arm_of(self._world, cell.scene.find(ARM))
        self._chain = cell.empty.chain
        self._arm.stand(cell.home)
        self._world.settle()
        self._world.advance(0.2)
        self.trajectories = 0
        self.touching: list[tuple[str, ...]] = []
        """What was touched, of each trajectory in which something was."""
        self.problems: list[str] = []
        """Why an arm could not follow."""
        self.farthest_m = 0.0
        """Between where a trajectory ends and where the tool point came to stand."""

    def follow(self, trajectory: Trajectory) -> None:
        """Follow one, and look every `LOOKED_AT_S` at what touches the arm."""
        begin_s = self._world.now_s
        path = JointPath(
            begin_s,
            tuple(trajectory.times_s.tolist()),
            tuple(joints(row.tolist()) for row in trajectory.positions),
            tuple(joints(row.tolist()) for row in trajectory.velocities),
            tuple(joints(row.tolist()) for row in trajectory.accelerations),
        )
        follower = PathFollower(self._arm, path)
        self._world.add(follower)
        touched: set[str] = set()
        while not self._world.advance(self._world.now_s + LOOKED_AT_S):
            touched.update(self._arm.touching())
        self.trajectories += 1
        if touched:
            self.touching.append(tuple(sorted(touched)))
        if follower.problem:
            self.problems.append(follower.problem)
        off = np.linalg.inv(self._chain.forward(trajectory.positions[-1])) @ self._arm.tool()
        self.farthest_m = max(self.farthest_m, float(np.linalg.norm(off[:3, 3])))
