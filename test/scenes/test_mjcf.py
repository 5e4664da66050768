"""What is written, MuJoCo compiles, and nothing in it flies apart."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest
from scene_plant import TRAY_A, TRAY_B, bare, finished, reference

from robot_cells.bodies.body import Body
from robot_cells.bodies.forward import body_poses, frame_poses
from robot_cells.bodies.joint import Joint, JointKind
from robot_cells.bodies.mechanism import Mechanism
from robot_cells.errors import SceneError
from robot_cells.ids import CellId, LineId
from robot_cells.scenes.mjcf import mjcf_text
from robot_cells.scenes.scene import Placed, Role, Scene
from robot_cells.scenes.scene_builder import build_scene

mujoco = pytest.importorskip("mujoco")


@cache
def line_scene() -> Scene:
    """The reference line with a bare chassis to be worked on and a finished tray to be looked at."""
    plant = reference()
    trays = {CellId("assembly_1"): (TRAY_A, bare(TRAY_A)), CellId("inspection"): (TRAY_B, finished(TRAY_B))}
    return build_scene(plant.line, plant.products, trays=trays)


@cache
def compiled() -> Any:
    """The model of that scene."""
    return mujoco.MjModel.from_xml_string(mjcf_text(line_scene()))


def at_home() -> Any:
    """Its state at the beginning."""
    data = mujoco.MjData(compiled())
    mujoco.mj_resetDataKeyframe(compiled(), data, 0)
    mujoco.mj_forward(compiled(), data)
    return data


def test_bodies_and_frames_are_where_the_scene_has_them() -> None:
    model, data = compiled(), at_home()
    for placed in line_scene().placed:
        at = placed.pose.matrix()
        for name, pose in body_poses(placed.mechanism, placed.joint_positions).items():
            body = data.body(f"{placed.name}/{name}")
            assert body.xpos == pytest.approx((at @ pose)[:3, 3], abs=1e-6)
            assert body.xmat.reshape(3, 3) == pytest.approx((at @ pose)[:3, :3], abs=1e-6)
        for name, pose in frame_poses(placed.mechanism, placed.joint_positions).items():
            site = data.site(f"{placed.name}/{name}")
            assert site.xpos == pytest.approx((at @ pose)[:3, 3], abs=1e-6)
            assert site.xmat.reshape(3, 3) == pytest.approx((at @ pose)[:3, :3], abs=1e-6)
    assert model.nkey == 1


def test_masses_are_those_of_the_scene() -> None:
    bodies = [body for placed in line_scene().placed for body in placed.mechanism.bodies]
    total = sum(body.inertia.mass_kg for body in bodies if body.inertia is not None)
    assert compiled().body_mass.sum() == pytest.approx(total)


def test_nothing_overlaps_at_the_beginning() -> None:
    model, data = compiled(), at_home()
    deep = [
        (model.geom(contact.geom1).name, model.geom(contact.geom2).name)
        for contact in data.contact
        if contact.dist < -1e-5
    ]
    assert deep == []


def test_nothing_flies_apart_in_a_second() -> None:
    model, data = compiled(), at_home()
    arms = [model.joint(name).qposadr[0] for name in _joints(Role.ARM)]
    before = data.qpos[arms].copy()
    start = {name: data.body(name).xpos.copy() for name in _loose()}
    for _ in range(500):
        mujoco.mj_step(model, data)
    assert not any(warning.number for warning in data.warning)
    assert np.abs(data.qvel).max() < 0.1
    assert np.abs(data.qpos[arms] - before).max() < 1e-3
    assert max(float(np.linalg.norm(data.body(name).xpos - place)) for name, place in start.items()) < 1e-3


def test_a_camera_looks_at_the_tray() -> None:
    data, (view,) = at_home(), line_scene().cameras
    camera = data.cam(view.name)
    tray = data.body("WO-1-002/tray/tray").xpos
    assert -camera.xmat.reshape(3, 3)[:, 2] == pytest.approx((0.0, 0.0, -1.0), abs=1e-9)
    assert camera.xpos - tray == pytest.approx((0.22, 0.35, 1.10), abs=1e-9)


def test_the_same_scene_is_the_same_text() -> None:
    assert mjcf_text(line_scene()) == mjcf_text(line_scene())


@pytest.mark.parametrize(
    ("bodies", "is_fixed", "message"),
    [
        ((Body("ball"),), False, "p/ball: It moves, but has no inertia"),
        ((Body("a"), Body("b")), False, "must stand on one body"),
        (
            (Body("door", joint=Joint("door_joint", JointKind.PRISMATIC)),),
            True,
            "p/door: It moves, but has no inertia",
        ),
    ],
)
def test_what_physics_cannot_move_is_refused_by_name(bodies: tuple[Body, ...], is_fixed: bool, message: str) -> None:
    scene = Scene(LineId("line"), (Placed("p", Role.MACHINE, Mechanism("m", bodies), is_fixed=is_fixed),))
    with pytest.raises(SceneError, match=message):
        mjcf_text(scene)


def _joints(role: Role) -> list[str]:
    return [f"{item.name}/{joint.name}" for item in line_scene().of(role=role) for joint in item.mechanism.joints]


def _loose() -> list[str]:
    return [f"{item.name}/{item.mechanism.bodies[0].name}" for item in line_scene().placed if not item.is_fixed]
