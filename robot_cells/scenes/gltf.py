"""A scene as glTF, in one binary file (.glb): to be looked at, in any viewer."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from robot_cells.bodies.forward import body_poses
from robot_cells.bodies.geometry import Colour, Geometry
from robot_cells.bodies.shape import Box, Capsule, Cylinder, Mesh, Shape, Sphere
from robot_cells.scenes.scene import Scene

SECTIONS = 32
"""Round shapes have so many corners."""
ROOT = "line"
"""The node that everything hangs on: turned, since in glTF y is up."""


def glb_bytes(scene: Scene) -> bytes:
    """What is seen, with its colours, at the beginning's joint positions.

    A node for each placed mechanism, below it one for each body (`<placed>/<body>`), below that its shapes.
    """
    import trimesh

    written = trimesh.Scene(base_frame="world")
    up = trimesh.transformations.rotation_matrix(-math.pi / 2.0, (1.0, 0.0, 0.0))
    written.graph.update(frame_to=ROOT, frame_from="world", matrix=up)
    materials: dict[Colour, Any] = {}
    for placed in scene.placed:
        written.graph.update(frame_to=placed.name, frame_from=ROOT, matrix=placed.pose.matrix())
        poses = body_poses(placed.mechanism, placed.joint_positions)
        for body in placed.mechanism.bodies:
            node = f"{placed.name}/{body.name}"
            written.graph.update(frame_to=node, frame_from=placed.name, matrix=poses[body.name])
            for geometry in body.geometries:
                if geometry.is_seen:
                    mesh = _mesh(geometry.shape)
                    mesh.visual = trimesh.visual.TextureVisuals(material=_material(materials, geometry))
                    name = f"{node}/{geometry.name}"
                    matrix = geometry.pose.matrix()
                    written.add_geometry(mesh, name, name, parent_node_name=node, transform=matrix)
    return bytes(written.export(file_type="glb"))


def _material(materials: dict[Colour, Any], geometry: Geometry) -> Any:  # noqa: ANN401  trimesh has no types
    from trimesh.visual.material import PBRMaterial

    colour = geometry.colour
    if colour not in materials:
        materials[colour] = PBRMaterial(
            name=f"material_{len(materials)}",
            baseColorFactor=np.round(np.array(colour) * 255).astype(np.uint8),
            metallicFactor=0.1,
            roughnessFactor=0.6,
            alphaMode="BLEND" if colour[3] < 1.0 else "OPAQUE",
        )
    return materials[colour]


def _mesh(shape: Shape) -> Any:  # noqa: ANN401  trimesh has no types
    import trimesh

    match shape:
        case Box(x, y, z):
            return trimesh.creation.box((x, y, z))
        case Cylinder(radius, length):
            return trimesh.creation.cylinder(radius, length, sections=SECTIONS)
        case Capsule(radius, length):
            mesh = trimesh.creation.capsule(length, radius, count=(SECTIONS // 2, SECTIONS // 2))
            mesh.apply_translation((0.0, 0.0, -mesh.bounds.mean(axis=0)[2]))
            return mesh
        case Sphere(radius):
            return trimesh.creation.uv_sphere(radius, count=(SECTIONS // 2, SECTIONS // 2))
        case Mesh():
            mesh = trimesh.load(shape.path, force="mesh")
            mesh.apply_scale(shape.scale)
            return mesh
