"""Joints of a URDF file."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from robot_cells.bodies.joint import FIXED, Joint, JointKind, JointLimits
from robot_cells.bodies.pose3d import Pose3D
from robot_cells.robots.urdf.element import Element

_KINDS: Mapping[str, JointKind] = {
    "fixed": JointKind.FIXED,
    "revolute": JointKind.REVOLUTE,
    "prismatic": JointKind.PRISMATIC,
    "continuous": JointKind.CONTINUOUS,
    "floating": JointKind.FREE,
}
_UNBOUNDED = (JointKind.FIXED, JointKind.FREE)


@dataclass(frozen=True, slots=True)
class ReadJoint:
    """A joint between two links; `pose` is that of the child in its parent with the joint at zero."""

    element: Element
    parent: str
    child: str
    pose: Pose3D
    joint: Joint


def read_joints(robot: Element) -> tuple[ReadJoint, ...]:
    """All joints in the order of the file; raises `SceneError` where one of them cannot be."""
    names: set[str] = set()
    joints = []
    for element in robot.all("joint"):
        name = element.text("name")
        if name in names:
            raise element.fault(f"There are two joints '{name}'.", "Give each a name of its own.")
        names.add(name)
        joints.append(
            ReadJoint(
                element,
                element.need("parent").text("link"),
                element.need("child").text("link"),
                element.pose(),
                _joint(element),
            )
        )
    return _leaders(joints)


def _joint(element: Element) -> Joint:
    kind = _KINDS.get(element.text("type"))
    if kind is None:
        kinds = ", ".join(_KINDS)
        raise element.fault(f"{element} is of the type '{element.text('type')}'.", f"Types that are read: {kinds}.")
    if kind is JointKind.FIXED:
        return FIXED
    dynamics, mimic = element.find("dynamics"), element.find("mimic")
    limits = _limits(element, kind)
    mimics = "" if mimic is None else mimic.text("joint")
    if mimic is not None and mimic.number("offset", 0.0) != 0.0:
        raise mimic.fault(f"{element} mimics {mimics} with an offset.", "Move its <origin> by the offset instead.")
    return Joint(
        element.text("name"),
        kind,
        (1.0, 0.0, 0.0) if kind is JointKind.FREE else _axis(element),
        limits,
        damping=0.0 if dynamics is None else dynamics.number("damping", 0.0),
        friction=0.0 if dynamics is None else dynamics.number("friction", 0.0),
        is_driven=not mimics and limits is not None and limits.effort > 0.0,
        mimics=mimics,
        ratio=1.0 if mimic is None else mimic.number("multiplier", 1.0),
    )


def _axis(element: Element) -> tuple[float, float, float]:
    """A unit vector; URDF's usual axis is x."""
    axis = element.find("axis")
    x, y, z = (1.0, 0.0, 0.0) if axis is None else axis.numbers("xyz", (1.0, 0.0, 0.0))
    length = math.hypot(x, y, z)
    if length < 1e-6:
        raise element.fault(f"The axis of {element} has no direction.", "Give three numbers that are not all zero.")
    return (x, y, z) if abs(length - 1.0) < 1e-12 else (x / length, y / length, z / length)


def _limits(element: Element, kind: JointKind) -> JointLimits | None:
    limit = element.find("limit")
    if kind in _UNBOUNDED or (limit is None and kind is JointKind.CONTINUOUS):
        return None
    if limit is None:
        remedy = 'Add <limit lower="..." upper="..." velocity="..." effort="..."/>, or make it continuous.'
        raise element.fault(f"{element} has no limits.", remedy)
    lower, upper = -math.inf, math.inf
    if kind is not JointKind.CONTINUOUS:
        lower, upper = limit.number("lower", 0.0), limit.number("upper", 0.0)
        if lower >= upper:
            raise limit.fault(
                f"{element} has no range: lower is {lower:g}, upper {upper:g}.", "Give a lower below its upper."
            )
    velocity, effort = limit.number("velocity"), limit.number("effort")
    if velocity <= 0.0 or effort < 0.0:
        raise limit.fault(
            f"{element} has the velocity {velocity:g} and the effort {effort:g}.",
            "Give a velocity above zero (rad/s or m/s) and an effort that is not negative (N.m or N).",
        )
    return JointLimits(lower, upper, velocity, effort)


def _leaders(joints: Sequence[ReadJoint]) -> tuple[ReadJoint, ...]:
    """The same joints, each of those that mimic after the one that moves by itself in the end."""
    known = {item.joint.name: item for item in joints if item.joint.name}
    found = []
    for item in joints:
        joint, ratio, passed = item.joint, 1.0, [item.joint.name]
        while joint.mimics:
            leader = known.get(joint.mimics)
            if leader is None or leader.joint.name in passed:
                what = "which is no joint that moves" if leader is None else "which mimics it in turn"
                raise item.element.fault(
                    f"{item.element} mimics '{joint.mimics}', {what}.", "Name a joint that moves by itself."
                )
            ratio *= joint.ratio
            joint = leader.joint
            passed.append(joint.name)
        found.append(item if len(passed) == 1 else replace(item, joint=_following(item.joint, joint.name, ratio)))
    return tuple(found)


def _following(joint: Joint, leader: str, ratio: float) -> Joint:
    return replace(joint, mimics=leader, ratio=ratio)
