"""A parallel gripper with two fingers that go together."""

from __future__ import annotations

from robot_cells.bodies.body import Body
from robot_cells.bodies.geometry import Colour, Geometry
from robot_cells.bodies.inertia import solid
from robot_cells.bodies.joint import Joint, JointKind, JointLimits
from robot_cells.bodies.mechanism import Mechanism
from robot_cells.bodies.pose3d import Pose3D
from robot_cells.bodies.shape import Box
from robot_cells.robots.arm_shapes import ACCENT, JOINT, METAL, SHELL
from robot_cells.robots.segment import can
from robot_cells.robots.tool import tool_of

FINGER_JOINT, OTHER_FINGER_JOINT = "left_finger_joint", "right_finger_joint"
"""Position of either: how far its finger stands from the middle, in metres; 0 is closed. The second mimics."""

OPENING_M = 0.14
FORCE_N = 120.0
"""The usual gripper of an arm of this size opens 140 mm and grasps with up to 125 N (Robotiq A/S, 2F-140)."""

LENGTH_M = 0.16
SPEED_M_S = 0.125
_BODY_KG, _FINGER_KG = 0.8, 0.1
_ARMATURE_KG, _DAMPING = 1.0, 40.0
_RAIL_Z_M, _FINGER_Z_M = 0.075, 0.100
_FINGER_X_M, _FINGER_Y_M, _PAD_M, _PAD_LENGTH_M = 0.012, 0.026, 0.004, 0.045
GAP_M = 0.0002
"""The pads of closed fingers do not quite touch."""
_SHORT_M = 0.001
"""The fingers end so far behind the tip: what lies on a plane is grasped without touching the plane."""
_RUBBER: Colour = (0.12, 0.12, 0.13, 1.0)
_RUBBER_FRICTION = 0.9


def two_finger_gripper(opening_m: float = OPENING_M, force_n: float = FORCE_N) -> Mechanism:
    """A gripper whose pads open `opening_m` along the x axis of its tip and press with up to `force_n` each.

    One motor drives both fingers, so the effort of the driven joint is twice the force of one pad: what both pads
    press with. Lengths, masses and speed are ours, near those of the gripper named above.
    """
    width_m = opening_m + 2.0 * (_FINGER_X_M + _PAD_M)
    shapes = (
        can("housing", (0.0, 0.0, 0.0), (0.0, 0.0, _RAIL_Z_M - 0.012), 0.042, JOINT),
        can("ring", (0.0, 0.0, 0.020), (0.0, 0.0, 0.028), 0.0428, ACCENT, "visual"),
        can("collar", (0.0, 0.0, _RAIL_Z_M - 0.012), (0.0, 0.0, _RAIL_Z_M), 0.034, METAL),
        Geometry(
            "rail",
            Box(width_m, 0.044, _FINGER_Z_M - _RAIL_Z_M),
            Pose3D(z_m=(_RAIL_Z_M + _FINGER_Z_M) / 2.0),
            SHELL,
        ),
    )
    bodies = (
        Body("gripper", inertia=solid(shapes, _BODY_KG), geometries=shapes),
        _finger("left_finger", 1.0, opening_m, force_n),
        _finger("right_finger", -1.0, opening_m, force_n),
    )
    return tool_of("two_finger_gripper", bodies, LENGTH_M)


def _finger(name: str, side: float, opening_m: float, force_n: float) -> Body:
    """The finger on the side of +x or -x; its frame lies in the tip, where the pads of closed fingers meet."""
    root_z, end_z = _FINGER_Z_M - LENGTH_M, -_SHORT_M
    middle_x = side * (GAP_M + _PAD_M + _FINGER_X_M / 2.0)
    shapes = (
        Geometry(
            "finger",
            Box(_FINGER_X_M, _FINGER_Y_M, end_z - root_z),
            Pose3D(middle_x, 0.0, (root_z + end_z) / 2.0),
            METAL,
        ),
        Geometry(
            "pad",
            Box(_PAD_M, _FINGER_Y_M - 0.004, _PAD_LENGTH_M),
            Pose3D(side * (GAP_M + _PAD_M / 2.0), 0.0, end_z - _PAD_LENGTH_M / 2.0),
            _RUBBER,
            friction=_RUBBER_FRICTION,
        ),
    )
    is_driven = side > 0.0
    joint = Joint(
        FINGER_JOINT if is_driven else OTHER_FINGER_JOINT,
        JointKind.PRISMATIC,
        axis=(side, 0.0, 0.0),
        limits=JointLimits(0.0, opening_m / 2.0, SPEED_M_S, 2.0 * force_n),
        damping=_DAMPING,
        armature=_ARMATURE_KG,
        is_driven=is_driven,
        mimics="" if is_driven else FINGER_JOINT,
    )
    return Body(name, "gripper", Pose3D(z_m=LENGTH_M), joint, solid(shapes, _FINGER_KG), shapes)
