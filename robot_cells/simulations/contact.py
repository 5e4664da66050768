"""Forces that an arm feels when it moves down onto something."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from robot_cells.devices.six_axis_arm import Pose, SixAxisArm
from robot_cells.simulations.joint_path import JointPath

STIFFNESS_N_PER_M = 20_000.0
"""Of arm, gripper and part together: a newton for every twentieth of a millimetre."""
REACTION_S = 0.004
"""The arm goes on for so long after the force is reached: two cycles of the 500 Hz controller of the family."""
LATCH_SHARE = 0.8
SAMPLES = 64


@dataclass(frozen=True, slots=True)
class Surface:
    """What is below a tool: a hard stop at the height `z_m`.

    Above it, from `z_m + depth_m` on, there is friction that rises to `friction_n` at eight tenths of the way in and
    falls to half of it when the part latches.
    """

    z_m: float
    depth_m: float = 0.0
    friction_n: float = 0.0

    def force_n(self, z_m: float) -> float:
        """The force in newton against a tool at the height `z_m`."""
        force = STIFFNESS_N_PER_M * max(0.0, self.z_m - z_m)
        if self.depth_m > 0.0:
            share = (self.z_m + self.depth_m - z_m) / self.depth_m
            force += latch_friction_n(share, self.friction_n)
        return force


def latch_friction_n(share: float, friction_n: float) -> float:
    """What a socket puts against a part that is in by that share of its depth (0 to 1): see `Surface`."""
    if share <= 0.0:
        return 0.0
    return friction_n * (share / LATCH_SHARE if share <= LATCH_SHARE else 0.5)


@dataclass(frozen=True, slots=True)
class Contact:
    """How a guarded move went: when it ended (seconds after its start), the force then, and the curve up to there."""

    time_s: float
    force_n: float
    travel_m: tuple[float, ...]
    forces_n: tuple[float, ...]
    reached: bool


def guarded(
    arm: SixAxisArm, path: JointPath, below: Callable[[Pose], Surface | None], contact_force_n: float
) -> Contact:
    """Follow a path until the force `contact_force_n` is felt.

    `below` tells what is under a pose of the tool (4x4, `base`).
    """

    def force_at(time_s: float) -> tuple[float, Pose]:
        """Force in newtons and pose of the tool (4x4) at a time."""
        pose = arm.forward(path.after(time_s))
        surface = below(pose)
        return (surface.force_n(float(pose[2, 3])) if surface else 0.0), pose

    travel, forces = [0.0], []
    force, pose = force_at(0.0)
    forces.append(force)
    previous_s = 0.0
    for index in range(1, SAMPLES + 1):
        if forces[-1] >= contact_force_n:
            break
        time_s = path.duration_s * index / SAMPLES
        force, here = force_at(time_s)
        if force >= contact_force_n:
            time_s = _first_time(lambda t: force_at(t)[0] >= contact_force_n, previous_s, time_s)
            force, here = force_at(time_s)
        travel.append(travel[-1] + math.dist(here[:3, 3], pose[:3, 3]))
        forces.append(force)
        pose, previous_s = here, time_s
    if forces[-1] < contact_force_n:
        return Contact(path.duration_s, forces[-1], tuple(travel), tuple(forces), reached=False)
    end_s = min(previous_s + REACTION_S, path.duration_s)
    force, here = force_at(end_s)
    travel.append(travel[-1] + math.dist(here[:3, 3], pose[:3, 3]))
    return Contact(end_s, force, tuple(travel), (*forces, force), reached=True)


def _first_time(holds: Callable[[float], bool], before_s: float, after_s: float) -> float:
    """The time at which `holds` becomes true between one at which it does not and one at which it does."""
    for _ in range(16):
        middle = (before_s + after_s) / 2.0
        if holds(middle):
            after_s = middle
        else:
            before_s = middle
    return after_s
