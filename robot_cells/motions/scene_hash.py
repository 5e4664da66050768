"""What a scene is to collisions, as one number: for plans that are kept."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from robot_cells.bodies.mechanism import Mechanism
from robot_cells.bodies.shape import Mesh
from robot_cells.errors import MotionError
from robot_cells.scenes.scene import Scene


def scene_hash(scene: Scene, *more: object) -> str:
    """SHA-256 in hexadecimal of what is felt in the scene and of `more`, by content.

    Colours, masses and cameras are left out; a mesh counts with the bytes of its file. `more` must have a `repr` that
    tells all (numbers, texts, tuples and frozen dataclasses of them). The order of things in the scene counts. Raises
    `MotionError` where a mesh cannot be read.
    """
    digest = hashlib.sha256()
    for placed in scene.placed:
        for text in (placed.name, repr(placed.pose), *_told(placed.mechanism)):
            digest.update(text.encode() + b"\n")
    for item in more:
        digest.update(repr(item).encode() + b"\n")
    return digest.hexdigest()


def _told(mechanism: Mechanism) -> Iterable[str]:
    for body in mechanism.bodies:
        yield repr((body.name, body.parent, body.pose, body.joint))
        for geometry in body.geometries:
            if geometry.is_felt:
                yield repr((geometry.shape, geometry.pose))
                if isinstance(geometry.shape, Mesh):
                    yield _file_hash(geometry.shape)
    for name in sorted(mechanism.frames):
        yield repr((name, mechanism.frames[name]))


def _file_hash(mesh: Mesh) -> str:
    try:
        return hashlib.sha256(mesh.path.read_bytes()).hexdigest()
    except OSError as error:
        raise MotionError(
            f"The mesh cannot be read: {error.strerror}.", where=str(mesh.path), remedy="Put the file there."
        ) from error
