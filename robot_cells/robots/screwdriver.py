"""A screwdriver on the axis of the tool: alone, or with a bit that comes out between fingers or through a cup."""

from __future__ import annotations

from robot_cells.bodies.body import Body
from robot_cells.bodies.inertia import solid
from robot_cells.bodies.joint import Joint, JointKind, JointLimits
from robot_cells.bodies.mechanism import Frame, Mechanism
from robot_cells.bodies.pose3d import Pose3D
from robot_cells.robots.arm_shapes import ACCENT, JOINT, METAL
from robot_cells.robots.segment import can
from robot_cells.robots.tool import TIP, tool_length, tool_of

BIT, BIT_POINT, BIT_JOINT = "bit", "bit_point", "bit_joint"
"""The body of the bit; the frame in its point; its joint: 0 is drawn back, `STROKE_M` is at the tip."""

STROKE_M = 0.060
"""Drawn back, the bit is out of the way of what fingers or cup hold."""
REACH_M = 0.015
"""Driving, it stands out so far beyond the tip: over a plate in a tray of one rack unit fingers and cup then are above
the walls, couplings and modules around, which stand up to 10 mm higher than a plate."""
OUT_M = STROKE_M + REACH_M
"""Where the bit drives."""
FOLLOW_M = 0.003
"""It can come farther by so much, so that it presses on a head that lies a little lower than it should."""

_BIT_LENGTH_M, _BIT_M = 0.065, 0.003
SPEED_M_S, _FEED_N = 0.2, 60.0
_BIT_KG, _DRIVE_KG, _ALONE_KG = 0.05, 0.7, 0.9
_ARMATURE_KG, _DAMPING = 0.5, 20.0
_ALONE_M = 0.15


def screwdriver() -> Mechanism:
    """A screwdriver without a gripper."""
    shapes = (
        can("housing", (0.0, 0.0, 0.0), (0.0, 0.0, 0.075), 0.034, JOINT),
        can("ring", (0.0, 0.0, 0.020), (0.0, 0.0, 0.028), 0.0348, ACCENT, "visual"),
        can("nose", (0.0, 0.0, 0.075), (0.0, 0.0, _ALONE_M - STROKE_M), 0.014, METAL),
    )
    alone = Body("screwdriver", inertia=solid(shapes, _ALONE_KG), geometries=shapes)
    return _with_bit(tool_of("screwdriver", (alone,), _ALONE_M))


def with_screwdriver(tool: Mechanism) -> Mechanism:
    """The tool with a screwdriver's drive at its side and a bit on its axis, which comes out beyond its tip."""
    shapes = (
        can("drive", (0.0, 0.062, 0.008), (0.0, 0.062, 0.070), 0.020, JOINT),
        can("cap", (0.0, 0.062, 0.002), (0.0, 0.062, 0.008), 0.017, ACCENT, "visual"),
        can("link", (0.0, 0.0, 0.055), (0.0, 0.062, 0.055), 0.012, METAL, "visual"),
    )
    root = tool.bodies[0].name
    drive = Body("screwdriver", root, inertia=solid(shapes, _DRIVE_KG), geometries=shapes)
    return _with_bit(Mechanism(tool.name, (*tool.bodies, drive), tool.frames))


def _with_bit(tool: Mechanism) -> Mechanism:
    shapes = (
        can("shank", (0.0, 0.0, -_BIT_LENGTH_M), (0.0, 0.0, -0.012), _BIT_M, METAL),
        can("point", (0.0, 0.0, -0.012), (0.0, 0.0, 0.0), _BIT_M * 0.6, JOINT),
    )
    joint = Joint(
        BIT_JOINT,
        JointKind.PRISMATIC,
        limits=JointLimits(0.0, OUT_M + FOLLOW_M, SPEED_M_S, _FEED_N),
        damping=_DAMPING,
        armature=_ARMATURE_KG,
        is_driven=True,
    )
    pose = Pose3D(z_m=tool_length(tool) - STROKE_M)
    bit = Body(BIT, tool.frames[TIP].body, pose, joint, solid(shapes, _BIT_KG), shapes)
    return Mechanism(tool.name, (*tool.bodies, bit), {**tool.frames, BIT_POINT: Frame(BIT)})
