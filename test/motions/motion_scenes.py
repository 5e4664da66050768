"""What the tests of motions move: a plain arm of the Universal Robots family, a crane, an assembly cell with a post."""

from __future__ import annotations

import math

from robot_cells.bodies.body import Body
from robot_cells.bodies.geometry import Geometry
from robot_cells.bodies.inertia import Inertia
from robot_cells.bodies.joint import FIXED, Joint, JointKind, JointLimits
from robot_cells.bodies.mechanism import Frame, Mechanism
from robot_cells.bodies.pose3d import Pose3D
from robot_cells.bodies.shape import Box, Capsule, Cylinder, Shape
from robot_cells.devices.six_axis_arm import UR10E, ArmModel
from robot_cells.ids import CellId, DeviceId, LineId
from robot_cells.scenes.scene import Placed, Role, Scene

QUARTER = math.pi / 2.0
HOME = (0.0, -1.5708, 1.5708, -1.5708, -1.5708, 0.0)
TOOL_M = 0.20
TABLE_M = 0.75
ARM = "assembly_1/arm"


def capsule(name: str, radius_m: float, length_m: float, pose: Pose3D) -> Geometry:
    """A capsule that may touch things."""
    return Geometry(name, Capsule(radius_m, length_m), pose)


def ur_arm(model: ArmModel = UR10E, *, tool_m: float = TOOL_M, fingers: bool = False) -> Mechanism:
    """The arm with a rod as its tool; frames `base`, `flange`, `tool`."""
    m = model
    upper, fore = abs(m.a2_m), abs(m.a3_m)
    poses = (
        Pose3D(),
        Pose3D(z_m=m.d1_m, roll_rad=QUARTER),
        Pose3D(x_m=m.a2_m),
        Pose3D(x_m=m.a3_m),
        Pose3D(z_m=m.d4_m, roll_rad=QUARTER),
        Pose3D(z_m=m.d5_m, roll_rad=-QUARTER),
    )
    felt = (
        (capsule("s", 0.08, 0.06, Pose3D(z_m=m.d1_m)),),
        (capsule("u", 0.07, upper, Pose3D(x_m=-upper / 2, z_m=0.17, pitch_rad=QUARTER)),),
        (capsule("f", 0.055, fore, Pose3D(x_m=-fore / 2, z_m=0.04, pitch_rad=QUARTER)),),
        (capsule("w", 0.045, 0.1, Pose3D(z_m=m.d4_m - 0.06)),),
        (capsule("w", 0.045, 0.06, Pose3D(z_m=m.d5_m - 0.05)),),
        (
            capsule("w", 0.04, 0.02, Pose3D(z_m=m.d6_m - 0.03)),
            Geometry("rod", Cylinder(0.02, tool_m), Pose3D(z_m=m.d6_m + tool_m / 2)),
        ),
    )
    masses = (7.4, 13.0, 4.0, 2.0, 2.0, 0.6)
    names = ("shoulder", "upper_arm", "forearm", "wrist_1", "wrist_2", "wrist_3")
    foot = Geometry("foot", Cylinder(0.09, 0.08), Pose3D(z_m=0.04))
    bodies = [Body("foot", geometries=(foot,))]
    for k, name in enumerate(names):
        limit = m.position_limits_rad[k]
        limits = JointLimits(-limit, limit, m.velocity_limits_rad_s[k], 330.0 if k < 2 else 150.0 if k == 2 else 56.0)
        joint = Joint(name + "_joint", JointKind.REVOLUTE, limits=limits, is_driven=True)
        centre = (-upper / 2, 0.0, 0.17) if k == 1 else (-fore / 2, 0.0, 0.04) if k == 2 else (0.0, 0.0, 0.0)
        inertia = Inertia(masses[k], centre, (0.02, 0.02, 0.02))
        bodies.append(Body(name, bodies[-1].name, poses[k], joint, inertia, felt[k]))
    if fingers:
        bodies += [finger("left", 1.0), finger("right", -1.0)]
    at_flange = Pose3D(z_m=m.d6_m)
    frames = {
        "base": Frame("foot"),
        "flange": Frame("wrist_3", at_flange),
        "tool": Frame("wrist_3", Pose3D(z_m=m.d6_m + tool_m)),
    }
    return Mechanism(m.name, tuple(bodies), frames)


def finger(name: str, side: float) -> Body:
    """One of two that slide to and fro; the right one follows the left."""
    limits = JointLimits(0.0, 0.05, 0.1, 100.0)
    follows = "" if side > 0 else "left_slide"
    joint = Joint(
        name + "_slide", JointKind.PRISMATIC, (side, 0.0, 0.0), limits, is_driven=side > 0, mimics=follows, ratio=1.0
    )
    return Body(name, "wrist_3", Pose3D(x_m=0.03 * side, z_m=0.25), joint, None, (Geometry("f", Box(0.01, 0.02, 0.1)),))


def crane() -> Mechanism:
    """A gantry that no closed form knows: three slides and a wrist of three turns, with its hook 0.1 m below."""
    kinds = [JointKind.PRISMATIC] * 3 + [JointKind.REVOLUTE] * 3
    axes = [(1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0), (0.0, 0.0, 1.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)]
    bodies: list[Body] = [Body("frame")]
    for k, (kind, axis) in enumerate(zip(kinds, axes, strict=True)):
        limits = JointLimits(-1.0, 1.0, 0.5, 500.0) if k < 3 else JointLimits(-3.0, 3.0, 2.0, 50.0)
        bodies.append(Body(f"b{k}", bodies[-1].name, Pose3D(), Joint(f"j{k}", kind, axis, limits, is_driven=True)))
    return Mechanism("crane", tuple(bodies), {"tool": Frame("b5", Pose3D(z_m=-0.1))})


def block(name: str, shape: Shape, pose: Pose3D, role: Role = Role.STRUCTURE) -> Placed:
    """Something of one shape that stands there (frame `line`)."""
    body = Body("body", joint=FIXED, geometries=(Geometry("g", shape),))
    return Placed(f"assembly_1/{name}", role, Mechanism(name, (body,)), pose, cell=CellId("assembly_1"))


def arm_placed(mechanism: Mechanism, name: str = ARM, pose: Pose3D | None = None) -> Placed:
    """The arm on the table."""
    pose = Pose3D(z_m=TABLE_M) if pose is None else pose
    return Placed(name, Role.ARM, mechanism, pose, cell=CellId("assembly_1"), device=DeviceId("arm"))


def assembly_cell(*more: Placed, post: bool = True, arm: Mechanism | None = None) -> Scene:
    """An arm on a table, a tray in front of it, two feeders beside it, and a post between tray and feeders."""
    things = [
        arm_placed(ur_arm() if arm is None else arm),
        block("table", Box(1.6, 2.0, 0.75), Pose3D(0.3, 0.0, TABLE_M / 2)),
        block("tray", Box(0.44, 0.60, 0.04), Pose3D(0.62, -0.05, TABLE_M + 0.02), Role.PRODUCT),
        block("feeder_left", Box(0.1, 0.1, 0.05), Pose3D(0.18, 0.50, TABLE_M + 0.025), Role.STATION),
        block("feeder_right", Box(0.1, 0.1, 0.05), Pose3D(0.20, -0.50, TABLE_M + 0.025), Role.STATION),
    ]
    if post:
        things.append(block("post", Cylinder(0.04, 0.9), Pose3D(0.45, 0.38, TABLE_M + 0.45)))
    return Scene(LineId("line"), (*things, *more))
