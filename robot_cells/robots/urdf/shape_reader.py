"""What links of a URDF file look like, and what they are felt as."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from robot_cells.bodies.geometry import GREY, Colour, Geometry
from robot_cells.bodies.pose3d import Pose3D
from robot_cells.bodies.shape import Box, Capsule, Cylinder, Mesh, Shape, Sphere
from robot_cells.robots.urdf.element import Element
from robot_cells.robots.urdf.mesh_reader import READ, mesh_path, read_mesh

_log = logging.getLogger(__name__)

START, END = "_start", "_end"
"""A capsule, which many readers of URDF do not know, is written as a cylinder and two spheres of these names."""

_SAME_M = 1e-6
_KINDS = ("box", "cylinder", "sphere", "capsule", "mesh")


@dataclass(frozen=True, slots=True)
class ShapeReader:
    """Reads shapes of one file that lies in `folder`; `colours` are the file's materials by name."""

    folder: Path
    packages: Sequence[Path]
    colours: Mapping[str, Colour]

    def geometries(self, link: Element) -> tuple[Geometry, ...]:
        """Of a link; a visual and a collision of the same name, shape and place become one. Raises `SceneError`."""
        found: list[Geometry] = []
        for element in link.children:
            if element.tag not in ("visual", "collision"):
                continue
            geometry = self._geometry(element, len(found))
            if geometry is None:
                continue
            seen = [item for item in found if replace(item, colour=GREY, use="collision") == geometry]
            if geometry.use == "collision" and seen and seen[0].use == "visual":
                found[found.index(seen[0])] = replace(seen[0], use="both")
            else:
                found.append(replace(geometry, name=_free_name(geometry.name, found)))
        found = _capsules(found)
        if found and not any(item.is_seen for item in found):
            found = [replace(item, use="both") for item in found]
        return tuple(found)

    def _geometry(self, element: Element, index: int) -> Geometry | None:
        """None: a visual whose mesh is of a kind that is not read."""
        is_felt = element.tag == "collision"
        shape = self._shape(element.need("geometry"), is_felt)
        if shape is None:
            return None
        name = element.attributes.get("name", "").strip() or f"shape_{index + 1}"
        if is_felt:
            return Geometry(name, shape, element.pose(), use="collision")
        return Geometry(name, shape, element.pose(), self._colour(element), "visual")

    def _shape(self, geometry: Element, is_felt: bool) -> Shape | None:
        given = [child for child in geometry.children if child.tag in _KINDS]
        if len(given) != 1 or len(geometry.children) != 1:
            kinds = ", ".join(f"<{kind}>" for kind in _KINDS)
            raise geometry.fault("A <geometry> holds not one shape that is read.", f"Give it one of {kinds}.")
        element = given[0]
        if element.tag == "mesh":
            return self._mesh(element, is_felt)
        if element.tag == "box":
            element.text("size")
            sizes = element.numbers("size", (0.0, 0.0, 0.0))
        else:
            keys = ("radius",) if element.tag == "sphere" else ("radius", "length")
            sizes = tuple(element.number(key) for key in keys)
        if min(sizes) <= 0.0:
            raise element.fault(f"A {element} has a size that is not above zero.", "Give sizes in metres.")
        makers = {"box": Box, "cylinder": Cylinder, "sphere": Sphere, "capsule": Capsule}
        shape: Shape = makers[element.tag](*sizes)
        return shape

    def _mesh(self, element: Element, is_felt: bool) -> Mesh | None:
        if not is_felt and Path(element.text("filename")).suffix.lower() not in READ:
            _log.warning(
                "%s:%d: %s is left out: only %s are read; the link is seen by what else it has.",
                element.file,
                element.line,
                element.text("filename"),
                ", ".join(READ),
            )
            return None
        x, y, z = element.numbers("scale", (1.0, 1.0, 1.0))
        return read_mesh(element, mesh_path(element, self.folder, self.packages), (x, y, z), is_felt)

    def _colour(self, visual: Element) -> Colour:
        material = visual.find("material")
        if material is None:
            return GREY
        return colour_of(material) or self.colours.get(material.attributes.get("name", ""), GREY)


def colour_of(material: Element) -> Colour | None:
    """What the <color> of a <material> says; None without one."""
    colour = material.find("color")
    if colour is None:
        return None
    red, green, blue, opacity = colour.numbers("rgba", GREY)
    return red, green, blue, opacity


def _free_name(name: str, taken: Sequence[Geometry]) -> str:
    names = {item.name for item in taken}
    free, number = name, 2
    while free in names:
        free, number = f"{name}_{number}", number + 1
    return free


def _capsules(found: Sequence[Geometry]) -> list[Geometry]:
    """A cylinder that is followed by a sphere of its radius at either end is a capsule."""
    joined: list[Geometry] = []
    for item in found:
        joined.append(item)
        if len(joined) >= 3 and _is_capsule(*joined[-3:]):
            middle = joined[-3]
            assert isinstance(middle.shape, Cylinder)
            joined[-3:] = [replace(middle, shape=Capsule(middle.shape.radius_m, middle.shape.length_m))]
    return joined


def _is_capsule(middle: Geometry, start: Geometry, end: Geometry) -> bool:
    if not isinstance(middle.shape, Cylinder) or (start.name, end.name) != (middle.name + START, middle.name + END):
        return False
    ball = Sphere(middle.shape.radius_m)
    if any((item.shape, item.use, item.colour) != (ball, middle.use, middle.colour) for item in (start, end)):
        return False
    return all(
        np.allclose(ball_at.position_m, item.pose.position_m, atol=_SAME_M)
        for ball_at, item in zip(capsule_ends(middle.pose, middle.shape.length_m), (start, end), strict=True)
    )


def capsule_ends(pose: Pose3D, length_m: float) -> tuple[Pose3D, Pose3D]:
    """The centres of the half spheres of a capsule at that pose."""
    return pose @ Pose3D(z_m=-length_m / 2.0), pose @ Pose3D(z_m=length_m / 2.0)
