"""A scene as files, in the format of a simulator or viewer."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from robot_cells.scenes.gazebo_release import GazeboRelease
from robot_cells.scenes.scene import Role, Scene


class SceneFormat(Enum):
    """What can be written."""

    SDF = "sdf"
    """A world of Gazebo's, and the file for the bridge to its topics."""
    MJCF = "mjcf"
    """A model of MuJoCo's."""
    GLB = "glb"
    """What is seen, for viewers."""
    URDF = "urdf"
    """One file for each arm with its tool."""


def scene_files(
    scene: Scene, written_as: SceneFormat, release: GazeboRelease = GazeboRelease.HARMONIC
) -> Mapping[str, bytes]:
    """By file name what is in the file; raises `SceneError` where the format has no room for the scene."""
    match written_as:
        case SceneFormat.SDF:
            from robot_cells.scenes.bridge import bridge_text
            from robot_cells.scenes.sdf import sdf_text

            return {
                f"{scene.line}.sdf": sdf_text(scene, release).encode(),
                f"{scene.line}.bridge.yaml": bridge_text(scene, release).encode(),
            }
        case SceneFormat.MJCF:
            from robot_cells.scenes.mjcf import mjcf_text

            return {f"{scene.line}.xml": mjcf_text(scene, fine=True).encode()}
        case SceneFormat.GLB:
            from robot_cells.scenes.gltf import glb_bytes

            return {f"{scene.line}.glb": glb_bytes(scene)}
        case SceneFormat.URDF:
            from robot_cells.robots.urdf.writer import urdf_text

            arms = scene.of(role=Role.ARM)
            return {f"{arm.name.replace('/', '_')}.urdf": urdf_text(arm.mechanism).encode() for arm in arms}
