"""How the releases of Gazebo call their systems."""

from __future__ import annotations

from enum import Enum
from xml.etree.ElementTree import Element, SubElement


class GazeboRelease(Enum):
    """A release that worlds can be written for; where the names of files and classes come from is said below."""

    FORTRESS = "fortress"
    """Ignition Gazebo 6, `ign gazebo`."""
    HARMONIC = "harmonic"
    """Gazebo Sim 8, `gz sim`."""


_FILES = {GazeboRelease.FORTRESS: "ignition-gazebo", GazeboRelease.HARMONIC: "gz-sim"}
_CLASSES = {GazeboRelease.FORTRESS: "ignition::gazebo", GazeboRelease.HARMONIC: "gz::sim"}
"""As in the example worlds that are released with them (gazebosim/gz-sim, branches ign-gazebo6 and gz-sim8)."""

PHYSICS = ("physics", "Physics")
USER_COMMANDS = ("user-commands", "UserCommands")
SCENE_BROADCASTER = ("scene-broadcaster", "SceneBroadcaster")
SENSORS = ("sensors", "Sensors")
TRAJECTORY_CONTROLLER = ("joint-trajectory-controller", "JointTrajectoryController")
POSITION_CONTROLLER = ("joint-position-controller", "JointPositionController")
STATE_PUBLISHER = ("joint-state-publisher", "JointStatePublisher")
DIFF_DRIVE = ("diff-drive", "DiffDrive")
FORCE_TORQUE = ("forcetorque", "ForceTorque")
DETACHABLE_JOINT = ("detachable-joint", "DetachableJoint")


def add_system(parent: Element, release: GazeboRelease, system: tuple[str, str]) -> Element:
    """A `plugin` element: one of the systems above, by its file and class in that release."""
    file, name = system
    return SubElement(
        parent,
        "plugin",
        filename=f"{_FILES[release]}-{file}-system",
        name=f"{_CLASSES[release]}::systems::{name}",
    )
