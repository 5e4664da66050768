"""Shapes and colours in MJCF."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement

from robot_cells.bodies.geometry import Colour, Geometry
from robot_cells.bodies.shape import Box, Capsule, Cylinder, Mesh, Shape, Sphere
from robot_cells.scenes.xml_text import number, numbers

SEEN_GROUP, FELT_GROUP = "1", "3"
"""Groups of what is only seen, and of what is only felt; a renderer of MuJoCo's shows 0 to 2."""
TURNING_FRICTION, ROLLING_FRICTION = 0.003, 0.0001
"""Of the second and third kind, in metres: MuJoCo's own order of magnitude."""


class MjcfAssets:
    """Materials and meshes, each written once."""

    def __init__(self, asset: Element) -> None:
        self._asset = asset
        self._materials: dict[Colour, str] = {}
        self._meshes: dict[Mesh, str] = {}

    def material(self, colour: Colour) -> str:
        """The name of the material of that colour: greys shine like metal, colours like paint."""
        if colour not in self._materials:
            name = f"material_{len(self._materials)}"
            spread = max(colour[:3]) - min(colour[:3])
            metal = spread < 0.08 and 0.45 < sum(colour[:3]) / 3 < 0.85
            shine = {"specular": "0.5", "shininess": "0.6"} if metal else {"specular": "0.25", "shininess": "0.3"}
            SubElement(self._asset, "material", {"name": name, "rgba": numbers(colour), **shine})
            self._materials[colour] = name
        return self._materials[colour]

    def mesh(self, mesh: Mesh) -> str:
        """The name of the mesh of that file and scale."""
        if mesh not in self._meshes:
            name = f"mesh_{len(self._meshes)}"
            SubElement(self._asset, "mesh", name=name, file=str(mesh.path.resolve()), scale=numbers(mesh.scale))
            self._meshes[mesh] = name
        return self._meshes[mesh]


def add_geometry(element: Element, assets: MjcfAssets, body: str, geometry: Geometry) -> None:
    """A `geom` on a body; masses come from the bodies' inertias, never from here."""
    pose = geometry.pose
    geom = SubElement(element, "geom", {"name": f"{body}/{geometry.name}", **_shape(geometry.shape, assets)})
    if any(pose.position_m):
        geom.set("pos", numbers(pose.position_m))
    if any(pose.angles_rad):
        geom.set("quat", numbers(pose.quaternion))
    geom.set("material", assets.material(geometry.colour))
    if geometry.is_felt:
        geom.set("friction", numbers((geometry.friction, TURNING_FRICTION, ROLLING_FRICTION)))
        if not geometry.is_seen:
            geom.set("group", FELT_GROUP)
    else:
        geom.set("contype", "0")
        geom.set("conaffinity", "0")
        geom.set("group", SEEN_GROUP)


def _shape(shape: Shape, assets: MjcfAssets) -> dict[str, str]:
    match shape:
        case Box(x, y, z):
            return {"type": "box", "size": numbers((x / 2, y / 2, z / 2))}
        case Cylinder(radius, length):
            return {"type": "cylinder", "size": numbers((radius, length / 2))}
        case Capsule(radius, length):
            return {"type": "capsule", "size": numbers((radius, length / 2))}
        case Sphere(radius):
            return {"type": "sphere", "size": number(radius)}
        case Mesh():
            return {"type": "mesh", "mesh": assets.mesh(shape)}
