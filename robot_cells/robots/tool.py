"""What can be bolted to a flange, and how.

A tool is a mechanism of one tree with two frames on its first body: `mount`, which comes to lie on the flange, and
`tip`, where it works, z out of the tool in both. All tools are coaxial: `tip` lies on the z axis of `mount`.
"""

from __future__ import annotations

from dataclasses import replace

from robot_cells.bodies.body import Body
from robot_cells.bodies.mechanism import Frame, Mechanism
from robot_cells.bodies.pose3d import Pose3D
from robot_cells.errors import SceneError
from robot_cells.robots.arm_shapes import METAL
from robot_cells.robots.segment import can
from robot_cells.robots.universal_robot import FLANGE

MOUNT, TIP, TOOL = "mount", "tip", "tool"
"""Frames: of a tool where it is bolted and where it works; of an arm with a tool, where that works."""

_SPACER_M = 0.03
_ROUNDING_M = 1e-6


def with_tool(arm: Mechanism, tool: Mechanism | None, tool_length_m: float) -> Mechanism:
    """The arm with that tool and a frame `tool`, `tool_length_m` along z from its frame `flange`.

    A spacer fills what the tool is shorter; None: there is nothing on the flange, or it is not known. Frames and names
    of the tool stay; those that the arm has, too, and a tool that is longer than it may be, raise `SceneError`.
    """
    if FLANGE not in arm.frames:
        raise SceneError(f"{arm.name} has no frame '{FLANGE}'.", remedy="Name the place where its tool is bolted on.")
    flange = arm.frames[FLANGE]
    frames = dict(arm.frames)
    frames[TOOL] = Frame(flange.body, flange.pose @ Pose3D(z_m=tool_length_m))
    if tool is None:
        return Mechanism(arm.name, arm.bodies, frames)
    _check_names(arm, tool)
    gap_m = tool_length_m - tool_length(tool)
    if gap_m < -_ROUNDING_M:
        raise SceneError(
            f"The {tool.name} is {tool_length(tool):.3f} m long, but the tool is to end {tool_length_m:.3f} m before "
            "the flange.",
            where=arm.name,
            remedy="Give a tool_length_m that it fits into.",
        )
    root = tool.bodies[0]
    placed = replace(root, parent=flange.body, pose=flange.pose @ Pose3D(z_m=max(gap_m, 0.0)))
    if gap_m > _ROUNDING_M:
        spacer = can("spacer", (0.0, 0.0, -gap_m), (0.0, 0.0, 0.0), _SPACER_M, METAL)
        placed = replace(placed, geometries=(*root.geometries, spacer))
    frames.update({name: frame for name, frame in tool.frames.items() if name not in (MOUNT, TIP)})
    return Mechanism(arm.name, (*arm.bodies, placed, *tool.bodies[1:]), frames)


def tool_length(tool: Mechanism) -> float:
    """How far its frame `tip` lies before its frame `mount`, in metres; raises `SceneError` for what is no tool."""
    for name in (MOUNT, TIP):
        if name not in tool.frames or tool.frames[name].body != tool.bodies[0].name:
            raise SceneError(f"{tool.name} has no frame '{name}' on its first body.", remedy="Every tool has.")
    between = tool.frames[MOUNT].pose.inverse() @ tool.frames[TIP].pose
    if max(abs(between.x_m), abs(between.y_m)) > _ROUNDING_M or tool.frames[MOUNT].pose != Pose3D():
        raise SceneError(f"The tip of {tool.name} does not lie on the axis of its mount.", remedy="Tools are coaxial.")
    return between.z_m


def mass_kg(mechanism: Mechanism) -> float:
    """What all its bodies weigh together; a body without inertia counts nothing."""
    return sum(body.inertia.mass_kg for body in mechanism.bodies if body.inertia is not None)


def _check_names(arm: Mechanism, tool: Mechanism) -> None:
    for what, own, others in (
        ("body", _bodies(arm), _bodies(tool)),
        ("joint", [joint.name for joint in arm.joints], [joint.name for joint in tool.joints]),
        ("frame", [*arm.frames, TOOL], [name for name in tool.frames if name not in (MOUNT, TIP)]),
    ):
        twice = [name for name in others if name in own]
        if twice:
            remedy = "Rename one of them."
            raise SceneError(f"The {what} '{twice[0]}' of {tool.name} is there already.", where=arm.name, remedy=remedy)
    if len(tool.children("")) != 1 or tool.bodies[0].joint.name:
        raise SceneError(f"{tool.name} is no single tree that is bolted on.", remedy="Give a tool one first body.")


def _bodies(mechanism: Mechanism) -> list[str]:
    return [body.name for body in mechanism.bodies]


def tool_of(name: str, bodies: tuple[Body, ...], length_m: float) -> Mechanism:
    """A tool whose first body has its frame on the flange."""
    root = bodies[0].name
    return Mechanism(name, bodies, {MOUNT: Frame(root), TIP: Frame(root, Pose3D(z_m=length_m))})
