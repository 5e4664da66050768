"""The eight ways in which an arm of the Universal Robots family can reach a pose."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from robot_cells.devices.six_axis_arm import ArmModel, Joints, Pose, SixAxisArm


class Shoulder(Enum):
    """On which side of the base's axis the arm passes, seen from the base toward the last wrist."""

    LEFT = "left"
    RIGHT = "right"


class Elbow(Enum):
    """Whether the elbow is above or below the line from the shoulder to the first wrist."""

    UP = "up"
    DOWN = "down"


class Wrist(Enum):
    """The sign of the second wrist's position."""

    POSITIVE = "positive"
    NEGATIVE = "negative"


@dataclass(frozen=True, slots=True)
class Branch:
    """One of the eight, or several: what is None may be either."""

    shoulder: Shoulder | None = None
    elbow: Elbow | None = None
    wrist: Wrist | None = None

    def allows(self, other: Branch) -> bool:
        """Whether `other`, which is one of the eight, is among these."""
        return (
            self.shoulder in (None, other.shoulder)
            and self.elbow in (None, other.elbow)
            and self.wrist in (None, other.wrist)
        )


ANY = Branch()


def in_order(arm: SixAxisArm, pose: Pose, home: Sequence[float]) -> list[Joints]:
    """All joint positions that reach `pose` (4x4, `base`): those in the branch of `home` first, the nearest first.

    Places that are worked at in one branch need no flips between them.
    """
    wanted = branch_of(arm.model, home)
    found = list(arm.solutions(pose, home))
    return sorted(found, key=lambda q: (branch_of(arm.model, q) != wanted, math.dist(q, home), q))


def branch_of(model: ArmModel, positions_rad: Sequence[float]) -> Branch:
    """In which of the eight an arm is at these six joint positions.

    In the plane of the long links, with u away from the base's axis and v up: the arm passes on the right where the
    last wrist is on the positive side of u (frame 1 of the Denavit-Hartenberg convention), and the elbow is up where
    the cross product of the way to the wrist and of the way to the elbow has the sign of the wrist's u.
    """
    _, q2, q3, q4, q5, _ = positions_rad
    elbow_u, elbow_v = model.a2_m * math.cos(q2), model.a2_m * math.sin(q2)
    wrist_u, wrist_v = elbow_u + model.a3_m * math.cos(q2 + q3), elbow_v + model.a3_m * math.sin(q2 + q3)
    last_u = wrist_u + model.d5_m * math.sin(q2 + q3 + q4)
    cross = wrist_u * elbow_v - wrist_v * elbow_u
    return Branch(
        Shoulder.RIGHT if last_u > 0.0 else Shoulder.LEFT,
        Elbow.UP if cross * wrist_u > 0.0 else Elbow.DOWN,
        Wrist.POSITIVE if math.sin(q5) >= 0.0 else Wrist.NEGATIVE,
    )
