"""An arm that holds a part above its socket: the scene of the insertion trials."""

from __future__ import annotations

import math
from dataclasses import replace

from robot_cells.bodies.body import Body
from robot_cells.bodies.geometry import Geometry
from robot_cells.bodies.inertia import solid
from robot_cells.bodies.mechanism import Mechanism
from robot_cells.bodies.pose3d import Pose3D
from robot_cells.bodies.shape import Box
from robot_cells.ids import LineId
from robot_cells.robots.line_robot import line_robot
from robot_cells.robots.tool import TOOL
from robot_cells.robots.two_finger_gripper import FINGER_JOINT
from robot_cells.robots.universal_robot import FLANGE
from robot_cells.scenes.scene import Placed, Role, Scene

WIDTH_M, DEPTH_M, HEIGHT_M, MASS_KG = 0.07, 0.11, 0.03, 0.4
"""The part: a processor board's footprint on the reference line."""
CLEARANCE_M = 0.0003
"""The socket is wider than the part by this, in all."""
SOCKET_M, WALL_M, CHAMFER_M = 0.012, 0.008, 0.001
FLOOR_M = 0.05
"""Height of the socket's bottom in the arm's frame `base`: where trays stand on the reference line."""
X_M, Y_M = 0.6, 0.0
GRIP_M = 0.005
"""The tool point lies so far below the part's upper side."""
SEATED_M = FLOOR_M + HEIGHT_M - GRIP_M
FRICTION = 0.3
"""Plastic on machined aluminium, dry."""
TOOL_LENGTH_M = 0.2
AIR_M = 0.0005
"""The part is bolted to the hand, and the fingers stand so far beside it: the search is tried, not the grasp."""
ARM = "arm"


def socket_scene() -> Scene:
    """The arm UR10e with gripper and screwdriver, the part in its fingers, and the socket before it."""
    robot = line_robot({"model": "ur10e", "tool_length_m": TOOL_LENGTH_M}, {}, has_screwdriver=True)
    hand = robot.frames[TOOL].body
    shape = Geometry("part", Box(WIDTH_M, DEPTH_M, HEIGHT_M), friction=FRICTION)
    below = robot.frames[TOOL].pose @ Pose3D(z_m=HEIGHT_M / 2 - GRIP_M)
    held = Body("held", hand, below, inertia=solid([shape], MASS_KG), geometries=(shape,))
    arm = replace(robot, bodies=(*robot.bodies, held))
    assert arm.frames[FLANGE].body == hand
    return Scene(
        LineId("socket"),
        (
            Placed(ARM, Role.ARM, arm, Pose3D(z_m=0.75), joint_positions={FINGER_JOINT: WIDTH_M / 2 + AIR_M}),
            Placed("socket", Role.STATION, _socket(), Pose3D(X_M, Y_M, 0.75)),
        ),
    )


def _socket() -> Mechanism:
    """A floor and four walls with chamfers."""
    shapes = [Geometry("floor", Box(0.3, 0.3, 0.02), Pose3D(z_m=FLOOR_M - 0.01), friction=FRICTION)]
    for axis, (inner, along) in enumerate(((WIDTH_M, DEPTH_M), (DEPTH_M, WIDTH_M))):
        for side in (-1.0, 1.0):
            shapes += _wall("xy"[axis] + "-+"[side > 0], axis, side, (inner + CLEARANCE_M) / 2, along + 2 * WALL_M)
    body = Body("socket", geometries=tuple(shapes))
    return Mechanism("socket", (body,))


def _wall(name: str, axis: int, side: float, edge_m: float, length_m: float) -> list[Geometry]:
    """One wall, `edge_m` from the middle, and on it a bar turned by an eighth whose upper face is the chamfer."""
    height = SOCKET_M - CHAMFER_M
    bar = 0.9 * CHAMFER_M
    down = bar / 2 * math.sqrt(0.5)
    return [
        _block(name, axis, side, (edge_m + WALL_M / 2, FLOOR_M + height / 2, 0.0), (WALL_M, length_m, height)),
        _block(
            f"{name}_chamfer",
            axis,
            side,
            (edge_m + CHAMFER_M / 2 + down, FLOOR_M + SOCKET_M - CHAMFER_M / 2 - down, math.pi / 4),
            (CHAMFER_M * math.sqrt(2.0), length_m, bar),
        ),
    ]


def _block(
    name: str, axis: int, side: float, place: tuple[float, float, float], size: tuple[float, float, float]
) -> Geometry:
    """A box `place` (outward, up, tilt outward) with `size` (outward, along, up)."""
    out, up, tilt = place
    if axis == 0:
        return Geometry(name, Box(*size), Pose3D(side * out, 0.0, up, pitch_rad=-side * tilt), friction=FRICTION)
    across = Box(size[1], size[0], size[2])
    return Geometry(name, across, Pose3D(0.0, side * out, up, roll_rad=side * tilt), friction=FRICTION)
