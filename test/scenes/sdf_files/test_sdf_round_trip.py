"""What is written as SDF is read back as the same bodies."""

from __future__ import annotations

from dataclasses import astuple
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from robot_cells.bodies.body import Body
from robot_cells.bodies.forward import body_poses, frame_poses
from robot_cells.bodies.geometry import Geometry
from robot_cells.bodies.joint import JointKind
from robot_cells.documents.plant import Plant, load_plant
from robot_cells.ids import CellId, ProductId, SerialNumber
from robot_cells.scenes.nominal_tray import bare_tray
from robot_cells.scenes.scene import Placed, Scene
from robot_cells.scenes.scene_builder import build_scene
from robot_cells.scenes.sdf import sdf_text
from robot_cells.scenes.sdf_files.reader import SdfModel, read_sdf
from robot_cells.scenes.sdf_gains import with_rotor

LINE = Path(__file__).parents[3] / "config" / "lines" / "compute_tray.yaml"
WRITTEN = 2e-9
"""Numbers are written with so many digits."""


@cache
def plant() -> Plant:
    """The reference line."""
    return load_plant(LINE)


@cache
def line() -> Scene:
    """The whole of it, with a tray and its parts in one cell."""
    layout = plant().products[ProductId("tray_a")].layout
    assert layout is not None
    tray = bare_tray(layout, SerialNumber("WO-1-001"))
    return build_scene(plant().line, plant().products, trays={CellId("assembly_1"): (ProductId("tray_a"), tray)})


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> dict[str, SdfModel]:
    """What is read from the world that is written."""
    path = tmp_path_factory.mktemp("world") / "line.sdf"
    path.write_text(sdf_text(line()), encoding="utf-8")
    return {model.mechanism.name: model for model in read_sdf(path).models}


def test_everything_is_there_and_nothing_else(read: dict[str, SdfModel]) -> None:
    assert list(read) == [item.name for item in line().placed]


@pytest.mark.parametrize("placed", line().placed, ids=lambda item: item.name)
def test_a_model_is_what_was_placed(placed: Placed, read: dict[str, SdfModel]) -> None:
    found = read[placed.name]
    assert found.is_fixed is placed.is_fixed
    assert astuple(found.pose) == pytest.approx(astuple(placed.pose), abs=WRITTEN)
    poses, expected = body_poses(found.mechanism, {}), body_poses(placed.mechanism, {})
    assert list(poses) == list(expected)
    for name, pose in poses.items():
        np.testing.assert_allclose(pose, expected[name], atol=10 * WRITTEN)
    frames = frame_poses(found.mechanism)
    for name, pose in frame_poses(placed.mechanism).items():
        np.testing.assert_allclose(frames[f"{name}_frame"], pose, atol=10 * WRITTEN)
    for body in placed.mechanism.bodies:
        _assert_same(found.mechanism.body(body.name), body, moves=bool(placed.mechanism.joints) or not placed.is_fixed)


def _assert_same(found: Body, expected: Body, *, moves: bool) -> None:
    assert found.joint.kind is expected.joint.kind
    if expected.joint.kind not in (JointKind.FIXED, JointKind.FREE):
        assert found.joint.name == expected.joint.name
        assert found.joint.axis == pytest.approx(expected.joint.axis, abs=WRITTEN)
        assert (found.joint.limits is None) is (expected.joint.limits is None)
        if found.joint.limits is not None and expected.joint.limits is not None:
            assert astuple(found.joint.limits) == pytest.approx(astuple(expected.joint.limits), rel=WRITTEN)
    inertia = with_rotor(expected)
    if inertia is not None and moves:
        assert found.inertia is not None
        assert found.inertia.mass_kg == pytest.approx(inertia.mass_kg, rel=WRITTEN)
        assert found.inertia.centre_m == pytest.approx(inertia.centre_m, abs=WRITTEN)
        np.testing.assert_allclose(found.inertia.tensor(), inertia.tensor(), rtol=1e-6, atol=1e-12)
    shapes = {item.name: item for item in found.geometries}
    assert sorted(shapes) == sorted(item.name for item in expected.geometries)
    for item in expected.geometries:
        _assert_same_shape(shapes[item.name], item)


def _assert_same_shape(found: Geometry, expected: Geometry) -> None:
    assert type(found.shape) is type(expected.shape)
    assert astuple(found.shape) == pytest.approx(astuple(expected.shape), rel=1e-8)
    assert astuple(found.pose) == pytest.approx(astuple(expected.pose), abs=WRITTEN)
    assert found.use == expected.use
    if expected.is_felt:
        assert found.friction == pytest.approx(expected.friction)
    if expected.is_seen:
        assert found.colour == pytest.approx(expected.colour)
