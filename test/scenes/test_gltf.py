"""What is written as glTF is read back with the same extent and colours."""

from __future__ import annotations

import io

import numpy as np
import pytest
from scene_plant import TRAY_A, finished, reference

from robot_cells.bodies.body import Body
from robot_cells.bodies.geometry import Geometry
from robot_cells.bodies.joint import Joint, JointKind
from robot_cells.bodies.mechanism import Mechanism
from robot_cells.bodies.pose3d import Pose3D
from robot_cells.bodies.shape import Box, Capsule, Cylinder, Shape, Sphere
from robot_cells.ids import CellId, LineId
from robot_cells.scenes.gltf import glb_bytes
from robot_cells.scenes.scene import Placed, Role, Scene
from robot_cells.scenes.scene_builder import build_scene

trimesh = pytest.importorskip("trimesh")


def bounds(scene: Scene) -> np.ndarray:
    """Least and greatest x, y, z of the file (y up), read by trimesh."""
    return np.asarray(trimesh.load(io.BytesIO(glb_bytes(scene)), file_type="glb").bounds)


@pytest.mark.parametrize(
    ("shape", "half_m"),
    [
        (Box(0.2, 0.4, 0.6), (0.1, 0.2, 0.3)),
        (Cylinder(0.1, 0.6), (0.1, 0.1, 0.3)),
        (Capsule(0.1, 0.4), (0.1, 0.1, 0.3)),
        (Sphere(0.1), (0.1, 0.1, 0.1)),
    ],
)
def test_a_shape_is_as_large_as_it_is_and_stands_where_it_does(
    shape: Shape, half_m: tuple[float, float, float]
) -> None:
    slide = Joint("slide", JointKind.PRISMATIC, axis=(0.0, 0.0, 1.0))
    body = Body("b", pose=Pose3D(z_m=1.0), joint=slide, geometries=(Geometry("g", shape, Pose3D(x_m=0.5)),))
    placed = Placed("p", Role.MACHINE, Mechanism("m", (body,)), Pose3D(y_m=2.0), joint_positions={"slide": 0.25})
    low, high = bounds(Scene(LineId("line"), (placed,)))
    # glTF has y up: the line's x, z, -y.
    assert (low + high) / 2 == pytest.approx((0.5, 1.25, -2.0), abs=1e-6)
    assert (high - low) / 2 == pytest.approx((half_m[0], half_m[2], half_m[1]), abs=1e-3)


def test_a_cell_has_a_node_for_every_mechanism_that_is_seen() -> None:
    plant = reference()
    trays = {CellId("inspection"): (TRAY_A, finished(TRAY_A))}
    scene = build_scene(plant.line, plant.products, cells=[CellId("inspection")], vehicles=False, trays=trays)
    loaded = trimesh.load(io.BytesIO(glb_bytes(scene)), file_type="glb")
    assert {placed.name for placed in scene.placed} <= set(loaded.graph.nodes)
    post = loaded.graph.get("inspection/camera/post/barrel")[0][:3, 3]
    assert post == pytest.approx((0.0, 0.75 + 0.05 + 1.10, -6.0), abs=1e-6)
