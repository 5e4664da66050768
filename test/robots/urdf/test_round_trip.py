"""What is written as URDF is read as the same mechanism, by us and by the readers of pinocchio and MuJoCo."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import astuple, replace
from pathlib import Path

import mujoco
import numpy as np
import pinocchio
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from robot_cells.bodies.body import Body
from robot_cells.bodies.forward import body_poses, frame_poses
from robot_cells.bodies.geometry import FRICTION, Geometry
from robot_cells.bodies.inertia import Inertia
from robot_cells.bodies.joint import FIXED, Joint, JointKind, JointLimits
from robot_cells.bodies.mechanism import Frame, Mechanism
from robot_cells.bodies.pose3d import Pose3D
from robot_cells.bodies.shape import Box, Capsule, Cylinder, Sphere
from robot_cells.errors import SceneError
from robot_cells.robots.line_robot import line_robot
from robot_cells.robots.urdf.reader import urdf_mechanism
from robot_cells.robots.urdf.writer import urdf_text

ROBOTS = {
    "fingers and bit": line_robot({"model": "ur10e", "tool_length_m": 0.2}, {}, has_screwdriver=True),
    "cup": line_robot({"model": "ur5e", "tool_length_m": 0.15}, {"model": "suction"}),
}


def thousandths(least: int, most: int) -> st.SearchStrategy[float]:
    """Numbers with three decimals: quick to draw and to make simpler."""
    return st.integers(least, most).map(lambda value: value / 1000.0)


LENGTH = thousandths(-2000, 2000)
SIZE = thousandths(10, 1000)
ANGLE = thousandths(-3000, 3000)
POSE = st.builds(Pose3D, LENGTH, LENGTH, LENGTH, ANGLE, thousandths(-1500, 1500), ANGLE)
SHAPE = st.one_of(
    st.builds(Box, SIZE, SIZE, SIZE),
    st.builds(Cylinder, SIZE, SIZE),
    st.builds(Sphere, SIZE),
    st.builds(Capsule, SIZE, SIZE),
)
PART = st.integers(0, 255).map(lambda value: value / 255)
MOVING = (JointKind.REVOLUTE, JointKind.PRISMATIC, JointKind.CONTINUOUS, JointKind.FREE)


@st.composite
def inertias(draw: st.DrawFn) -> Inertia:
    """Of a solid ellipsoid, which can always be."""
    a, b, c = (draw(SIZE) ** 2 for _ in range(3))
    mass_kg = draw(SIZE)
    moments = (mass_kg * (b + c) / 5, mass_kg * (a + c) / 5, mass_kg * (a + b) / 5)
    return Inertia(mass_kg, (0.0, 0.0, 0.0), moments).moved(draw(POSE))


@st.composite
def joints(draw: st.DrawFn, name: str, driven: Sequence[str]) -> Joint:
    """Any that URDF can say."""
    kind = draw(st.sampled_from((JointKind.FIXED, *MOVING)))
    if kind is JointKind.FIXED:
        return FIXED
    if kind is JointKind.FREE:
        return Joint(name, kind, (1.0, 0.0, 0.0))
    axis = draw(st.sampled_from([(1.0, 0.0, 0.0), (0.0, -1.0, 0.0), (0.6, 0.0, 0.8)]))
    mimics = draw(st.sampled_from([*driven, ""]))
    limits: JointLimits | None = JointLimits(-draw(SIZE), draw(SIZE), draw(SIZE), draw(SIZE))
    assert limits is not None
    is_driven = not mimics and draw(st.booleans())
    if kind is JointKind.CONTINUOUS:
        limits = None if not is_driven else replace(limits, lower=-math.inf, upper=math.inf)
    elif not is_driven and not mimics:
        limits = replace(limits, effort=0.0)
    ratio = draw(LENGTH) if mimics else 1.0
    return Joint(name, kind, axis, limits, draw(SIZE), draw(SIZE), is_driven=is_driven, mimics=mimics, ratio=ratio)


@st.composite
def mechanisms(draw: st.DrawFn) -> Mechanism:
    """A tree of up to five bodies with frames on it."""
    bodies: list[Body] = []
    for number in range(draw(st.integers(1, 5))):
        name = f"body {number} <&>"
        geometries = tuple(
            Geometry(
                f"shape_{k}",
                draw(SHAPE),
                draw(POSE),
                (draw(PART), draw(PART), draw(PART), 1.0),
                draw(st.sampled_from(["both", "visual"])),
            )
            for k in range(draw(st.integers(0, 2)))
        )
        parent = draw(st.sampled_from(["", *(body.name for body in bodies)]))
        driven = [body.joint.name for body in bodies if body.joint.is_driven]
        joint = draw(joints(f"joint_{number}", driven))
        bodies.append(Body(name, parent, draw(POSE), joint, draw(inertias()), geometries))
    frames = {body.name: Frame(body.name) for body in bodies if not body.parent}
    for number in range(draw(st.integers(0, 2))):
        frames[f"frame_{number}"] = Frame(draw(st.sampled_from(bodies)).name, draw(POSE))
    return Mechanism("drawn", tuple(bodies), frames)


def close(found: Pose3D, wanted: Pose3D) -> bool:
    return np.allclose(found.matrix(), wanted.matrix(), atol=1e-9)


def assert_same(found: Mechanism, wanted: Mechanism) -> None:
    """All that URDF can say is the same, to the last digit but those of rounding."""
    assert found.name == wanted.name
    assert [body.name for body in found.bodies] == [body.name for body in wanted.bodies]
    assert set(found.frames) == set(wanted.frames)
    for name, frame in wanted.frames.items():
        assert found.frames[name].body == frame.body and close(found.frames[name].pose, frame.pose)
    for one, other in zip(found.bodies, wanted.bodies, strict=True):
        assert one.parent == other.parent and close(one.pose, other.pose)
        assert one.joint == replace(other.joint, armature=0.0)
        if other.inertia is not None:
            assert one.inertia is not None
            assert np.allclose(one.inertia.centre_m, other.inertia.centre_m, atol=1e-12)
            assert np.allclose(one.inertia.tensor(), other.inertia.tensor(), atol=1e-12)
        assert len(one.geometries) == len(other.geometries)
        for shape, wish in zip(one.geometries, other.geometries, strict=True):
            assert (shape.name, shape.use) == (wish.name, wish.use) and shape.friction == FRICTION
            assert type(shape.shape) is type(wish.shape)
            assert np.allclose(astuple(shape.shape), astuple(wish.shape), atol=1e-12)
            assert close(shape.pose, wish.pose)
            assert not wish.is_seen or np.allclose(shape.colour, wish.colour)


@given(mechanisms())
@settings(max_examples=25, deadline=None)
def test_what_is_written_is_read_as_the_same_mechanism(mechanism: Mechanism) -> None:
    assert_same(urdf_mechanism(urdf_text(mechanism), "drawn.urdf", Path()), mechanism)


@pytest.mark.parametrize("name", ROBOTS)
def test_the_robots_of_the_project_come_back(name: str) -> None:
    found = urdf_mechanism(urdf_text(ROBOTS[name]), "robot.urdf", Path())
    assert_same(found, ROBOTS[name])
    positions = {joint.name: 0.1 * (k + 1) for k, joint in enumerate(ROBOTS[name].driven_joints)}
    for frame, pose in frame_poses(ROBOTS[name], positions).items():
        assert np.allclose(frame_poses(found, positions)[frame], pose, atol=1e-12)


@pytest.mark.parametrize("name", ROBOTS)
def test_pinocchio_reads_the_same_kinematics_and_masses(name: str) -> None:
    robot = ROBOTS[name]
    model = pinocchio.buildModelFromXML(urdf_text(robot), mimic=True)
    positions = {joint.name: 0.03 * (k + 1) for k, joint in enumerate(robot.driven_joints)}
    configuration = pinocchio.neutral(model)
    for joint, position in positions.items():
        configuration[model.joints[model.getJointId(joint)].idx_q] = position
    data = model.createData()
    pinocchio.framesForwardKinematics(model, data, configuration)
    for frame, pose in {**body_poses(robot, positions), **frame_poses(robot, positions)}.items():
        assert np.allclose(data.oMf[model.getFrameId(frame)].homogeneous, pose, atol=1e-9), frame
    fixed = robot.bodies[0].inertia
    assert fixed is not None
    total = sum(body.inertia.mass_kg for body in robot.bodies if body.inertia)
    assert pinocchio.computeTotalMass(model) + fixed.mass_kg == pytest.approx(total)


@pytest.mark.parametrize("name", ROBOTS)
def test_mujoco_reads_the_same_kinematics_and_masses(name: str) -> None:
    robot = ROBOTS[name]
    model = mujoco.MjModel.from_xml_string(urdf_text(robot))
    data = mujoco.MjData(model)
    assert {model.joint(k).name for k in range(model.njnt)} == {joint.name for joint in robot.joints}
    positions = {joint.name: 0.03 * (k + 1) for k, joint in enumerate(robot.driven_joints)}
    for joint in robot.joints:
        leader = positions[joint.mimics or joint.name]
        data.joint(joint.name).qpos[0] = leader * (joint.ratio if joint.mimics else 1.0)
    mujoco.mj_forward(model, data)
    poses = body_poses(robot, positions)
    moving = [body.name for body in robot.bodies if body.joint is not FIXED]
    for body in moving:
        assert np.allclose(data.body(body).xpos, poses[body][:3, 3], atol=1e-6), body
        assert np.allclose(data.body(body).xmat.reshape(3, 3), poses[body][:3, :3], atol=1e-6), body
    fixed = robot.bodies[0].inertia
    assert fixed is not None
    total = sum(body.inertia.mass_kg for body in robot.bodies if body.inertia)
    assert model.body_mass.sum() == pytest.approx(total - fixed.mass_kg)


def test_names_that_would_meet_as_links_are_refused() -> None:
    bodies = (Body("a"), Body("b", "a"))
    with pytest.raises(SceneError, match="The frame 'b' has the name of a body"):
        urdf_text(Mechanism("m", bodies, {"b": Frame("b")}))
    with pytest.raises(SceneError, match="A link is called 'world'"):
        urdf_text(Mechanism("m", (Body("world", pose=Pose3D(x_m=1.0)),)))
