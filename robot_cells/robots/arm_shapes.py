"""What the links of a six-axis arm look like, and what they collide as: shapes of our own in the arm's proportions.

Every link is seen as cans (the joints) and tubes, and felt as fewer and somewhat larger shapes. Points are in the
frames of the bodies (`universal_robot.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from robot_cells.bodies.geometry import Colour, Geometry
from robot_cells.bodies.pose3d import Pose3D
from robot_cells.bodies.shape import Sphere
from robot_cells.devices.six_axis_arm import ArmModel
from robot_cells.robots.arm_proportions import ArmProportions
from robot_cells.robots.segment import Point, can, rod

SHELL: Colour = (0.88, 0.89, 0.90, 1.0)
JOINT: Colour = (0.24, 0.27, 0.31, 1.0)
ACCENT: Colour = (0.05, 0.50, 0.56, 1.0)
METAL: Colour = (0.62, 0.64, 0.67, 1.0)

MARGIN_M = 0.004
"""What is felt stands out from what is seen by so much: covers, cables, what a model does not show."""
_CAP_M = 0.006
_SEAM_M = 0.004

Shapes = tuple[Geometry, ...]


def arm_shapes(model: ArmModel, proportions: ArmProportions) -> Mapping[str, Shapes]:
    """The shapes of every link, by the name of its body."""
    links: Mapping[str, Callable[[ArmModel, ArmProportions], Shapes]] = {
        "base": _base,
        "shoulder": _shoulder,
        "upper_arm": _upper_arm,
        "forearm": _forearm,
        "wrist_1": _wrist_1,
        "wrist_2": _wrist_2,
        "wrist_3": _wrist_3,
    }
    return {name: shapes(model, proportions) for name, shapes in links.items()}


def _seen_can(name: str, start: Point, end: Point, radius_m: float, colour: Colour) -> Geometry:
    return can(name, start, end, radius_m, colour, "visual")


def _felt_can(name: str, start: Point, end: Point, radius_m: float) -> Geometry:
    return can(name, start, end, radius_m + MARGIN_M, use="collision")


def _ball(name: str, at: Point, radius_m: float, colour: Colour) -> Geometry:
    return Geometry(name, Sphere(radius_m), Pose3D(*at), colour, "visual")


def _half_base_m(model: ArmModel, p: ArmProportions) -> float:
    """The height of the seam between foot and shoulder."""
    return model.d1_m - p.shoulder_m - 0.02


def _base(model: ArmModel, p: ArmProportions) -> Shapes:
    top, plate = _half_base_m(model, p), 0.018
    return (
        _seen_can("plate", (0.0, 0.0, 0.0), (0.0, 0.0, plate), p.foot_m, METAL),
        _seen_can("foot", (0.0, 0.0, plate), (0.0, 0.0, top - _SEAM_M), p.shoulder_m, JOINT),
        _seen_can("seam", (0.0, 0.0, top - _SEAM_M), (0.0, 0.0, top), p.shoulder_m * 0.97, ACCENT),
        can("foot_felt", (0.0, 0.0, 0.0), (0.0, 0.0, top), p.foot_m, use="collision"),
    )


def _shoulder(model: ArmModel, p: ArmProportions) -> Shapes:
    """Its frame is where the axes of base and shoulder meet; the shoulder's points along -y."""
    r, bottom = p.shoulder_m, _half_base_m(model, p) - model.d1_m
    face = -(p.shoulder_offset_m - r)
    return (
        _seen_can("column", (0.0, 0.0, bottom), (0.0, 0.0, 0.0), r, SHELL),
        _ball("dome", (0.0, 0.0, 0.0), r, SHELL),
        _seen_can("neck", (0.0, 0.0, 0.0), (0.0, face + _SEAM_M, 0.0), r, SHELL),
        _seen_can("seam", (0.0, face + _SEAM_M, 0.0), (0.0, face, 0.0), r * 0.97, ACCENT),
        _felt_can("column_felt", (0.0, 0.0, bottom), (0.0, 0.0, r), r),
        _felt_can("neck_felt", (0.0, r * 0.7, 0.0), (0.0, face, 0.0), r),
    )


