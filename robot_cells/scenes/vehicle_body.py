"""An autonomous mobile robot: two driven wheels, four castors, and a lift that carries one tray."""

from __future__ import annotations

import math

from robot_cells.bodies.body import Body
from robot_cells.bodies.geometry import Geometry
from robot_cells.bodies.inertia import solid
from robot_cells.bodies.joint import Joint, JointKind, JointLimits
from robot_cells.bodies.mechanism import Frame, Mechanism
from robot_cells.bodies.pose3d import Pose3D
from robot_cells.bodies.shape import Cylinder, Sphere
from robot_cells.orders.part_sizes import BOTTOM_M
from robot_cells.scenes import palette
from robot_cells.scenes.blocks import block, corners, slab

LENGTH_M, WIDTH_M = 0.96, 0.60
DECK_M = 0.34
"""The top of the body above the floor; the lift's plate lies on it when it is down."""
WHEEL_M, WHEEL_WIDTH_M, TRACK_M = 0.10, 0.05, 0.50
"""Radius and width of a driven wheel, and the distance between the two."""
CASTOR_M, CASTOR_AIR_M = 0.04, 0.001
"""Radius of the castors, and how much less far down they reach than the wheels: the wheels have to carry the weight."""
LIFT_M = 0.06
"""The lift's stroke."""
BODY_KG, WHEEL_KG, LIFT_KG = 75.0, 3.0, 6.0
WHEEL_TORQUE_NM, WHEEL_SPEED_RAD_S = 25.0, 20.0
"""Of each driven wheel: 20 rad/s are 2 m/s."""
LEFT_WHEEL, RIGHT_WHEEL, LIFT_JOINT = "left_wheel_joint", "right_wheel_joint", "lift_joint"
LOAD = "load"
"""The frame `tray` of a tray that it carries."""
RUBBER_FRICTION = 0.9
CASTOR_FRICTION = 0.02
"""A castor rolls: as a ball that hardly rubs it resists as little."""


def vehicle_mechanism(tray_width_m: float, tray_depth_m: float) -> Mechanism:
    """Its frame lies on the floor in its middle, x forward; it carries trays of at most this size, depth forward."""
    wheels = tuple(_wheel(name, joint, side) for name, joint, side in _WHEELS)
    load = Pose3D(-tray_depth_m / 2, tray_width_m / 2, _PLATE_M + BOTTOM_M, yaw_rad=-math.pi / 2)
    return Mechanism("vehicle", (_chassis(), *wheels, _lift()), {LOAD: Frame("lift", load)})


_PLATE_M = 0.02
_WHEELS = (("left_wheel", LEFT_WHEEL, 1.0), ("right_wheel", RIGHT_WHEEL, -1.0))


def _chassis() -> Body:
    half_x, half_y = LENGTH_M / 2, WIDTH_M / 2
    hull = (
        block("hull", (-half_x + 0.06, half_x - 0.06), (-half_y, half_y), (0.20, DECK_M), palette.WHITE),
        block("front", (half_x - 0.06, half_x), (-half_y + 0.04, half_y - 0.04), (0.07, DECK_M - 0.03), palette.FRAME),
        block("rear", (-half_x, -half_x + 0.06), (-half_y + 0.04, half_y - 0.04), (0.07, DECK_M - 0.03), palette.FRAME),
        block("belly", (-half_x + 0.06, half_x - 0.06), (-0.20, 0.20), (0.06, 0.20), palette.FRAME),
    )
    castors = tuple(
        Geometry(
            f"castor_{n}",
            Sphere(CASTOR_M),
            Pose3D(x, y, CASTOR_M + CASTOR_AIR_M),
            palette.RUBBER,
            "both",
            CASTOR_FRICTION,
        )
        for n, (x, y) in enumerate(corners((-half_x + 0.11, half_x - 0.11), (-0.25, 0.25)))
    )
    seen = [
        block(
            "stripe",
            (-half_x + 0.06, half_x - 0.06),
            (-half_y - 0.001, half_y + 0.001),
            (0.215, 0.235),
            palette.ACCENT,
            "visual",
        ),
        block("laser", (half_x - 0.005, half_x + 0.004), (-0.06, 0.06), (0.16, 0.20), palette.PLASTIC, "visual"),
    ]
    for n, side in enumerate((-1.0, 1.0)):
        skirt = tuple(sorted((side * 0.21, side * (half_y - 0.001))))
        seen.append(
            block(
                f"skirt_front_{n}", (0.13, half_x - 0.06), (skirt[0], skirt[1]), (0.10, 0.20), palette.WHITE, "visual"
            )
        )
        seen.append(
            block(
                f"skirt_rear_{n}", (-half_x + 0.06, -0.13), (skirt[0], skirt[1]), (0.10, 0.20), palette.WHITE, "visual"
            )
        )
        seen.append(slab(f"lamp_{n}", (half_x, side * 0.17), (0.008, 0.10), (0.24, 0.26), palette.LAMP, "visual"))
        seen.append(slab(f"tail_{n}", (-half_x, side * 0.17), (0.008, 0.10), (0.24, 0.26), palette.RED, "visual"))
    return Body("chassis", inertia=solid(hull, BODY_KG), geometries=(*hull, *castors, *seen))


def _wheel(name: str, joint: str, side: float) -> Body:
    """Turns about y, so that a positive speed drives forward."""
    lying = Pose3D(roll_rad=math.pi / 2)
    tyre = Geometry("tyre", Cylinder(WHEEL_M, WHEEL_WIDTH_M), lying, palette.RUBBER, "both", RUBBER_FRICTION)
    hub = Geometry("hub", Cylinder(WHEEL_M * 0.55, WHEEL_WIDTH_M + 0.004), lying, palette.ALUMINIUM, "visual")
    limits = JointLimits(-math.inf, math.inf, WHEEL_SPEED_RAD_S, WHEEL_TORQUE_NM)
    return Body(
        name,
        "chassis",
        Pose3D(0.0, side * TRACK_M / 2, WHEEL_M),
        Joint(joint, JointKind.CONTINUOUS, (0.0, 1.0, 0.0), limits, damping=0.05, armature=0.01, is_driven=True),
        solid((tyre,), WHEEL_KG),
        (tyre, hub),
    )


def _lift() -> Body:
    """A plate on the deck; its origin is the middle of its underside."""
    plate = slab("plate", (0.0, 0.0), (0.72, 0.46), (0.0, _PLATE_M), palette.ALUMINIUM)
    pads = tuple(
        slab(f"pad_{n}", at, (0.08, 0.05), (_PLATE_M, _PLATE_M + 0.0005), palette.RUBBER, "visual")
        for n, at in enumerate(corners((-0.36, 0.36), (-0.23, 0.23), 0.06))
    )
    limits = JointLimits(0.0, LIFT_M, 0.05, 800.0)
    return Body(
        "lift",
        "chassis",
        Pose3D(z_m=DECK_M),
        Joint(LIFT_JOINT, JointKind.PRISMATIC, (0.0, 0.0, 1.0), limits, damping=200.0, friction=10.0, is_driven=True),
        solid((plate,), LIFT_KG),
        (plate, *pads),
    )
