"""No link of an arm touches another one but its neighbour, at home and where arms usually work (checked by coal)."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping

import coal
import numpy as np
import pytest

from robot_cells.bodies.body import Body
from robot_cells.bodies.forward import body_poses
from robot_cells.bodies.mechanism import Mechanism
from robot_cells.devices.six_axis_arm import MODELS, SixAxisArm, tool_down
from robot_cells.motions.coal_shapes import coal_shape
from robot_cells.robots.universal_robot import JOINTS, universal_robot

HOME = (0.0, -math.pi / 2, math.pi / 2, -math.pi / 2, -math.pi / 2, 0.0)


def placed(body: Body, pose: np.ndarray) -> Iterator[tuple[coal.CollisionGeometry, coal.Transform3s]]:
    """What is felt of a body, where it is."""
    for item in body.geometries:
        if item.is_felt:
            matrix = pose @ item.pose.matrix()
            yield coal_shape(item.shape), coal.Transform3s(matrix[:3, :3], matrix[:3, 3])


def collide(
    one: coal.CollisionGeometry, at: coal.Transform3s, other: coal.CollisionGeometry, there: coal.Transform3s
) -> bool:
    """Whether two placed shapes touch."""
    return bool(coal.collide(one, at, other, there, coal.CollisionRequest(), coal.CollisionResult()))


def touching(mechanism: Mechanism, positions: Mapping[str, float]) -> list[tuple[str, str]]:
    """Pairs of bodies that touch, neighbours left out."""
    poses = body_poses(mechanism, positions)
    found = []
    for one, other in itertools.combinations(mechanism.bodies, 2):
        if one.name == other.parent:
            continue
        pairs = itertools.product(placed(one, poses[one.name]), placed(other, poses[other.name]))
        if any(
            coal.collide(a, at, b, bt, coal.CollisionRequest(), coal.CollisionResult()) for (a, at), (b, bt) in pairs
        ):
            found.append((one.name, other.name))
    return found


@pytest.mark.parametrize("model", MODELS)
def test_no_link_touches_another_at_home(model: str) -> None:
    assert touching(universal_robot(model), dict(zip(JOINTS, HOME, strict=True))) == []


@pytest.mark.parametrize("model", MODELS)
def test_no_link_touches_another_while_the_tool_points_down_on_the_table_before_the_arm(model: str) -> None:
    arm, mechanism = SixAxisArm(MODELS[model]), universal_robot(model)
    reach = 0.65 if model == "ur5e" else 0.85
    tried = 0
    for radius, bearing, height in itertools.product((0.4, 0.55, reach), (-1.2, 0.0, 1.2), (0.2, 0.4)):
        pose = tool_down(radius * math.cos(bearing), radius * math.sin(bearing), height, 0.5)
        positions = arm.inverse(pose, HOME)
        if positions is not None:
            tried += 1
            assert touching(mechanism, dict(zip(JOINTS, positions, strict=True))) == [], (radius, bearing, height)
    assert tried >= 15


def test_an_arm_that_is_folded_upon_itself_does_touch() -> None:
    folded = dict(zip(JOINTS, (0.0, -math.pi / 2, math.pi * 0.98, 0.0, 0.0, 0.0), strict=True))
    assert touching(universal_robot("ur5e"), folded)