def _upper_arm(model: ArmModel, p: ArmProportions) -> Shapes:
    """From the shoulder (its frame, axis along z) to the elbow at x = a2, beside both by the shoulder's offset."""
    z, r, elbow, far = p.shoulder_offset_m, p.shoulder_m, p.elbow_m, model.a2_m
    seam = (p.shoulder_offset_m + p.elbow_offset_m) / 2.0
    return (
        _seen_can("shoulder_joint", (0.0, 0.0, z - r), (0.0, 0.0, z + r * 0.8), r, JOINT),
        _seen_can("shoulder_cap", (0.0, 0.0, z + r * 0.8), (0.0, 0.0, z + r * 0.8 + _CAP_M), r * 0.86, ACCENT),
        _seen_can("tube", (-r * 0.6, 0.0, z), (far + elbow * 0.6, 0.0, z), p.upper_arm_m, SHELL),
        _seen_can("elbow_joint", (far, 0.0, seam + _SEAM_M), (far, 0.0, z + elbow * 0.85), elbow, JOINT),
        _seen_can("elbow_seam", (far, 0.0, seam), (far, 0.0, seam + _SEAM_M), elbow * 0.97, ACCENT),
        _seen_can(
            "elbow_cap", (far, 0.0, z + elbow * 0.85), (far, 0.0, z + elbow * 0.85 + _CAP_M), elbow * 0.86, ACCENT
        ),
        _felt_can("shoulder_felt", (0.0, 0.0, z - r), (0.0, 0.0, z + r * 0.8 + _CAP_M), r),
        rod("tube_felt", (0.0, 0.0, z), (far, 0.0, z), p.upper_arm_m + MARGIN_M, use="collision"),
        _felt_can("elbow_felt", (far, 0.0, seam), (far, 0.0, z + elbow * 0.85 + _CAP_M), elbow),
    )


def _forearm(model: ArmModel, p: ArmProportions) -> Shapes:
    """From the elbow (its frame, axis along z) to the first wrist at x = a3, beside both by the elbow's offset."""
    z, elbow, wrist, far = p.elbow_offset_m, p.elbow_m, p.wrist_m, model.a3_m
    near_seam, far_seam = (p.shoulder_offset_m + z) / 2.0, (model.d4_m + z) / 2.0
    return (
        _seen_can("elbow_joint", (0.0, 0.0, z), (0.0, 0.0, near_seam), elbow, SHELL),
        _ball("elbow_dome", (0.0, 0.0, z), elbow, SHELL),
        rod("tube", (-elbow * 0.5, 0.0, z), (far + wrist * 0.5, 0.0, z), p.forearm_m, SHELL, "visual"),
        _ball("wrist_dome", (far, 0.0, z), wrist, SHELL),
        _seen_can("wrist_joint", (far, 0.0, z), (far, 0.0, far_seam - _SEAM_M), wrist, SHELL),
        _seen_can("wrist_seam", (far, 0.0, far_seam - _SEAM_M), (far, 0.0, far_seam), wrist * 0.96, ACCENT),
        _felt_can("elbow_felt", (0.0, 0.0, z - elbow * 0.8), (0.0, 0.0, near_seam), elbow),
        rod("tube_felt", (0.0, 0.0, z), (far, 0.0, z), p.forearm_m + MARGIN_M, use="collision"),
        _felt_can("wrist_felt", (far, 0.0, z - wrist * 0.7), (far, 0.0, far_seam), wrist),
    )


def _wrist_1(model: ArmModel, p: ArmProportions) -> Shapes:
    """Its frame is where the axes of the first two wrists meet; the second one's points along -y."""
    r, back = p.wrist_m, -(model.d4_m - p.elbow_offset_m) / 2.0
    face = -model.d5_m / 2.0
    return _wrist(r, (0.0, 0.0, back), (0.0, 0.0, r * 0.9), (0.0, 0.0, r * 0.9 + _CAP_M), (0.0, face, 0.0))


def _wrist_2(model: ArmModel, p: ArmProportions) -> Shapes:
    """Its frame is where the axes of the last two wrists meet; the last one's points along y."""
    r, face = p.wrist_m, model.d6_m - p.flange_length_m
    return _wrist(r, (0.0, 0.0, -model.d5_m / 2.0), (0.0, 0.0, r * 0.9), (0.0, 0.0, r * 0.9 + _CAP_M), (0.0, face, 0.0))


def _wrist(radius_m: float, back: Point, front: Point, cap: Point, face: Point) -> Shapes:
    """A can along the wrist's own axis with a cap, and a neck to the next wrist's face."""
    y = face[1]
    seam = (0.0, y - _SEAM_M if y > 0.0 else y + _SEAM_M, 0.0)
    return (
        _seen_can("joint", back, front, radius_m, JOINT),
        _seen_can("cap", front, cap, radius_m * 0.84, ACCENT),
        _seen_can("neck", (0.0, 0.0, 0.0), seam, radius_m * 0.98, SHELL),
        _seen_can("seam", seam, face, radius_m * 0.94, ACCENT),
        _felt_can("joint_felt", back, cap, radius_m),
        _felt_can("neck_felt", (0.0, 0.0, 0.0), face, radius_m),
    )


def _wrist_3(model: ArmModel, p: ArmProportions) -> Shapes:
    """Its frame is the flange's."""
    back = (0.0, 0.0, -p.flange_length_m)
    return (
        _seen_can("joint", back, (0.0, 0.0, -0.008), p.wrist_m * 0.96, JOINT),
        _seen_can("flange", (0.0, 0.0, -0.008), (0.0, 0.0, 0.0), p.flange_m, METAL),
        can("joint_felt", back, (0.0, 0.0, 0.0), p.wrist_m + MARGIN_M, use="collision"),
    )
