"""Bodies that are joined to each other: an arm with its tool, a machine with its door, a part."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from robot_cells.bodies.body import Body
from robot_cells.bodies.joint import Joint, JointKind
from robot_cells.bodies.pose3d import HERE, Pose3D


@dataclass(frozen=True, slots=True)
class Frame:
    """A named place on a body, in the body's frame: where a tool is mounted, where a camera looks from."""

    body: str
    pose: Pose3D = HERE


@dataclass(frozen=True, slots=True)
class Mechanism:
    """A tree of bodies, parents before their children; `frames` by name. Raises `ValueError` where it is no tree.

    What URDF calls a robot, SDF a model and MJCF a tree of bodies.
    """

    name: str
    bodies: tuple[Body, ...]
    frames: Mapping[str, Frame] = field(default_factory=dict)

    def __post_init__(self) -> None:
        known: set[str] = set()
        joints: set[str] = set()
        for body in self.bodies:
            if not body.name or body.name in known:
                raise ValueError(f"{self.name}: the body name '{body.name}' is empty or there twice.")
            if body.parent and body.parent not in known:
                raise ValueError(f"{self.name}: {body.name} stands on '{body.parent}', which does not come before it.")
            if body.joint.kind is not JointKind.FIXED:
                if not body.joint.name or body.joint.name in joints:
                    raise ValueError(f"{self.name}: the joint name '{body.joint.name}' is empty or there twice.")
                joints.add(body.joint.name)
            known.add(body.name)
        for name, frame in self.frames.items():
            if frame.body not in known:
                raise ValueError(f"{self.name}: the frame {name} is on '{frame.body}', which it does not have.")

    def body(self, name: str) -> Body:
        """The body of that name; raises `KeyError`."""
        for body in self.bodies:
            if body.name == name:
                return body
        raise KeyError(name)

    @property
    def joints(self) -> tuple[Joint, ...]:
        """All joints that move, in the order of the bodies."""
        return tuple(body.joint for body in self.bodies if body.joint.kind is not JointKind.FIXED)

    @property
    def driven_joints(self) -> tuple[Joint, ...]:
        """Those with a motor, in the order of the bodies."""
        return tuple(joint for joint in self.joints if joint.is_driven)

    def children(self, name: str) -> tuple[Body, ...]:
        """The bodies that stand on `name`; on the mechanism's own frame where it is empty."""
        return tuple(body for body in self.bodies if body.parent == name)
