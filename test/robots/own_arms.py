"""Two arms as a user's URDF files: one of the family under other names, one with a wrist whose axes meet."""

from __future__ import annotations

import math
from pathlib import Path

from robot_cells.bodies.body import Body
from robot_cells.bodies.inertia import solid
from robot_cells.bodies.joint import Joint, JointKind, JointLimits
from robot_cells.bodies.mechanism import Frame, Mechanism
from robot_cells.bodies.pose3d import Pose3D
from robot_cells.robots.segment import Point, rod
from robot_cells.robots.universal_robot import universal_robot
from robot_cells.robots.urdf.writer import urdf_text

RENAMED = {"base": "base_link", "flange": "tool0"}
AXES: tuple[tuple[str, Point, Point, float, tuple[float, float], float], ...] = (
    # link, from the one before, axis, mass, range, torque
    ("s", (0.0, 0.0, 0.40), (0.0, 0.0, 1.0), 25.0, (-2.9, 2.9), 600.0),
    ("l", (0.08, 0.0, 0.0), (0.0, 1.0, 0.0), 20.0, (-1.9, 2.3), 600.0),
    ("u", (0.0, 0.0, 0.56), (0.0, 1.0, 0.0), 12.0, (-3.4, 1.2), 300.0),
    ("r", (0.10, 0.0, 0.03), (1.0, 0.0, 0.0), 6.0, (-3.3, 3.3), 120.0),
    ("b", (0.42, 0.0, 0.0), (0.0, 1.0, 0.0), 3.0, (-2.1, 2.1), 100.0),
    ("t", (0.09, 0.0, 0.0), (1.0, 0.0, 0.0), 1.0, (-6.2, 6.2), 60.0),
)
HOME = [0.0, 0.1, -0.3, 0.0, 1.77, 0.0]
"""Of the second arm: the flange looks down."""


def family_arm(path: Path, *, limit_rad: float = 3.0) -> Path:
    """A UR10e whose links and joints are called otherwise, half a metre aside of its `world`, with narrower ranges."""
    text = urdf_text(universal_robot("ur10e"))
    for old, new in RENAMED.items():
        text = text.replace(f'"{old}"', f'"{new}"')
    for number, name in enumerate(("shoulder_pan", "shoulder_lift", "elbow", "wrist_1", "wrist_2", "wrist_3"), 1):
        text = text.replace(f'"{name}_joint"', f'"axis_{number}"')
    text = text.replace(
        'lower="-6.283185307179586" upper="6.283185307179586"', f'lower="-{limit_rad}" upper="{limit_rad}"'
    )
    stand = '<origin xyz="0.5 0 0.2" rpy="0 0 1"/><parent link="world"/><child link="base_link"/>'
    world = f'<link name="world"/><joint name="stand" type="fixed">{stand}</joint>'
    path.write_text(text.replace("</robot>", f"{world}</robot>"), encoding="utf-8")
    return path


def other_arm(path: Path) -> Path:
    """An arm as they are built for handling: shoulder beside the first axis, a wrist of three axes that meet."""
    foot = rod("foot", (0.0, 0.0, 0.05), (0.0, 0.0, 0.25), 0.10)
    bodies = [Body("base_link", inertia=solid((foot,), 30.0), geometries=(foot,))]
    ends: list[Point] = [item[1] for item in AXES[1:]] + [(0.02, 0.0, 0.0)]
    for (name, at, axis, mass_kg, (lower, upper), torque), end in zip(AXES, ends, strict=True):
        shape = rod("shape", (0.0, 0.0, 0.0), end, 0.035 if mass_kg > 5 else 0.03)
        joint = Joint(
            f"joint_{name}",
            JointKind.REVOLUTE,
            axis,
            JointLimits(lower, upper, math.radians(150), torque),
            damping=5.0,
            armature=0.5,
            is_driven=True,
        )
        bodies.append(Body(f"link_{name}", bodies[-1].name, Pose3D(*at), joint, solid((shape,), mass_kg), (shape,)))
    flange = Frame("link_t", Pose3D(0.055, pitch_rad=math.pi / 2))
    path.write_text(urdf_text(Mechanism("handler", tuple(bodies), {"tool0": flange})), encoding="utf-8")
    return path
