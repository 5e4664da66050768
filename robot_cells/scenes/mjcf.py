"""A scene as MuJoCo's MJCF: one text, meshes by their absolute paths.

Names: a body, joint or geometry of what is placed as P is called `P/<its name>`, a frame is a site `P/<frame>`, and a
camera has its view's name. What P is bolted to the floor with is the body P itself; of what is not bolted, the first
body carries the free joint P. The keyframe `home` has the joint positions of the beginning, and what holds them.
"""

from __future__ import annotations

import math
from xml.etree.ElementTree import Element, SubElement

from robot_cells.bodies.body import Body
from robot_cells.bodies.joint import Joint, JointKind
from robot_cells.bodies.pose3d import Pose3D
from robot_cells.errors import SceneError
from robot_cells.scenes.mjcf_geometry import MjcfAssets, add_geometry
from robot_cells.scenes.mjcf_surroundings import add_surroundings
from robot_cells.scenes.rigid_groups import neighbours
from robot_cells.scenes.scene import CameraView, Placed, Role, Scene
from robot_cells.scenes.servo import stiffness
from robot_cells.scenes.xml_text import number, numbers, xml_text

HOME = "home"
"""The keyframe of the beginning."""
TIME_STEP_S = 0.002
WHEEL_GAIN = 0.5
"""Of the speed servo of a wheel: share of its greatest torque per rad/s of error."""
_SITE = {"size": "0.005", "group": "4"}
_LOOK = Pose3D(roll_rad=math.pi)
"""From an optical frame (z ahead, y down) to a camera of MuJoCo's (z back, y up)."""


def mjcf_text(scene: Scene, *, time_step_s: float = TIME_STEP_S, fine: bool = False) -> str:
    """The scene as a model that MuJoCo 3 and later compiles; raises `SceneError` where it cannot be written.

    `fine` is for pictures that people look at: even edges and sharp shadows, at several times the cost.
    """
    return xml_text(mjcf_tree(scene, time_step_s=time_step_s, fine=fine))


def mjcf_tree(scene: Scene, *, time_step_s: float = TIME_STEP_S, fine: bool = False) -> Element:
    """The same before it is text, for who wants to add to it."""
    return _Writer(scene, time_step_s, fine).root


