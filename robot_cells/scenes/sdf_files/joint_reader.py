"""Joints of an SDF file."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from robot_cells.bodies.joint import FIXED, Joint, JointKind, JointLimits
from robot_cells.bodies.pose3d import Pose3D
from robot_cells.robots.urdf.element import Element
from robot_cells.scenes.sdf_files.frame_graph import MODEL_FRAME, WORLD, FrameGraph
from robot_cells.scenes.sdf_files.gathered import Written
from robot_cells.scenes.sdf_files.left_out import LeftOut
from robot_cells.scenes.sdf_files.values import number, numbers, truth, word

_KINDS: Mapping[str, JointKind] = {
    "fixed": JointKind.FIXED,
    "revolute": JointKind.REVOLUTE,
    "prismatic": JointKind.PRISMATIC,
    "continuous": JointKind.CONTINUOUS,
}
_ENDLESS = 1e15
"""SDF writes 1e16 where there is no end."""


@dataclass(frozen=True, slots=True)
class ReadJoint:
    """`parent` and `child` are absolute names of links (parent empty: the world); `origin` is where it turns.

    `origin` is in the child's frame, and its axes are the child's: only its place counts. The joint's name is absolute.
    """

    written: Written
    parent: str
    child: str
    origin: Pose3D
    joint: Joint


@dataclass(frozen=True, slots=True)
class JointReader:
    """Reads the joints of all models of a file."""

    graph: FrameGraph
    left_out: LeftOut

    def read(self, written: Written) -> ReadJoint:
        """Raises `SceneError` for a joint that cannot be."""
        element = written.element
        self.left_out.others(element, ("parent", "child", "pose", "axis"), ("physics",))
        kind = _KINDS.get(element.text("type"))
        if kind is None:
            kinds = ", ".join(_KINDS)
            raise element.fault(f"{element} is of the type '{element.text('type')}'.", f"Types that are read: {kinds}.")
        child = self._link(written, "child")
        parent = "" if word(element, "parent") == WORLD else self._link(written, "parent")
        if parent == child:
            raise element.fault(f"{element} joins a link to itself.", "Name two links.")
        if kind is JointKind.FIXED:
            return ReadJoint(written, parent, child, Pose3D(), FIXED)
        at = self.graph.between(written.name, child)
        joint = self._moving(written, kind, at[:3, :3])
        x, y, z = (float(value) for value in at[:3, 3])
        return ReadJoint(written, parent, child, Pose3D(x, y, z), joint)

    def _link(self, written: Written, tag: str) -> str:
        name = word(written.element, tag)
        return self.graph.link_of(self.graph.find(written.scope, name, written.element), written.element)

    def _moving(self, written: Written, kind: JointKind, turned: np.ndarray) -> Joint:
        element = written.element
        axis = element.need("axis")
        self.left_out.others(
            axis, ("xyz", "limit", "dynamics", "use_parent_model_frame", "mimic"), ("initial_position",)
        )
        mimics, ratio = self._mimic(written, axis)
        limits = _limits(element, axis, kind)
        dynamics = axis.find("dynamics")
        if dynamics is not None:
            self.left_out.others(dynamics, ("damping", "friction"), ("spring_reference",))
        is_driven = not mimics and limits is not None and 0.0 < limits.effort < _ENDLESS
        if kind is JointKind.CONTINUOUS and limits is not None:
            is_driven = is_driven and math.isfinite(limits.velocity)
        return Joint(
            written.name,
            kind,
            self._axis(written, axis, turned),
            limits,
            damping=number(dynamics, "damping", 0.0) if dynamics is not None else 0.0,
            friction=number(dynamics, "friction", 0.0) if dynamics is not None else 0.0,
            is_driven=is_driven,
            mimics=mimics,
            ratio=ratio,
        )

    def _axis(self, written: Written, axis: Element, turned: np.ndarray) -> tuple[float, float, float]:
        """A unit vector in the child's frame."""
        stated = axis.find("xyz")
        values = np.array(numbers(stated, 3) if stated is not None else (0.0, 0.0, 1.0))
        length = float(np.linalg.norm(values))
        if length < 1e-6:
            raise axis.fault(f"The axis of {written.element} has no direction.", "Give three numbers, not all zero.")
        frame = stated.attributes.get("expressed_in", "").strip() if stated is not None else ""
        if truth(axis, "use_parent_model_frame"):
            frame = MODEL_FRAME
        if frame:
            named = self.graph.find(written.scope, frame, axis)
            turned = self._child_turn(written, named)
        if abs(length - 1.0) > 1e-12:
            values = values / length
        if not np.array_equal(turned, np.eye(3)):
            values = turned @ values
        return float(values[0]), float(values[1]), float(values[2])

    def _child_turn(self, written: Written, frame: str) -> np.ndarray:
        child = self._link(written, "child")
        return self.graph.between(frame, child)[:3, :3]

    def _mimic(self, written: Written, axis: Element) -> tuple[str, float]:
        mimic = axis.find("mimic")
        if mimic is None:
            return "", 1.0
        leader = self.graph.find(written.scope, mimic.text("joint"), mimic)
        if number(mimic, "offset", 0.0) != 0.0 or number(mimic, "reference", 0.0) != 0.0:
            raise mimic.fault(f"{written.element} mimics with an offset.", "Move its <pose> by the offset instead.")
        return leader, number(mimic, "multiplier", 1.0)


def _limits(element: Element, axis: Element, kind: JointKind) -> JointLimits | None:
    limit = axis.find("limit")
    if limit is None and kind is JointKind.CONTINUOUS:
        return None
    remedy = "Give its <axis> a <limit> with <lower> and <upper>, or make it continuous."
    if limit is None:
        raise element.fault(f"{element} has no limits.", remedy)
    velocity, effort = number(limit, "velocity", -1.0), number(limit, "effort", -1.0)
    velocity = velocity if 0.0 <= velocity < _ENDLESS else math.inf
    if velocity == 0.0:
        raise limit.fault(f"{element} has the velocity zero.", "Give one above zero (rad/s or m/s), or leave it out.")
    effort = effort if 0.0 <= effort < _ENDLESS else 0.0
    if kind is JointKind.CONTINUOUS:
        return JointLimits(-math.inf, math.inf, velocity, effort)
    lower, upper = number(limit, "lower", -_ENDLESS), number(limit, "upper", _ENDLESS)
    if lower <= -_ENDLESS or upper >= _ENDLESS:
        raise limit.fault(f"{element} has no limits: lower or upper is missing, or without end.", remedy)
    if lower >= upper:
        raise limit.fault(
            f"{element} has no range: lower is {lower:g}, upper {upper:g}.", "Give a lower below its upper."
        )
    return JointLimits(lower, upper, velocity, effort)
