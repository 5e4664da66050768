"""Which topics of Gazebo become topics of ROS, and the other way: the file for `ros_gz_bridge`'s `parameter_bridge`.

Names of ROS are relative: a bridge that runs in the namespace of the line gives that line its time and its devices.
What the line speaks itself (joint states) is carried under the line's name. What somebody has to translate first,
because Gazebo would misunderstand it (trajectories), bears the word `gazebo` in its name (`nodes/gazebo_devices.py`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

import yaml

from robot_cells.bodies.joint import JointKind
from robot_cells.scenes import gazebo_topics as topics
from robot_cells.scenes.gazebo_release import GazeboRelease
from robot_cells.scenes.scene import Placed, Role, Scene
from robot_cells.scenes.vehicle_body import LEFT_WHEEL

_PREFIX = {GazeboRelease.FORTRESS: "ignition.msgs.", GazeboRelease.HARMONIC: "gz.msgs."}
"""How the types of messages are called in a release (gazebosim/ros_gz, README of ros_gz_bridge, humble and jazzy)."""


class Direction(Enum):
    """Which way messages go; the values are those of the file."""

    TO_ROS = "GZ_TO_ROS"
    TO_GAZEBO = "ROS_TO_GZ"


@dataclass(frozen=True, slots=True)
class BridgeEntry:
    """One topic: its name in ROS (relative) and in Gazebo (absolute), its type in both (`Clock`, without prefix).

    A `lazy` one is carried only while somebody in ROS listens.
    """

    ros_topic: str
    gazebo_topic: str
    ros_type: str
    gazebo_type: str
    direction: Direction
    lazy: bool = False


def bridge_text(scene: Scene, release: GazeboRelease = GazeboRelease.HARMONIC) -> str:
    """The file that the parameter `config_file` of the bridge names."""
    rows = [
        {
            "ros_topic_name": entry.ros_topic,
            "gz_topic_name": entry.gazebo_topic,
            "ros_type_name": entry.ros_type,
            "gz_type_name": _PREFIX[release] + entry.gazebo_type,
            "direction": entry.direction.value,
            "lazy": entry.lazy,
        }
        for entry in bridge_entries(scene)
    ]
    return yaml.safe_dump(rows, sort_keys=False)


def bridge_entries(scene: Scene) -> tuple[BridgeEntry, ...]:
    """All topics of the world that the line hears or speaks on, in the order of the scene."""
    found = [_to_ros("clock", topics.clock(scene), "rosgraph_msgs/msg/Clock", "Clock")]
    for placed in scene.placed:
        if placed.mechanism.joints:
            found += _of_joints(placed)
        if placed.role is Role.ARM:
            found += _of_arm(scene, placed)
    for view in scene.cameras:
        picture = f"{view.cell}/{view.device}/{topics.TO_GAZEBO}"
        found.append(
            _to_ros(f"{picture}/image_raw", f"{view.name}/image_raw", "sensor_msgs/msg/Image", "Image", lazy=True)
        )
        found.append(
            _to_ros(
                f"{picture}/camera_info",
                f"{view.name}/camera_info",
                "sensor_msgs/msg/CameraInfo",
                "CameraInfo",
                lazy=True,
            )
        )
    return tuple(found)


def _of_joints(placed: Placed) -> Iterator[BridgeEntry]:
    """Joint states of all; a position for each joint that slides by a motor, wheels for a vehicle."""
    states = topics.joint_states(placed)
    yield _to_ros(states, states, "sensor_msgs/msg/JointState", "Model", lazy=placed.role is not Role.ARM)
    driven = placed.mechanism.driven_joints
    for joint in driven:
        if joint.kind is JointKind.PRISMATIC:
            topic = topics.position(placed, joint.name)
            yield _to_gazebo(topic, topic, "std_msgs/msg/Float64", "Double")
    if any(joint.name == LEFT_WHEEL for joint in driven):
        velocity, odometry = topics.velocity(placed), topics.odometry(placed)
        yield _to_gazebo(velocity, velocity, "geometry_msgs/msg/Twist", "Twist")
        yield _to_ros(odometry, odometry, "nav_msgs/msg/Odometry", "Odometry", lazy=True)


def _of_arm(scene: Scene, arm: Placed) -> Iterator[BridgeEntry]:
    told = f"{arm.name}/{topics.TO_GAZEBO}"
    yield _to_gazebo(
        f"{told}/joint_trajectory",
        topics.joint_trajectory(arm),
        "trajectory_msgs/msg/JointTrajectory",
        "JointTrajectory",
    )
    yield _to_ros(f"{told}/progress", topics.progress(arm), "std_msgs/msg/Float32", "Float", lazy=True)
    wrench = topics.wrench(arm)
    yield _to_ros(wrench, wrench, "geometry_msgs/msg/WrenchStamped", "Wrench", lazy=True)
    if topics.suction_link(arm.mechanism) is None:
        return
    for part in topics.carried_parts(scene, arm.cell):
        for topic in (topics.attach(arm, part), topics.detach(arm, part)):
            yield _to_gazebo(ros_name(topic), topic, "std_msgs/msg/Empty", "Empty")
        topic = topics.held(arm, part)
        yield _to_ros(ros_name(topic), topic, "std_msgs/msg/String", "StringMsg")


def ros_name(topic: str) -> str:
    """A name of Gazebo's as ROS allows it: letters, digits, `_` and `/`, no word beginning with a digit."""
    words = ["".join(c if c.isalnum() and c.isascii() else "_" for c in word) for word in topic.split("/")]
    return "/".join(f"_{word}" if word[:1].isdigit() else word for word in words)


def _to_ros(ros: str, gazebo: str, ros_type: str, gazebo_type: str, *, lazy: bool = False) -> BridgeEntry:
    return BridgeEntry(ros, f"/{gazebo}", ros_type, gazebo_type, Direction.TO_ROS, lazy)


def _to_gazebo(ros: str, gazebo: str, ros_type: str, gazebo_type: str) -> BridgeEntry:
    return BridgeEntry(ros, f"/{gazebo}", ros_type, gazebo_type, Direction.TO_GAZEBO)
