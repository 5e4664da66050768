"""Two fingers that close until they press as hard as they shall, and hold by friction."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from robot_cells.errors import SceneError
from robot_cells.robots.suction_hold import GRAVITY_MPS2
from robot_cells.robots.two_finger_gripper import FINGER_JOINT, GAP_M, OTHER_FINGER_JOINT, SPEED_M_S
from robot_cells.scenes.scene import Placed
from robot_cells.simulations.physics.physics_world import STEP_S, PhysicsWorld

FINGERS, PAD = ("left_finger", "right_finger"), "pad"
LEAD_M = 0.0015
"""The servo's target runs so far ahead of the fingers at most: farther than it gives way at their greatest force."""
SLOW_M_S, QUIET_S = 0.001, 0.03
"""Fingers that have been slower for so long have come to their end."""


class FingersInWorld:
    """The fingers of an arm; `opening_m` and `force_n` of one pad are the most. A controller while they move.

    Raises `SceneError` for an arm without fingers.
    """

    def __init__(
        self, world: PhysicsWorld, arm: Placed, parts: Sequence[Placed], opening_m: float, force_n: float
    ) -> None:
        self._opening_m, self._most_n = opening_m, force_n
        self._goal_m, self._force_n = opening_m / 2.0, force_n
        self._quiet_s = 0.0
        self._bind(world, arm, parts)

    def _bind(self, world: PhysicsWorld, arm: Placed, parts: Sequence[Placed]) -> None:
        self._world = world
        model = world.model
        try:
            joint = model.joint(f"{arm.name}/{FINGER_JOINT}")
            other = model.joint(f"{arm.name}/{OTHER_FINGER_JOINT}")
            self._servo = int(model.actuator(f"{arm.name}/{FINGER_JOINT}").id)
            self._pads = [int(model.geom(f"{arm.name}/{finger}/{PAD}").id) for finger in FINGERS]
        except KeyError as error:
            raise SceneError(f"It has no fingers: {error}", where=arm.name, remedy="Make the scene anew.") from error
        self._at, self._dof = int(joint.qposadr[0]), int(joint.dofadr[0])
        self._other_at = int(other.qposadr[0])
        self._parts = {int(model.body(f"{part.name}/{part.mechanism.bodies[0].name}").id): part.name for part in parts}
        self._bodies = {name: body for body, name in self._parts.items()}

    def move_to(self, world: PhysicsWorld, arm: Placed, parts: Sequence[Placed]) -> None:
        """Go on in a world made anew, closing or opening as before."""
        self._bind(world, arm, parts)
        self._begin(self._goal_m, self._force_n)

    @property
    def width_m(self) -> float:
        """How far the pads stand apart."""
        data = self._world.data
        return float(data.qpos[self._at] + data.qpos[self._other_at]) + 2.0 * GAP_M

    @property
    def force_n(self) -> float:
        """How hard each pad presses."""
        return abs(float(self._world.data.actuator_force[self._servo])) / 2.0

    def close(self, force_n: float) -> None:
        """Begin to close, with so much force of each pad, at most what the gripper has."""
        self._begin(0.0, min(force_n, self._most_n))

    def open(self) -> None:
        """Begin to open wide."""
        self._begin(self._opening_m / 2.0, self._most_n)

    def act(self, at_s: float) -> bool:
        """See `Controller`: the target runs to its goal at the gripper's speed, a little ahead of the fingers."""
        del at_s
        data = self._world.data
        here = float(data.qpos[self._at])
        step = np.clip(self._goal_m - data.ctrl[self._servo], -SPEED_M_S * STEP_S, SPEED_M_S * STEP_S)
        data.ctrl[self._servo] = np.clip(data.ctrl[self._servo] + step, here - LEAD_M, here + LEAD_M)
        self._quiet_s = self._quiet_s + STEP_S if abs(data.qvel[self._dof]) < SLOW_M_S else 0.0
        return self._quiet_s > QUIET_S

    def between(self) -> str:
        """The name of the part that both pads touch; empty: none."""
        data, model = self._world.data, self._world.model
        touched: list[set[str]] = [set(), set()]
        for a, b in data.contact.geom.tolist():
            for pad, other in ((a, b), (b, a)):
                part = self._parts.get(int(model.geom_bodyid[other])) if other >= 0 else None
                if pad in self._pads and part is not None:
                    touched[self._pads.index(pad)].add(part)
        return min(touched[0] & touched[1], default="")

    def knows(self, part: str) -> bool:
        """Whether a part is in this world."""
        return part in self._bodies

    def weight_n(self, part: str) -> float:
        """Of a part."""
        return GRAVITY_MPS2 * float(self._world.model.body_mass[self._bodies[part]])

    def _begin(self, goal_m: float, force_n: float) -> None:
        self._world.model.actuator_forcerange[self._servo] = (-2.0 * force_n, 2.0 * force_n)
        self._goal_m, self._force_n, self._quiet_s = goal_m, force_n, 0.0
