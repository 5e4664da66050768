"""What links of an SDF file look like, and what they are felt as."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from robot_cells.bodies.geometry import FRICTION, GREY, Colour, Geometry
from robot_cells.bodies.pose3d import HERE, Pose3D
from robot_cells.bodies.shape import Box, Capsule, Cylinder, Shape, Sphere
from robot_cells.robots.urdf.element import Element
from robot_cells.robots.urdf.mesh_reader import READ, read_mesh
from robot_cells.scenes.sdf_files.frame_graph import FrameGraph
from robot_cells.scenes.sdf_files.gathered import Written
from robot_cells.scenes.sdf_files.left_out import LeftOut
from robot_cells.scenes.sdf_files.values import number, numbers, said_pose, word

FELT = "_felt"
"""What our own writer adds to the names of collisions, which must differ from those of visuals."""
PLANE_M, ENDLESS_M = 0.02, 100.0
"""A plane is a slab so thick below it; a plane that is felt has no end in SDF, and this size here."""
_SAME_M = 1e-9
_PRIMITIVES: Mapping[str, tuple[Callable[..., Shape], tuple[tuple[str, int], ...]]] = {
    "box": (Box, (("size", 3),)),
    "cylinder": (Cylinder, (("radius", 1), ("length", 1))),
    "capsule": (Capsule, (("radius", 1), ("length", 1))),
    "sphere": (Sphere, (("radius", 1),)),
}
"""What makes a shape of what it says: children, with how many numbers each has."""


@dataclass(frozen=True, slots=True)
class ShapeReader:
    """Reads the shapes of links."""

    graph: FrameGraph
    left_out: LeftOut

    def geometries(self, link: Written) -> tuple[Geometry, ...]:
        """A visual and a collision of the same shape and place become one; raises `SceneError`."""
        seen = [self._geometry(link, item) for item in link.element.all("visual")]
        felt = [self._geometry(link, item) for item in link.element.all("collision")]
        waiting = [item for item in felt if item is not None]
        found: list[Geometry] = []
        for item in seen:
            if item is None:
                continue
            same = next((other for other in waiting if _is_same(item, other)), None)
            if same is None:
                found.append(item)
                continue
            waiting.remove(same)
            found.append(replace(item, use="both", friction=same.friction))
        found += waiting
        if found and not any(item.is_seen for item in found):
            found = [replace(item, use="both") for item in found]
        return _with_names_of_their_own(found)

    def _geometry(self, link: Written, element: Element) -> Geometry | None:
        """None for a shape that is not read, which is named."""
        is_felt = element.tag == "collision"
        read = ("geometry", "pose", "surface" if is_felt else "material", "" if is_felt else "transparency", "density")
        self.left_out.others(element, read, ("laser_retro", "max_contacts", "cast_shadows", "visibility_flags"))
        name = element.text("name")
        said = self._shape(link, element.need("geometry"), is_felt)
        if said is None:
            return None
        shape, offset = said
        pose = self._pose(link, element)
        pose = pose if offset == HERE else pose @ offset
        if is_felt:
            return Geometry(name.removesuffix(FELT) or name, shape, pose, use="collision", friction=_friction(element))
        return Geometry(name, shape, pose, self._colour(element), "visual")

    def _pose(self, link: Written, element: Element) -> Pose3D:
        said = said_pose(element)
        if not said.relative_to:
            return said.pose
        frame = self.graph.find(link.scope, said.relative_to, element)
        return Pose3D.from_matrix(self.graph.between(frame, link.name) @ said.pose.matrix())

    def _shape(self, link: Written, geometry: Element, is_felt: bool) -> tuple[Shape, Pose3D] | None:
        """With the pose of its middle."""
        if len(geometry.children) != 1:
            what = f"A <geometry> of {link.element} holds {len(geometry.children)} shapes."
            raise geometry.fault(what, "Give it one.")
        element = geometry.children[0]
        if element.tag in _PRIMITIVES:
            maker, keys = _PRIMITIVES[element.tag]
            return maker(*(size for key, count in keys for size in _sizes(element, key, count))), HERE
        if element.tag == "plane":
            return _plane(element, is_felt)
        if element.tag == "mesh":
            return self._mesh(link, element, is_felt)
        if element.tag != "empty":
            felt = "is left out: nothing collides with it" if is_felt else "is left out: nothing is seen of it"
            self.left_out.say(element, felt)
        return None

    def _mesh(self, link: Written, element: Element, is_felt: bool) -> tuple[Shape, Pose3D] | None:
        uri = word(element, "uri")
        if element.find("submesh") is not None:
            self.left_out.say(element, "is left out: a part of a file is not read, the mesh needs a file of its own")
            return None
        path = link.source.mesh(element, uri)
        if not is_felt and path.suffix.lower() not in READ:
            self.left_out.say(element, f"is left out: {path.name} is not one of {', '.join(READ)}")
            return None
        scale = element.find("scale")
        x, y, z = numbers(scale, 3) if scale is not None else (1.0, 1.0, 1.0)
        return read_mesh(element, path, (x, y, z), is_felt), HERE

    def _colour(self, visual: Element) -> Colour:
        material = visual.find("material")
        if material is None:
            return GREY
        self.left_out.others(
            material, ("ambient", "diffuse"), ("specular", "emissive", "shininess", "lighting", "double_sided")
        )
        stated = material.find("diffuse") or material.find("ambient")
        if stated is None:
            return GREY
        values = numbers(stated, 3 if len(stated.content.split()) == 3 else 4)
        if not all(0.0 <= value <= 1.0 for value in values):
            raise stated.fault(f"{stated} is no colour.", "Give red, green, blue and opacity, each 0 to 1.")
        through = min(max(number(visual, "transparency", 0.0), 0.0), 1.0)
        opacity = min(values[3] if len(values) == 4 else 1.0, 1.0 - through)
        return values[0], values[1], values[2], opacity


def _sizes(element: Element, tag: str, count: int) -> tuple[float, ...]:
    values = numbers(element.need(tag), count)
    if min(values) <= 0.0:
        raise element.fault(f"A {element} has a size that is not above zero.", "Give sizes in metres.")
    return values


def _plane(element: Element, is_felt: bool) -> tuple[Shape, Pose3D]:
    """A slab whose upper side is the plane."""
    stated, size = element.find("normal"), element.find("size")
    normal = np.array(numbers(stated, 3) if stated is not None else (0.0, 0.0, 1.0))
    length = float(np.linalg.norm(normal))
    if length < 1e-6:
        raise element.fault("The normal of a <plane> has no direction.", "Give three numbers that are not all zero.")
    x, y = numbers(size, 2) if size is not None else (1.0, 1.0)
    if min(x, y) <= 0.0:
        raise element.fault("A <plane> has a size that is not above zero.", "Give sizes in metres.")
    if is_felt:
        x, y = max(x, ENDLESS_M), max(y, ENDLESS_M)
    nx, ny, nz = (float(value) for value in normal)
    turned = Pose3D(pitch_rad=math.atan2(math.hypot(nx, ny), nz), yaw_rad=math.atan2(ny, nx) if nx or ny else 0.0)
    return Box(x, y, PLANE_M), turned @ Pose3D(z_m=-PLANE_M / 2)


def _friction(collision: Element) -> float:
    found: Element | None = collision
    for tag in ("surface", "friction", "ode"):
        found = found.find(tag) if found is not None else None
    if found is None:
        return FRICTION
    return max(number(found, "mu", 1.0), 0.0)


def _is_same(seen: Geometry, felt: Geometry) -> bool:
    if seen.shape != felt.shape:
        return False
    return seen.pose == felt.pose or bool(np.allclose(seen.pose.matrix(), felt.pose.matrix(), atol=_SAME_M))


def _with_names_of_their_own(found: Sequence[Geometry]) -> tuple[Geometry, ...]:
    """In SDF a visual and a collision may have the same name."""
    taken: set[str] = set()
    named = []
    for item in found:
        name, count = item.name, 2
        while name in taken:
            name, count = f"{item.name}_{count}", count + 1
        taken.add(name)
        named.append(replace(item, name=name))
    return tuple(named)
