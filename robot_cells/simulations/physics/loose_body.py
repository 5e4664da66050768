"""A body that is joined to nothing: where it is, how fast it moves, and how it is put somewhere by hand."""

from __future__ import annotations

import math
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from robot_cells.bodies.pose3d import Matrix, Pose3D
from robot_cells.errors import SceneError
from robot_cells.simulations.physics.physics_world import PhysicsWorld

Vector: TypeAlias = npt.NDArray[np.float64]

STILL_M_S, STILL_RAD_S = 0.002, 0.02
"""A body that is slower than this lies still."""

HELD_BITS, FREE_BITS = 1, 3
"""A part meets cups, which are of kind 2, unless a cup holds it."""
SEEN_ONLY = 1
"""The group of shapes that are only seen (scenes/mjcf_geometry.py)."""


def cross(a: Vector, b: Vector) -> Vector:
    """(3,) the vector product; numpy's own takes ten times as long for two of three numbers."""
    (a0, a1, a2), (b0, b1, b2) = a.tolist(), b.tolist()
    return np.array([a1 * b2 - a2 * b1, a2 * b0 - a0 * b2, a0 * b1 - a1 * b0])


def length(a: Vector) -> float:
    """Of (3,)."""
    return math.sqrt(a @ a)


class LooseBody:
    """What is placed as `name` in the scene and not bolted down. Poses are 4x4 in the frame `line`.

    While it is parked it has no weight, so that it stays where it is put, falls asleep there and costs nothing. Raises
    `SceneError` for a world without it.
    """

    def __init__(self, world: PhysicsWorld, name: str) -> None:
        self._world = world
        self.name = name
        model = world.model
        try:
            joint = model.joint(name)
        except KeyError as error:
            raise SceneError(f"It has no loose body: {error}", where=name, remedy="Make the scene anew.") from error
        self.body = int(model.jnt_bodyid[joint.id])
        self._at = int(joint.qposadr[0])
        self.dof = int(joint.dofadr[0])
        """The first of its six degrees of freedom: velocity in `line`, then angular velocity in its own frame."""

    def pose(self) -> Matrix:
        """Where its own frame is."""
        data, pose = self._world.data, np.eye(4)
        pose[:3, :3] = data.xmat[self.body].reshape(3, 3)
        pose[:3, 3] = data.xpos[self.body]
        return pose

    @property
    def is_still(self) -> bool:
        """Whether it moves no more."""
        speed = self._world.data.qvel[self.dof : self.dof + 6]
        return bool(np.linalg.norm(speed[:3]) < STILL_M_S and np.linalg.norm(speed[3:]) < STILL_RAD_S)

    @property
    def velocity_m_s(self) -> Vector:
        """(3,) of its origin, in `line`."""
        return np.asarray(self._world.data.qvel[self.dof : self.dof + 3])

    @property
    def is_parked(self) -> bool:
        """Whether it waits where it weighs nothing."""
        return bool(self._world.model.body_gravcomp[self.body] == 1.0)

    @property
    def mass_kg(self) -> float:
        """What it weighs."""
        return float(self._world.model.body_mass[self.body])

    def put(self, pose: Pose3D) -> None:
        """At rest there, from the next step on."""
        data = self._world.data
        data.qpos[self._at : self._at + 7] = (*pose.position_m, *pose.quaternion)
        data.qvel[self.dof : self.dof + 6] = 0.0
        data.xfrc_applied[self.body] = 0.0
        self._world.model.body_gravcomp[self.body] = 0.0

    def park(self, pose: Pose3D) -> None:
        """There, and weightless."""
        self.put(pose)
        self._world.model.body_gravcomp[self.body] = 1.0

    def push(self, force_n: Vector) -> None:
        """A force in `line` at its centre of mass, from the next step on, until it is told another."""
        self._world.data.xfrc_applied[self.body, :3] = force_n

    def touch(self, *, is_felt: bool) -> None:
        """Whether it meets other bodies at all."""
        model = self._world.model
        first = int(model.body_geomadr[self.body])
        for geom in range(first, first + int(model.body_geomnum[self.body])):
            if int(model.geom_group[geom]) != SEEN_ONLY:
                model.geom_contype[geom], model.geom_conaffinity[geom] = (1, FREE_BITS) if is_felt else (0, 0)

    def meet_cups(self, *, is_met: bool) -> None:
        """Whether a cup pushes against it; the one that holds it does not."""
        model = self._world.model
        first = int(model.body_geomadr[self.body])
        for geom in range(first, first + int(model.body_geomnum[self.body])):
            if model.geom_contype[geom]:
                model.geom_conaffinity[geom] = FREE_BITS if is_met else HELD_BITS
