"""An arm of a physics world: where its joints and its tool are, what it feels, and where it is driven to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from robot_cells.bodies.pose3d import Matrix
from robot_cells.errors import SceneError
from robot_cells.simulations.physics.loose_body import cross
from robot_cells.simulations.physics.physics_world import STEP_S, PhysicsWorld

Vector: TypeAlias = npt.NDArray[np.float64]

STILL = (0.0,) * 6
FORCE, TORQUE, ACCELERATION = "force", "torque", "acceleration"
"""Names of the sensors at an arm's flange."""
TAKE_UP_N_S = 100.0
"""How fast the motors take up a payload."""
TOOL, FLANGE = "tool", "flange"
"""Frames of an arm: the tool point, and where the force sensor sits."""


class ArmInWorld:
    """The arm whose names begin with `name/`.

    Its world carries position servos for it, and at its flange sensors of force, torque and acceleration. Everything is
    told in the arm's frame `base`, metres, radians, newton. Raises `SceneError` for a world without it.
    """

    def __init__(self, world: PhysicsWorld, name: str, joints: Sequence[str]) -> None:
        self.name = name
        self._joints = tuple(joints)
        self._tare = np.zeros(6)
        self._carried_n = 0.0
        self.bind(world)

    def bind(self, world: PhysicsWorld) -> None:
        """From now on it is the arm of that name in another world; raises `SceneError` for a world without it."""
        import mujoco

        self._mujoco = mujoco
        self._world = world
        model, name = world.model, self.name
        try:
            at = [model.joint(f"{name}/{joint}") for joint in self._joints]
            self._servos = np.array([model.actuator(f"{name}/{joint}").id for joint in self._joints])
            self._tool = model.site(f"{name}/{TOOL}").id
            self._flange = model.site(f"{name}/{FLANGE}").id
            self._base = model.site(f"{name}/base").id
            sensors = [model.sensor(f"{name}/{what}") for what in (FORCE, TORQUE, ACCELERATION)]
        except KeyError as error:
            raise SceneError(
                f"It lacks a part of the arm: {error}", where=name, remedy="Make the scene anew."
            ) from error
        self._positions = np.array([int(joint.qposadr[0]) for joint in at])
        self._velocities = np.array([int(joint.dofadr[0]) for joint in at])
        self._sensed = np.concatenate([np.arange(int(item.adr[0]), int(item.adr[0]) + 3) for item in sensors])
        # A servo's torque is k (target - position) - d speed: it moves d/k times its speed behind the target.
        self._lead_s = -model.actuator_biasprm[self._servos, 2] / model.actuator_gainprm[self._servos, 0]
        self._jacobian = np.zeros((6, model.nv))
        self._hand = int(model.site_bodyid[self._tool])
        self._mass_kg = float(model.body_subtreemass[self._hand])

    @property
    def joints_rad(self) -> Vector:
        """(6,) where its joints are."""
        return np.asarray(self._world.data.qpos[self._positions])

    @property
    def speeds_rad_s(self) -> Vector:
        """(6,) how fast they turn."""
        return np.asarray(self._world.data.qvel[self._velocities])

    @property
    def targets_rad(self) -> Vector:
        """(6,) where the servos are told to be."""
        return np.asarray(self._world.data.ctrl[self._servos])

    def drive(self, targets_rad: Sequence[float] | Vector, speeds_rad_s: Sequence[float] | Vector = STILL) -> None:
        """Tell the servos where to be from the next step on, and how fast to move there, so that they do not lag."""
        self._world.data.ctrl[self._servos] = np.asarray(targets_rad) + self._lead_s * np.asarray(speeds_rad_s)

    def stand(self, joints_rad: Sequence[float]) -> None:
        """Put it there by hand, at rest, and keep it there."""
        self._world.data.qpos[self._positions] = joints_rad
        self._world.data.qvel[self._velocities] = 0.0
        self.drive(joints_rad)

    def tool(self) -> Matrix:
        """The pose of the tool, 4x4."""
        return self._seen(self._tool)

    def carry(self, weight_n: float) -> None:
        """Told before every step how much hangs on the tool point: the motors bear it, as the arm was told a payload.

        What is new is taken up within a moment, so that it does not jerk.
        """
        if not weight_n and not self._carried_n:
            return
        change = np.clip(weight_n - self._carried_n, -TAKE_UP_N_S * STEP_S, TAKE_UP_N_S * STEP_S)
        self._carried_n += float(change)
        up = self._turn() @ np.array([0.0, 0.0, self._carried_n])
        self._world.data.qfrc_applied[self._velocities] = self.jacobian()[:3].T @ up

    def zero_force(self) -> None:
        """What is felt now counts as nothing from now on: the weight of the tool and of what it holds."""
        self._tare = self._felt()

    def wrench(self) -> Vector:
        """(6,) force in N and torque in N.m that the surroundings put on the tool, about the tool point."""
        return self._tare - self._felt()

    def jacobian(self) -> Vector:
        """(6, 6): velocity and angular velocity of the tool for joint speeds."""
        data, turn = self._world.data, self._turn()
        self._mujoco.mj_jacSite(self._world.model, data, self._jacobian[:3], self._jacobian[3:], self._tool)
        own = self._jacobian[:, self._velocities]
        return np.vstack([turn @ own[:3], turn @ own[3:]])

    def touching(self) -> tuple[str, ...]:
        """The names of the bodies that touch the arm or what is bolted to it, in the order of the model."""
        model, data = self._world.model, self._world.data
        bodies = model.geom_bodyid[data.contact.geom] if data.ncon else np.empty((0, 2), int)
        found = set()
        for pair, distance in zip(bodies, data.contact.dist, strict=True):
            one, other = (model.body(int(body)).name for body in pair)
            if distance > 0.0 or self._is_own(one) == self._is_own(other):
                continue
            found.add(int(pair[0] if self._is_own(other) else pair[1]))
        return tuple(model.body(body).name for body in sorted(found))

    def _is_own(self, body: str) -> bool:
        return body == self.name or body.startswith(f"{self.name}/")

    def _felt(self) -> Vector:
        """(6,) what the flange holds beside the tool's own weight and inertia, in `base`, about the tool point.

        That is how the makers' controllers tell contact from motion: they know the mass of the tool.
        """
        data = self._world.data
        axes = self._turn() @ data.site_xmat[self._flange].reshape(3, 3)
        force, torque, pull = (axes @ part for part in data.sensordata[self._sensed].reshape(3, 3))
        force = force - self._mass_kg * pull
        lever = self._turn() @ (data.site_xpos[self._tool] - data.site_xpos[self._flange])
        return np.concatenate([force, torque - cross(lever, force)])

    def _turn(self) -> Vector:
        """(3, 3): from the world's axes to those of `base`."""
        return np.asarray(self._world.data.site_xmat[self._base].reshape(3, 3).T)

    def _seen(self, site: int) -> Matrix:
        data, turn = self._world.data, self._turn()
        pose = np.eye(4)
        pose[:3, :3] = turn @ data.site_xmat[site].reshape(3, 3)
        pose[:3, 3] = turn @ (data.site_xpos[site] - data.site_xpos[self._base])
        return pose
