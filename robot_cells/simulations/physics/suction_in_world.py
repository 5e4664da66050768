"""A cup that holds by vacuum what it covers, and lets go of what pulls harder.

An area gripper with check valves: of its face only what is covered holds, `F = p A` over that area, and never more
than its greatest force. What is held hangs on the cup until pull, shear (carried by friction between cup and part) and
tilt together are more than that.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from robot_cells.bodies.shape import Cylinder
from robot_cells.errors import SceneError
from robot_cells.robots.suction_gripper import VACUUM_PA
from robot_cells.robots.suction_hold import FRICTION, GRAVITY_MPS2
from robot_cells.robots.tool import TOOL
from robot_cells.scenes.scene import Placed
from robot_cells.simulations.physics.bond import Bond
from robot_cells.simulations.physics.loose_body import LooseBody, cross, length
from robot_cells.simulations.physics.physics_world import STEP_S, PhysicsWorld
from robot_cells.simulations.physics.top_face import TopFace, disc_points

HAND, CUP = "gripper", "cup_felt"
"""The body of a gripper on its arm, and the shape of its cup."""
REACH_M = 0.002
"""The cup's folds give way so far: it takes hold of a top that is as near as this."""
TILT_RAD = 0.05
JOLT_S = 0.01
"""The lip of a cup must be lifted for air to come in, and that takes its time."""


class SuctionInWorld:
    """The cup of an arm; `force_n` is the most that it holds with. Raises `SceneError` for an arm without one."""

    def __init__(self, world: PhysicsWorld, arm: Placed, parts: Sequence[Placed], force_n: float) -> None:
        self._world = world
        self._tool = int(world.model.site(f"{arm.name}/{TOOL}").id)
        self._points = disc_points(_cup_radius(arm))
        self._area_m2 = math.pi * _cup_radius(arm) ** 2
        self._most_n = force_n
        self._bonds = {part.name: Bond(world, arm.name, LooseBody(world, part.name)) for part in parts}
        faces = {part.name: TopFace.of(part.mechanism.bodies[0]) for part in parts}
        self._faces = {name: face for name, face in faces.items() if face is not None}
        self._limit_n = 0.0
        self._over_s = 0.0
        self.holding = ""
        self.torn_off = ""
        """What was torn off since the latest grasp."""

    @property
    def limit_n(self) -> float:
        """How much it holds now."""
        return self._limit_n if self.holding else 0.0

    def below(self) -> dict[str, float]:
        """What it could hold, with how much force in N: by the part's name, the strongest first."""
        found = {name: self._force_on(name) for name in self._faces if not self._bonds[name].part.is_parked}
        return dict(sorted(((k, v) for k, v in found.items() if v > 0.0), key=lambda item: (-item[1], item[0])))

    def hold(self, part: str) -> bool:
        """Whether it has taken hold of that part."""
        force = self._force_on(part)
        if self.holding or force <= 0.0:
            return False
        self.holding, self._limit_n, self.torn_off, self._over_s = part, force, "", 0.0
        self._bonds[part].close()
        self._bonds[part].part.meet_cups(is_met=False)
        return True

    def take_over(self, before: SuctionInWorld) -> bool:
        """Go on holding, in a world made anew, what was held; whether that is there."""
        if before.holding not in self._bonds or not self._bonds[before.holding].is_closed:
            return False
        self.holding, self._limit_n = before.holding, before.limit_n
        self._bonds[self.holding].part.meet_cups(is_met=False)
        return True

    def let_go(self) -> str:
        """The name of what it held."""
        part, self.holding = self.holding, ""
        if part:
            self._bonds[part].open()
            self._bonds[part].part.meet_cups(is_met=True)
        return part

    def watch(self, _: float) -> None:
        """Asked before every step: what pulls harder than it holds, for longer than a jolt, is torn off."""
        self._over_s = self._over_s + STEP_S if self.load_n() > self.limit_n else 0.0
        if self._over_s > JOLT_S:
            self.torn_off = self.let_go()

    @property
    def weight_n(self) -> float:
        """Of what it holds."""
        return GRAVITY_MPS2 * self._bonds[self.holding].part.mass_kg if self.holding else 0.0

    def load_n(self) -> float:
        """How much of its force is taken: pull, shear over friction, tilt over the cup's radius."""
        if not self.holding:
            return 0.0
        data, bond = self._world.data, self._bonds[self.holding]
        wrench = bond.wrench()
        out = data.site_xmat[self._tool].reshape(3, 3)[:, 2]
        force = wrench[:3]
        pull = -float(force @ out)
        shear = length(force + pull * out)
        lever = data.site_xpos[self._tool] - data.xpos[bond.part.body]
        torque = wrench[3:] - cross(lever, force)
        tilt = length(torque - (torque @ out) * out)
        return float(pull + shear / FRICTION + tilt / math.sqrt(self._area_m2 / math.pi))

    def _force_on(self, part: str) -> float:
        """In N, zero where the cup is not on its top."""
        face, data = self._faces.get(part), self._world.data
        if face is None:
            return 0.0
        turn, where = data.site_xmat[self._tool].reshape(3, 3), data.site_xpos[self._tool]
        pose = self._bonds[part].part.pose()
        own = pose[:3, :3].T
        at = own @ (where - pose[:3, 3])
        axis = own @ turn[:, 2]
        if axis[2] > -math.cos(TILT_RAD) or abs(at[2] - face.height_m) > REACH_M:
            return 0.0
        upon = at[:2] + self._points @ (own @ turn[:, :2])[:2].T
        return min(self._most_n, VACUUM_PA * self._area_m2 * face.share(upon))


def _cup_radius(arm: Placed) -> float:
    for body in arm.mechanism.bodies:
        for item in body.geometries:
            if body.name == HAND and item.name == CUP and isinstance(item.shape, Cylinder):
                return item.shape.radius_m
    raise SceneError("It has no cup.", where=arm.name, remedy="Give its gripper the model suction.")
