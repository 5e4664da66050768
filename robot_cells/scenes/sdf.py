"""A scene as an SDF 1.9 world for Gazebo: one text, meshes by their absolute paths.

Each placed mechanism is a model of its name (`assembly_1/arm`); links, joints and sensors have the names that they have
in the mechanism, a named frame is called `<name>_frame`. What is bolted down and has no joints is a static model; what
has joints is bolted to the world by fixed joints. A joint that follows another is an ordinary one here: SDF 1.9 has no
word for it, so its controller listens to the same topic.
"""

from __future__ import annotations

import math
from xml.etree.ElementTree import Element, SubElement

from robot_cells.bodies.body import Body
from robot_cells.bodies.inertia import Inertia
from robot_cells.bodies.joint import Joint, JointKind
from robot_cells.bodies.pose3d import Pose3D
from robot_cells.errors import SceneError
from robot_cells.scenes import gazebo_topics as topics
from robot_cells.scenes.gazebo_release import (
    FORCE_TORQUE,
    PHYSICS,
    SCENE_BROADCASTER,
    SENSORS,
    USER_COMMANDS,
    GazeboRelease,
    add_system,
)
from robot_cells.scenes.scene import Placed, Role, Scene
from robot_cells.scenes.sdf_controllers import add_controllers
from robot_cells.scenes.sdf_elements import add_pose, add_text
from robot_cells.scenes.sdf_gains import with_rotor
from robot_cells.scenes.sdf_geometry import add_collision, add_visual
from robot_cells.scenes.sdf_sensor import add_camera, add_force_torque
from robot_cells.scenes.sdf_suction import add_suction
from robot_cells.scenes.xml_text import number, numbers, xml_text

TIME_STEP_S = 0.002
_KINDS = {
    JointKind.FIXED: "fixed",
    JointKind.REVOLUTE: "revolute",
    JointKind.PRISMATIC: "prismatic",
    JointKind.CONTINUOUS: "continuous",
}
_UNLIMITED = 1e16
"""SDF's own word for a joint without an end."""


def sdf_text(scene: Scene, release: GazeboRelease = GazeboRelease.HARMONIC) -> str:
    """The world with the systems of that release; raises `SceneError` where it cannot be written."""
    root = Element("sdf", version="1.9")
    world = SubElement(root, "world", name=str(scene.line))
    physics = SubElement(world, "physics", name="default", type="ignored")
    add_text(physics, "max_step_size", number(TIME_STEP_S))
    add_text(physics, "real_time_factor", "1")
    for system in (PHYSICS, USER_COMMANDS, SCENE_BROADCASTER):
        add_system(world, release, system)
    if scene.of(role=Role.ARM):
        add_system(world, release, FORCE_TORQUE)
    if scene.cameras:
        add_text(add_system(world, release, SENSORS), "render_engine", "ogre2")
    _add_surroundings(world)
    for placed in scene.placed:
        _add_model(world, scene, placed, release)
    return xml_text(root)


def _add_surroundings(world: Element) -> None:
    """The sun of a hall, and its pale ceiling."""
    surroundings = SubElement(world, "scene")
    add_text(surroundings, "ambient", "0.45 0.46 0.48 1")
    add_text(surroundings, "background", "0.78 0.82 0.86 1")
    add_text(surroundings, "shadows", "true")
    light = SubElement(world, "light", name="lamp", type="directional")
    add_text(light, "cast_shadows", "true")
    add_text(light, "pose", "0 0 10 0 0 0")
    add_text(light, "diffuse", "0.75 0.74 0.72 1")
    add_text(light, "specular", "0.2 0.2 0.2 1")
    add_text(light, "direction", "0.35 0.45 -1")


def _add_model(world: Element, scene: Scene, placed: Placed, release: GazeboRelease) -> None:
    mechanism = placed.mechanism
    _check_names(placed)
    model = SubElement(world, "model", name=placed.name)
    add_pose(model, placed.pose)
    if placed.is_fixed and not mechanism.joints:
        add_text(model, "static", "true")
    elif placed.is_fixed:
        for body in mechanism.children(""):
            if body.joint.kind is JointKind.FIXED:
                _add_joint(model, Joint(f"{body.name}_to_world"), "world", body.name)
    _add_links(model, scene, placed)
    _add_joints(model, placed)
    for name, frame in mechanism.frames.items():
        written = SubElement(model, "frame", name=f"{name}_frame", attached_to=frame.body)
        add_pose(written, frame.pose)
    add_controllers(model, placed, release)
    if placed.role is Role.ARM:
        add_suction(model, scene, placed, release)