class _Writer:
    def __init__(self, scene: Scene, time_step_s: float, fine: bool) -> None:
        self.root = Element("mujoco", model=str(scene.line))
        SubElement(self.root, "compiler", angle="radian", autolimits="true", inertiafromgeom="false")
        option = {"timestep": number(time_step_s), "integrator": "implicitfast", "cone": "elliptic"}
        SubElement(self.root, "option", option)
        asset = Element("asset")
        world = Element("worldbody")
        add_surroundings(self.root, asset, world, scene, fine=fine)
        self._assets = MjcfAssets(asset)
        self._contact, self._equality = Element("contact"), Element("equality")
        self._actuator = Element("actuator")
        self._positions: list[float] = []
        self._controls: list[float] = []
        for placed in scene.placed:
            self._place(world, placed, [view for view in scene.cameras if view.placed == placed.name])
        self.root.extend([asset, world, self._contact, self._equality, self._actuator])
        key = SubElement(SubElement(self.root, "keyframe"), "key", name=HOME)
        if self._positions:
            key.set("qpos", numbers(self._positions))
        if self._controls:
            key.set("ctrl", numbers(self._controls))

    def _place(self, world: Element, placed: Placed, views: list[CameraView]) -> None:
        roots = placed.mechanism.children("")
        top = world
        if placed.is_fixed:
            top = SubElement(world, "body", {"name": placed.name, **_pose(placed.pose)})
        elif len(roots) != 1 or roots[0].joint.kind is not JointKind.FIXED:
            raise SceneError(
                "What is not bolted down must stand on one body without a joint.",
                where=placed.name,
                remedy="Join its bodies to one of them, or bolt it down.",
            )
        for body in roots:
            self._body(top, placed, body, views)
        for near, far in neighbours(placed.mechanism):
            SubElement(self._contact, "exclude", body1=f"{placed.name}/{near}", body2=f"{placed.name}/{far}")
        for joint in placed.mechanism.joints:
            self._couple(placed, joint)

    def _body(self, parent: Element, placed: Placed, body: Body, views: list[CameraView]) -> None:
        is_loose = not placed.is_fixed and not body.parent
        pose = placed.pose @ body.pose if is_loose else body.pose
        element = SubElement(parent, "body", {"name": f"{placed.name}/{body.name}", **_pose(pose)})
        if placed.role is Role.ARM:
            element.set("gravcomp", "1")  # the arm's own controller carries its weight, as real ones do
        if is_loose:
            SubElement(element, "freejoint", name=placed.name)
            self._positions += [*pose.position_m, *pose.quaternion]
        else:
            self._joint(element, placed, body.joint, pose)
        self._inertia(element, placed, body)
        for geometry in body.geometries:
            add_geometry(element, self._assets, f"{placed.name}/{body.name}", geometry)
        for name, frame in placed.mechanism.frames.items():
            if frame.body == body.name:
                SubElement(element, "site", {"name": f"{placed.name}/{name}", **_SITE, **_pose(frame.pose)})
        for view in views:
            frame = placed.mechanism.frames[view.frame]
            if frame.body == body.name:
                resolution = f"{view.width_px} {view.height_px}"
                # Angles of view are in degrees whatever unit the compiler is told.
                size = {"fovy": number(math.degrees(view.height_of_view_rad)), "resolution": resolution}
                SubElement(element, "camera", {"name": view.name, **size, **_pose(frame.pose @ _LOOK)})
        for child in placed.mechanism.children(body.name):
            self._body(element, placed, child, views)

    def _joint(self, element: Element, placed: Placed, joint: Joint, pose: Pose3D) -> None:
        if joint.kind is JointKind.FIXED:
            return
        name = f"{placed.name}/{joint.name}"
        if joint.kind is JointKind.FREE:
            SubElement(element, "freejoint", name=name)
            self._positions += [*pose.position_m, *pose.quaternion]
            return
        kind = "slide" if joint.kind is JointKind.PRISMATIC else "hinge"
        written = SubElement(element, "joint", name=name, type=kind, axis=numbers(joint.axis))
        limits = joint.limits
        if limits is not None and joint.kind is not JointKind.CONTINUOUS:
            written.set("range", numbers((limits.lower, limits.upper)))
        for key, value in (("damping", joint.damping), ("frictionloss", joint.friction), ("armature", joint.armature)):
            if value:
                written.set(key, number(value))
        positions = placed.joint_positions
        at = joint.ratio * positions.get(joint.mimics, 0.0) if joint.mimics else positions.get(joint.name, 0.0)
        self._positions.append(at)

    def _couple(self, placed: Placed, joint: Joint) -> None:
        """What drives a joint: a motor of its own, or the joint that it mimics."""
        name = f"{placed.name}/{joint.name}"
        if joint.mimics:
            polynomial = numbers((0.0, joint.ratio, 0.0, 0.0, 0.0))
            other = f"{placed.name}/{joint.mimics}"
            SubElement(self._equality, "joint", name=name, joint1=name, joint2=other, polycoef=polynomial)
            return
        if not joint.is_driven:
            return
        limits = joint.limits
        if limits is None:
            raise SceneError("It is driven, but has no limits.", where=name, remedy="Give it limits.")
        effort = numbers((-limits.effort, limits.effort))
        if joint.kind is JointKind.CONTINUOUS:
            speed = numbers((-limits.velocity, limits.velocity))
            gain = number(WHEEL_GAIN * limits.effort)
            SubElement(self._actuator, "velocity", name=name, joint=name, kv=gain, forcerange=effort, ctrlrange=speed)
            self._controls.append(0.0)
            return
        servo = {"kp": number(stiffness(joint)), "dampratio": "1", "forcerange": effort}
        servo["ctrlrange"] = numbers((limits.lower, limits.upper))
        SubElement(self._actuator, "position", {"name": name, "joint": name, **servo})
        self._controls.append(placed.joint_positions.get(joint.name, 0.0))

    def _inertia(self, element: Element, placed: Placed, body: Body) -> None:
        inertia = body.inertia
        if inertia is None:
            moves = not placed.is_fixed or body.joint.kind is not JointKind.FIXED
            if moves:
                raise SceneError(
                    "It moves, but has no inertia.",
                    where=f"{placed.name}/{body.name}",
                    remedy="Give it mass and moments.",
                )
            return
        full = (*inertia.moments_kg_m2, *inertia.products_kg_m2)
        SubElement(
            element, "inertial", pos=numbers(inertia.centre_m), mass=number(inertia.mass_kg), fullinertia=numbers(full)
        )


def _pose(pose: Pose3D) -> dict[str, str]:
    """The attributes of a place; what is zero is left out."""
    found = {}
    if any(pose.position_m):
        found["pos"] = numbers(pose.position_m)
    if any(pose.angles_rad):
        found["quat"] = numbers(pose.quaternion)
    return found
