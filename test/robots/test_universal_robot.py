"""The arms as mechanisms: kinematics as the closed form says, dynamics as published, no link in another's way."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from robot_cells.bodies.forward import body_poses, frame_poses
from robot_cells.devices.six_axis_arm import MODELS, SixAxisArm
from robot_cells.errors import SceneError
from robot_cells.robots.link_dynamics import DYNAMICS
from robot_cells.robots.universal_robot import JOINTS, LINKS, universal_robot

POSITION = st.floats(-2.0 * math.pi, 2.0 * math.pi)
ARMS = {name: universal_robot(name) for name in MODELS}


@given(st.sampled_from(sorted(MODELS)), st.tuples(*[POSITION] * 6))
def test_the_flange_is_where_the_closed_form_says(model: str, positions: tuple[float, ...]) -> None:
    found = frame_poses(ARMS[model], dict(zip(JOINTS, positions, strict=True)))["flange"]
    assert np.allclose(found, SixAxisArm(MODELS[model]).forward(positions), atol=1e-9)


GOLDEN = {
    "ur5e": (-0.8172, -0.2329, 0.0628),
    "ur10e": (-1.18425, -0.2907, 0.06085),
}
"""The flange at joints zero: a2 + a3, -(d4 + d6), d1 - d5."""


@pytest.mark.parametrize("model", GOLDEN)
def test_the_flange_at_joints_zero_is_as_the_makers_lengths_add_up(model: str) -> None:
    assert np.allclose(frame_poses(ARMS[model])["flange"][:3, 3], GOLDEN[model], atol=1e-9)
    assert np.allclose(frame_poses(ARMS[model])["base"], np.eye(4))


@pytest.mark.parametrize("model", MODELS)
def test_joints_have_the_range_and_speed_of_the_closed_form_and_published_torques(model: str) -> None:
    joints = ARMS[model].driven_joints
    assert tuple(joint.name for joint in joints) == JOINTS
    for joint, reach, speed in zip(
        joints, MODELS[model].position_limits_rad, MODELS[model].velocity_limits_rad_s, strict=True
    ):
        assert joint.limits is not None
        assert (joint.limits.lower, joint.limits.upper, joint.limits.velocity) == (-reach, reach, speed)
    torques = [joint.limits.effort for joint in joints if joint.limits]
    assert torques == ([150, 150, 150, 28, 28, 28] if model == "ur5e" else [330, 330, 150, 56, 56, 56])


@pytest.mark.parametrize("model", MODELS)
def test_every_link_is_a_body_that_can_be_and_the_arm_weighs_what_the_maker_says(model: str) -> None:
    inertias = [body.inertia for body in ARMS[model].bodies]
    total = 0.0
    for inertia in inertias:
        assert inertia is not None and inertia.mass_kg > 0.0
        least, middle, most = np.linalg.eigvalsh(inertia.tensor())
        assert least > 0.0 and most <= least + middle
        total += inertia.mass_kg
    assert math.isclose(total, DYNAMICS[model].weight_kg)


@pytest.mark.parametrize(
    ("model", "link", "centre"),
    [
        ("ur5e", "shoulder", (0.0, -0.00193, -0.02561)),
        ("ur5e", "upper_arm", (-0.2125, 0.0, 0.11336)),
        ("ur5e", "forearm", (-0.2422, 0.0, 0.0265)),
        ("ur10e", "upper_arm", (-0.2327, 0.0, 0.158)),
        ("ur10e", "wrist_1", (0.0, -0.018, 0.007)),
        ("ur10e", "wrist_2", (0.0, 0.018, -0.007)),
    ],
)
def test_centres_of_mass_come_from_the_far_end_of_a_link_into_the_frame_of_its_body(
    model: str, link: str, centre: tuple[float, float, float]
) -> None:
    inertia = ARMS[model].body(link).inertia
    assert inertia is not None and np.allclose(inertia.centre_m, centre, atol=1e-12)


@pytest.mark.parametrize("model", MODELS)
def test_centres_of_mass_lie_within_what_is_felt_of_their_links(model: str) -> None:
    """A centre that lay on the wrong side of its joint would be far outside."""
    for name in LINKS:
        body = ARMS[model].body(name)
        assert body.inertia is not None
        corners = []
        for item in (item for item in body.geometries if item.is_felt):
            half = item.shape.length_m / 2 + item.shape.radius_m  # type: ignore[union-attr]
            centre = np.array(item.pose.position_m)
            axis = item.pose.matrix()[:3, 2]
            corners += [centre + half * axis, centre - half * axis]
        low, high = np.min(corners, axis=0) - 0.06, np.max(corners, axis=0) + 0.06
        assert (low <= body.inertia.centre_m).all() and (body.inertia.centre_m <= high).all(), name


def test_another_model_is_refused_with_those_that_are_known() -> None:
    with pytest.raises(SceneError, match="ur10e, ur5e"):
        universal_robot("ur7")


def test_bodies_stand_on_each_other_in_the_order_of_the_links() -> None:
    poses = body_poses(ARMS["ur10e"], {})
    assert list(poses) == ["base", *LINKS]
    assert np.allclose(poses["shoulder"][:3, 3], (0.0, 0.0, 0.1807))


@pytest.mark.parametrize("model", MODELS)
def test_an_arm_that_is_stretched_out_holds_its_payload_within_its_torques(model: str) -> None:
    """Masses on the wrong side of a joint, or in another unit, would not be held."""
    arm, poses = ARMS[model], body_poses(ARMS[model])
    weights = []
    for name in LINKS:
        inertia = arm.body(name).inertia
        assert inertia is not None
        weights.append((name, inertia.mass_kg, (poses[name] @ [*inertia.centre_m, 1.0])[0]))
    weights.append(("payload", DYNAMICS[model].payload_kg, frame_poses(arm)["flange"][0, 3]))
    for index in (1, 2):
        joint = arm.driven_joints[index]
        pivot = poses[LINKS[index]][0, 3]
        outside = [LINKS.index(name) >= index if name in LINKS else True for name, _, _ in weights]
        held = [weight for weight, is_out in zip(weights, outside, strict=True) if is_out]
        torque = abs(sum(9.81 * mass * (x - pivot) for _, mass, x in held))
        assert joint.limits is not None and 0.2 * joint.limits.effort < torque < joint.limits.effort, joint.name
