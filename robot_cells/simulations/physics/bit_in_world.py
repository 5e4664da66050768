"""The bit of a screwdriver: comes out until it presses, and follows the head down."""

from __future__ import annotations

import numpy as np

from robot_cells.bodies.pose3d import Matrix
from robot_cells.errors import SceneError
from robot_cells.robots.screwdriver import BIT_JOINT, BIT_POINT, FOLLOW_M, OUT_M, SPEED_M_S
from robot_cells.scenes.scene import Placed
from robot_cells.simulations.physics.physics_world import STEP_S, PhysicsWorld

LEAD_M = 0.0015
SLOW_M_S = 0.005


class BitInWorld:
    """The bit of an arm's screwdriver. Raises `SceneError` for an arm without one."""

    def __init__(self, world: PhysicsWorld, arm: Placed) -> None:
        self._world = world
        model = world.model
        try:
            joint = model.joint(f"{arm.name}/{BIT_JOINT}")
            self._servo = int(model.actuator(f"{arm.name}/{BIT_JOINT}").id)
            self._point = int(model.site(f"{arm.name}/{BIT_POINT}").id)
        except KeyError as error:
            raise SceneError(f"It has no bit: {error}", where=arm.name, remedy="Make the scene anew.") from error
        self._at, self._dof = int(joint.qposadr[0]), int(joint.dofadr[0])

    def point(self) -> Matrix:
        """The pose of its point, 4x4 in the frame `line`, z out of the tool."""
        data, pose = self._world.data, np.eye(4)
        pose[:3, :3] = data.site_xmat[self._point].reshape(3, 3)
        pose[:3, 3] = data.site_xpos[self._point]
        return pose

    @property
    def out_m(self) -> float:
        """How far it is out."""
        return float(self._world.data.qpos[self._at])

    @property
    def is_out(self) -> bool:
        """Whether it cannot come farther."""
        return self.out_m > OUT_M + FOLLOW_M - 0.0005

    @property
    def is_slow(self) -> bool:
        """Whether it has come to its end, or stands on something."""
        return abs(float(self._world.data.qvel[self._dof])) < SLOW_M_S

    @property
    def force_n(self) -> float:
        """How hard it presses."""
        return float(self._world.data.actuator_force[self._servo])

    def press(self, force_n: float) -> None:
        """For the next step: on outward, at its speed, until it presses so hard."""
        self._world.model.actuator_forcerange[self._servo] = (-force_n, force_n)
        self._drive(OUT_M + FOLLOW_M)

    def draw_back(self) -> bool:
        """For the next step: inward; whether it is in."""
        self._drive(0.0)
        return self.out_m < 0.0005

    def _drive(self, goal_m: float) -> None:
        data, here = self._world.data, self.out_m
        step = np.clip(goal_m - data.ctrl[self._servo], -SPEED_M_S * STEP_S, SPEED_M_S * STEP_S)
        data.ctrl[self._servo] = np.clip(data.ctrl[self._servo] + step, here - LEAD_M, here + LEAD_M)
