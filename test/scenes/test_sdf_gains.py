"""Servos in Gazebo are computed a step late: they are tried here by the law of its controller, in MuJoCo."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest
from scene_plant import reference

from robot_cells.bodies.joint import JointKind
from robot_cells.bodies.joint_inertia import mass_matrix
from robot_cells.devices.arm_joints import ARM_JOINT_NAMES
from robot_cells.devices.six_axis_arm import Joints
from robot_cells.ids import LineId
from robot_cells.scenes.mjcf import mjcf_text
from robot_cells.scenes.scene import Placed, Scene
from robot_cells.scenes.scene_builder import build_scene
from robot_cells.scenes.sdf_gains import Gains, servo_gains, with_rotor
from robot_cells.scenes.servo import stiffness
from robot_cells.simulations.gazebo.dense_path import dense_points
from robot_cells.simulations.joint_path import STILL, JointPath

mujoco: Any = pytest.importorskip("mujoco")

STEP_S, LOAD_N = 0.002, 2.0 * 9.81


@cache
def arm() -> Placed:
    """The arm of the reference line's first assembly cell."""
    plant = reference()
    return build_scene(plant.line, plant.products).find("assembly_1/arm")


def gains() -> dict[str, Gains]:
    turning = [joint for joint in arm().mechanism.driven_joints if joint.kind is JointKind.REVOLUTE]
    return servo_gains(arm().mechanism, turning, arm().joint_positions)


def world() -> tuple[Any, Any, Any]:
    """Model, data and the addresses of the six joints; steps are explicit, as Gazebo's servos are."""
    model = mujoco.MjModel.from_xml_string(mjcf_text(Scene(LineId("line"), (arm(),))))
    model.opt.timestep = STEP_S
    model.opt.integrator = mujoco.mjtIntegrator.mjINT_EULER
    model.opt.disableflags |= int(mujoco.mjtDisableBit.mjDSBL_EULERDAMP | mujoco.mjtDisableBit.mjDSBL_ACTUATION)
    model.opt.disableflags |= int(mujoco.mjtDisableBit.mjDSBL_CONTACT)
    data = mujoco.MjData(model)
    joints = [model.joint(f"assembly_1/arm/{name}") for name in ARM_JOINT_NAMES]
    at = np.array([int(joint.qposadr[0]) for joint in joints])
    moving = np.array([int(joint.dofadr[0]) for joint in joints])
    data.qpos[at] = [arm().joint_positions[name] for name in ARM_JOINT_NAMES]
    return model, data, (at, moving)


def test_the_mass_matrix_is_that_of_mujoco() -> None:
    model, data, (_, moving) = world()
    mujoco.mj_forward(model, data)
    full = np.zeros((model.nv, model.nv))
    mujoco.mj_fullM(model, data, full)
    full -= np.diag(model.dof_armature)
    ours = mass_matrix(arm().mechanism, ARM_JOINT_NAMES, arm().joint_positions)
    assert ours == pytest.approx(full[np.ix_(moving, moving)], abs=1e-6)


def followed(each: list[Gains], load_n: float) -> tuple[float, float, float]:
    """How far the joints were off on the way, and a second after its end, and how fast they were then (rad, rad/s)."""
    model, data, (at, moving) = world()
    begin: Joints = tuple(float(value) for value in data.qpos[at])  # type: ignore[assignment]
    turns = (0.8, 0.3, -0.4, 0.4, 0.3, 1.0)
    goal: Joints = tuple(value + turn for value, turn in zip(begin, turns, strict=True))  # type: ignore[assignment]
    points = dense_points(JointPath(0.0, (0.0, 1.2), (begin, goal), (STILL, STILL), (STILL, STILL)), 0.0)
    p, i, d = (np.array([getattr(gain, key) for gain in each]) for key in ("position", "integral", "speed"))
    effort = np.array([330.0, 330.0, 150.0, 56.0, 56.0, 56.0])
    total, late, point = np.zeros(6), 0.0, 0
    data.xfrc_applied[model.body("assembly_1/arm/gripper").id, 2] = -load_n
    for step in range(round(2.2 / STEP_S)):
        while point + 1 < len(points) and points[point].time_s < step * STEP_S:
            point += 1
        error = data.qpos[at] - np.array(points[point].positions_rad)
        total = np.clip(total + error * STEP_S, -effort / i, effort / i)
        force = np.clip(-(p * error + i * total), -effort, effort)
        force += np.clip(-d * (data.qvel[moving] - np.array(points[point].velocities_rad_s)), -effort, effort)
        data.qfrc_applied[moving] = force
        mujoco.mj_step(model, data)
        late = max(late, float(np.abs(error).max()))
    return late, float(np.abs(data.qpos[at] - goal).max()), float(np.abs(data.qvel[moving]).max())


@pytest.mark.parametrize("load_n", [0.0, LOAD_N])
def test_an_arm_follows_dense_points_by_the_controllers_law_and_ends_where_it_shall(load_n: float) -> None:
    late, off, speed = followed([gains()[name] for name in ARM_JOINT_NAMES], load_n)
    assert late < 0.02
    assert off < 0.002, "0.01 are allowed"
    assert speed < 0.01


def test_servos_as_stiff_as_those_of_mujoco_would_shake_an_arm_there() -> None:
    joints = {joint.name: joint for joint in arm().mechanism.driven_joints}
    stiff = [stiffness(joints[name]) for name in ARM_JOINT_NAMES]
    _, _, speed = followed([Gains(p, p / 0.2, 0.05 * p) for p in stiff], 0.0)
    assert not speed < 0.1


def test_a_rotor_adds_its_inertia_about_the_joints_axis() -> None:
    body = next(body for body in arm().mechanism.bodies if body.joint.name == "wrist_3_joint")
    inertia = with_rotor(body)
    assert inertia is not None and body.inertia is not None
    (xx, yy, zz), (xy, xz, yz) = inertia.moments_kg_m2, inertia.products_kg_m2
    (oxx, oyy, ozz), (oxy, oxz, oyz) = body.inertia.moments_kg_m2, body.inertia.products_kg_m2
    added = np.array([[xx - oxx, xy - oxy, xz - oxz], [xy - oxy, yy - oyy, yz - oyz], [xz - oxz, yz - oyz, zz - ozz]])
    axis = np.array(body.joint.axis)
    assert axis @ added @ axis == pytest.approx(body.joint.armature)
    assert with_rotor(arm().mechanism.bodies[0]) is arm().mechanism.bodies[0].inertia
