"""Shapes, colours and friction in SDF."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement

from robot_cells.bodies.geometry import Colour, Geometry
from robot_cells.bodies.shape import Box, Capsule, Cylinder, Mesh, Shape, Sphere
from robot_cells.scenes.sdf_elements import add_pose, add_text
from robot_cells.scenes.xml_text import number, numbers


def add_collision(link: Element, geometry: Geometry) -> None:
    """What is felt, with its friction; what is seen may not have the same name, so this is `<name>_felt`."""
    written = SubElement(link, "collision", name=f"{geometry.name}_felt")
    add_pose(written, geometry.pose)
    _add_shape(written, geometry.shape)
    friction = SubElement(SubElement(SubElement(written, "surface"), "friction"), "ode")
    for name in ("mu", "mu2"):
        add_text(friction, name, number(geometry.friction))


def add_visual(link: Element, geometry: Geometry) -> None:
    """What is seen, with its colour."""
    written = SubElement(link, "visual", name=geometry.name)
    add_pose(written, geometry.pose)
    _add_shape(written, geometry.shape)
    colour: Colour = geometry.colour
    if colour[3] < 1.0:
        add_text(written, "transparency", number(1.0 - colour[3]))
    material = SubElement(written, "material")
    for name in ("ambient", "diffuse"):
        add_text(material, name, numbers(colour))
    add_text(material, "specular", "0.2 0.2 0.2 1")


def _add_shape(parent: Element, shape: Shape) -> None:
    geometry = SubElement(parent, "geometry")
    match shape:
        case Box(x, y, z):
            add_text(SubElement(geometry, "box"), "size", numbers((x, y, z)))
        case Cylinder(radius, length):
            _add_round(SubElement(geometry, "cylinder"), radius, length)
        case Capsule(radius, length):
            _add_round(SubElement(geometry, "capsule"), radius, length)
        case Sphere(radius):
            add_text(SubElement(geometry, "sphere"), "radius", number(radius))
        case Mesh():
            mesh = SubElement(geometry, "mesh")
            add_text(mesh, "uri", shape.path.resolve().as_uri())
            add_text(mesh, "scale", numbers(shape.scale))


def _add_round(shape: Element, radius_m: float, length_m: float) -> None:
    add_text(shape, "radius", number(radius_m))
    add_text(shape, "length", number(length_m))