def _add_links(model: Element, scene: Scene, placed: Placed) -> None:
    mechanism = placed.mechanism
    for body in mechanism.bodies:
        link = _add_link(model, body, moves=bool(mechanism.joints) or not placed.is_fixed)
        if placed.role is Role.ARM:
            # An arm's controller carries the arm's own weight; what it holds weighs on it.
            add_text(link, "gravity", "false")
        for view in scene.cameras:
            if view.placed == placed.name and mechanism.frames[view.frame].body == body.name:
                add_camera(link, view, mechanism.frames[view.frame].pose)


def _add_joints(model: Element, placed: Placed) -> None:
    for body in placed.mechanism.bodies:
        if body.parent and body.joint.kind is not JointKind.FREE:
            joint = body.joint if body.joint.name else Joint(f"{body.name}_fixed")
            written = _add_joint(model, joint, body.parent, body.name)
            if placed.role is Role.ARM and joint.name == topics.FLANGE_JOINT:
                add_force_torque(written, topics.wrench(placed))
        elif body.joint.kind not in (JointKind.FIXED, JointKind.FREE):
            _add_joint(model, body.joint, "world", body.name)


def _check_names(placed: Placed) -> None:
    """In SDF all children of a model share one space of names."""
    mechanism = placed.mechanism
    names = [body.name for body in mechanism.bodies]
    names += [joint.name for joint in mechanism.joints]
    names += [f"{name}_frame" for name in mechanism.frames]
    names += [f"{body.name}_fixed" for body in mechanism.bodies if body.parent and not body.joint.name]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise SceneError(
            f"SDF has no room for two things of the name {twice[0]}.", where=placed.name, remedy="Rename one of them."
        )


def _add_link(model: Element, body: Body, *, moves: bool) -> Element:
    link = SubElement(model, "link", name=body.name)
    add_pose(link, body.pose, relative_to=body.parent)
    if body.inertia is not None and moves:
        _add_inertia(link, with_rotor(body) or body.inertia)
    for geometry in body.geometries:
        if geometry.is_felt:
            add_collision(link, geometry)
        if geometry.is_seen:
            add_visual(link, geometry)
    return link


def _add_inertia(link: Element, inertia: Inertia) -> None:
    inertial = SubElement(link, "inertial")
    add_pose(inertial, Pose3D(*inertia.centre_m))
    add_text(inertial, "mass", number(inertia.mass_kg))
    written = SubElement(inertial, "inertia")
    (xx, yy, zz), (xy, xz, yz) = inertia.moments_kg_m2, inertia.products_kg_m2
    for name, value in (("ixx", xx), ("ixy", xy), ("ixz", xz), ("iyy", yy), ("iyz", yz), ("izz", zz)):
        add_text(written, name, number(value))


def _add_joint(model: Element, joint: Joint, parent: str, child: str) -> Element:
    written = SubElement(model, "joint", name=joint.name, type=_KINDS[joint.kind])
    add_text(written, "parent", parent)
    add_text(written, "child", child)
    if joint.kind is JointKind.FIXED:
        return written
    axis = SubElement(written, "axis")
    add_text(axis, "xyz", numbers(joint.axis))
    limits = joint.limits
    limit = SubElement(axis, "limit")
    endless = joint.kind is JointKind.CONTINUOUS or limits is None
    add_text(limit, "lower", number(-_UNLIMITED if endless or limits is None else limits.lower))
    add_text(limit, "upper", number(_UNLIMITED if endless or limits is None else limits.upper))
    if limits is not None:
        add_text(limit, "effort", number(limits.effort))
        if math.isfinite(limits.velocity):
            add_text(limit, "velocity", number(limits.velocity))
    dynamics = SubElement(axis, "dynamics")
    add_text(dynamics, "damping", number(joint.damping))
    add_text(dynamics, "friction", number(joint.friction))
    return written
