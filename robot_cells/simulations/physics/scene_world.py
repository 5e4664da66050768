"""The physics world of a scene: what the writer of scenes gives, with the sensors that arms have."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias
from xml.etree.ElementTree import Element, SubElement

from robot_cells.robots.tool import TOOL
from robot_cells.robots.universal_robot import BASE, FLANGE, JOINTS
from robot_cells.scenes.mjcf import HOME, mjcf_tree
from robot_cells.scenes.scene import Placed, Role, Scene
from robot_cells.scenes.xml_text import xml_text
from robot_cells.simulations.physics.arm_in_world import ACCELERATION, FORCE, TORQUE, ArmInWorld
from robot_cells.simulations.physics.holds import add_holds
from robot_cells.simulations.physics.physics_world import STEP_S, PhysicsWorld

IMPEDANCE_RATIO = 10.0
"""Friction is so much harder than contact: what is held does not creep (MuJoCo, "Preventing slip")."""


Extension: TypeAlias = Callable[[Element, Scene], None]
"""Adds to the document of a scene what physics needs beside bodies, such as what may hold two of them together."""


def scene_world(scene: Scene, at_s: float = 0.0, extensions: Sequence[Extension] = ()) -> PhysicsWorld:
    """Everything of the scene, as it stands at the beginning; raises `SceneError` where MuJoCo refuses it."""
    root = mjcf_tree(scene, time_step_s=STEP_S)
    option = root.find("option")
    if option is not None:
        option.set("impratio", str(IMPEDANCE_RATIO))
        # What lies still costs nothing until something touches it: a tray has some thirty parts.
        SubElement(option, "flag", sleep="enable")
    add_holds(root, scene)
    sensors = SubElement(root, "sensor")
    for placed in scene.of(role=Role.ARM):
        if {BASE, FLANGE, TOOL} <= set(placed.mechanism.frames):
            _sense(sensors, placed)
    for extend in extensions:
        extend(root, scene)
    world = PhysicsWorld(xml_text(root), at_s)
    world.reset(HOME)
    return world


def arm_of(world: PhysicsWorld, placed: Placed) -> ArmInWorld:
    """An arm of the scene that the world was made from; raises `SceneError` for what is none of the known arms."""
    return ArmInWorld(world, placed.name, JOINTS)


def _sense(sensors: Element, placed: Placed) -> None:
    flange = f"{placed.name}/{FLANGE}"
    SubElement(sensors, "force", name=f"{placed.name}/{FORCE}", site=flange)
    SubElement(sensors, "torque", name=f"{placed.name}/{TORQUE}", site=flange)
    SubElement(sensors, "accelerometer", name=f"{placed.name}/{ACCELERATION}", site=flange)
