"""A user's own robot: URDF in.

Read are links (inertial, visual, collision; boxes, cylinders, spheres, capsules, STL and OBJ meshes), joints (all
types but planar; limits, dynamics, mimic without offset) and materials with a colour. What else the file holds
(transmissions, Gazebo's and ros2_control's own elements, textures, safety controllers) is passed over. Xacro is not
expanded.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from robot_cells.bodies.body import Body
from robot_cells.bodies.geometry import GREY, Colour
from robot_cells.bodies.joint import JointKind
from robot_cells.bodies.mechanism import Frame, Mechanism
from robot_cells.robots.urdf.element import Element, read_xml, read_xml_file
from robot_cells.robots.urdf.inertial_reader import read_inertia
from robot_cells.robots.urdf.joint_reader import read_joints
from robot_cells.robots.urdf.link_tree import LinkTree
from robot_cells.robots.urdf.shape_reader import ShapeReader, colour_of

NO_FRAMES: Mapping[str, str] = {}


def read_urdf(path: Path, packages: Sequence[Path] = (), frames: Mapping[str, str] = NO_FRAMES) -> Mechanism:
    """The robot that a URDF file describes; raises `SceneError` with file, line and element.

    A link that is empty, joined fixed, and carries nothing but its like becomes a frame of that name; so do the links
    that stand on no other. An empty first link `world` is the mechanism's own frame. `frames` gives links further
    names: `{"base": "base_link", "flange": "tool0"}`. `packages` are the folders in which `package://` is looked for.
    """
    return _robot(read_xml_file(path), path.parent, packages, frames)


def urdf_mechanism(
    text: str, file: str, folder: Path, packages: Sequence[Path] = (), frames: Mapping[str, str] = NO_FRAMES
) -> Mechanism:
    """As `read_urdf`, of a text; `file` is what faults are told with, `folder` what mesh files are relative to."""
    return _robot(read_xml(text, file), folder, packages, frames)


def _robot(robot: Element, folder: Path, packages: Sequence[Path], frames: Mapping[str, str]) -> Mechanism:
    _refuse_xacro(robot)
    if robot.tag != "robot":
        raise robot.fault(f"The file begins with <{robot.tag}>.", "A URDF file begins with <robot>.")
    tree = LinkTree.of(robot, read_joints(robot))
    reader = ShapeReader(folder, packages, _colours(robot))
    bodies = tuple(_body(tree, reader, name) for name in tree.bodies)
    _check_masses(tree, bodies)
    found = {name: Frame(*tree.place(name)) for name in (*tree.roots, *tree.frames)}
    for name, link in frames.items():
        if link not in tree.links or link == tree.own_frame:
            remedy = f"It has: {', '.join(name for name in tree.links if name != tree.own_frame)}."
            raise robot.fault(f"There is no link '{link}' to be the frame '{name}'.", remedy)
        found[name] = Frame(*tree.place(link))
    return Mechanism(robot.text("name"), bodies, found)


def _refuse_xacro(robot: Element) -> None:
    waiting = [robot]
    while waiting:
        element = waiting.pop()
        if element.tag.startswith("xacro:") or any("${" in value for value in element.attributes.values()):
            raise element.fault("The file is xacro, not URDF.", "Expand it first: xacro FILE > robot.urdf.")
        waiting.extend(element.children)


def _colours(robot: Element) -> Mapping[str, Colour]:
    materials = [*robot.all("material")]
    materials += [
        item for link in robot.all("link") for visual in link.all("visual") for item in visual.all("material")
    ]
    return {
        item.text("name"): colour_of(item) or GREY
        for item in materials
        if item.find("color") and "name" in item.attributes
    }


def _body(tree: LinkTree, reader: ShapeReader, name: str) -> Body:
    link, carried = tree.links[name], tree.joints.get(name)
    geometries, inertia = reader.geometries(link), read_inertia(link)
    if carried is None:
        return Body(name, inertia=inertia, geometries=geometries)
    parent = "" if carried.parent == tree.own_frame else carried.parent
    return Body(name, parent, carried.pose, carried.joint, inertia, geometries)


def _check_masses(tree: LinkTree, bodies: Sequence[Body]) -> None:
    """What a joint moves must weigh something, itself or by what is bolted to it."""
    heavy: set[str] = set()
    for body in reversed(bodies):
        if body.inertia is not None:
            heavy.add(body.name)
        if body.joint.kind is JointKind.FIXED:
            if body.name in heavy:
                heavy.add(body.parent)
        elif body.name not in heavy:
            link = tree.links[body.name]
            raise link.fault(
                f"{link} is moved by the joint '{body.joint.name}', but weighs nothing.", "Give it an <inertial>."
            )
