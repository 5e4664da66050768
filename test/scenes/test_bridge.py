"""World, bridge and the released packages of Gazebo agree on names, parameters and types."""

from __future__ import annotations

import re
from functools import cache
from xml.etree import ElementTree

import pytest
import yaml
from gazebo_facts import BRIDGE_DIRECTIONS, BRIDGE_KEYS, BRIDGED_TYPES, SYSTEM_SPEAKS, SYSTEMS
from scene_plant import TRAY_A, bare, reference

from robot_cells.ids import CellId
from robot_cells.robots.line_robot import line_robot
from robot_cells.scenes.bridge import BridgeEntry, Direction, bridge_entries, bridge_text
from robot_cells.scenes.gazebo_release import GazeboRelease
from robot_cells.scenes.scene import Placed, Role, Scene
from robot_cells.scenes.scene_builder import build_scene
from robot_cells.scenes.sdf import sdf_text

ROS_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(/[A-Za-z_][A-Za-z0-9_]*)*")
RELEASES = pytest.mark.parametrize("release", list(GazeboRelease))


@cache
def scene() -> Scene:
    """The whole line with a chassis in its first assembly cell, whose arm holds by vacuum; the other has fingers."""
    plant = reference()
    cell = CellId("assembly_1")
    built = build_scene(plant.line, plant.products, trays={cell: (TRAY_A, bare(TRAY_A))})
    arms = {"assembly_1/arm": "suction", "assembly_2/arm": "two_finger"}
    return Scene(built.line, tuple(with_gripper(item, arms.get(item.name)) for item in built.placed), built.cameras)


def with_gripper(placed: Placed, gripper: str | None) -> Placed:
    """An arm with that gripper; all else as it is."""
    if gripper is None:
        return placed
    arm = {"model": "ur10e", "home_rad": [0.0] * 6, "tool_length_m": 0.2}
    robot = line_robot(arm, {"model": gripper}, has_screwdriver=True)
    return Placed(
        placed.name, placed.role, robot, placed.pose, True, placed.cell, placed.device, placed.joint_positions
    )


@cache
def world(release: GazeboRelease) -> ElementTree.Element:
    found = ElementTree.fromstring(sdf_text(scene(), release)).find("world")
    assert found is not None
    return found


def class_of(plugin: ElementTree.Element) -> str:
    """The class of a system without its namespaces."""
    return (plugin.get("name") or "").rpartition("::")[2]


def entry(ros_topic: str) -> BridgeEntry:
    (found,) = [item for item in bridge_entries(scene()) if item.ros_topic == ros_topic]
    return found


@RELEASES
def test_systems_are_given_only_what_the_release_reads(release: GazeboRelease) -> None:
    file = {GazeboRelease.HARMONIC: "gz-sim-{}-system", GazeboRelease.FORTRESS: "ignition-gazebo-{}-system"}[release]
    plugins = list(world(release).iter("plugin"))
    assert {class_of(plugin) for plugin in plugins} == set(SYSTEMS), "every fact is used, and none is missing"
    for plugin in plugins:
        name, parameters = SYSTEMS[class_of(plugin)]
        assert plugin.get("filename") == file.format(name)
        assert {child.tag for child in plugin} <= parameters, class_of(plugin)


@RELEASES
def test_the_file_has_the_keys_and_types_that_the_bridge_of_the_release_knows(release: GazeboRelease) -> None:
    prefix = {GazeboRelease.HARMONIC: "gz.msgs.", GazeboRelease.FORTRESS: "ignition.msgs."}[release]
    rows = yaml.safe_load(bridge_text(scene(), release))
    assert len(rows) == len(bridge_entries(scene())) > 30
    for row in rows:
        assert set(row) <= BRIDGE_KEYS
        assert row["direction"] in BRIDGE_DIRECTIONS
        assert row["gz_type_name"].startswith(prefix)
        assert (row["ros_type_name"], row["gz_type_name"].removeprefix(prefix)) in BRIDGED_TYPES


def test_names_are_relative_in_ros_absolute_in_gazebo_and_nothing_is_bridged_twice() -> None:
    entries = bridge_entries(scene())
    for item in entries:
        assert ROS_NAME.fullmatch(item.ros_topic), item.ros_topic
        assert item.gazebo_topic.startswith("/")
    assert len({item.ros_topic for item in entries}) == len({item.gazebo_topic for item in entries}) == len(entries)


def test_every_topic_of_the_world_is_bridged_with_the_type_that_its_system_speaks() -> None:
    bridged = {item.gazebo_topic: item.gazebo_type for item in bridge_entries(scene())}
    for plugin in world(GazeboRelease.HARMONIC).iter("plugin"):
        speaks = SYSTEM_SPEAKS.get(class_of(plugin))
        if speaks is not None:
            assert bridged[f"/{plugin.findtext('topic')}"] == speaks
    sensors = [f"/{item.findtext('topic')}" for item in world(GazeboRelease.HARMONIC).iter("sensor")]
    assert [bridged[topic] for topic in sensors] == ["Wrench", "Wrench", "Image"]


def test_the_time_of_the_world_is_the_time_of_the_line() -> None:
    clock = entry("clock")
    assert (clock.gazebo_topic, clock.direction, clock.lazy) == ("/world/compute_tray/clock", Direction.TO_ROS, False)


@pytest.mark.parametrize(
    ("ros_topic", "gazebo_topic", "direction"),
    [
        ("assembly_1/arm/joint_states", "/assembly_1/arm/joint_states", Direction.TO_ROS),
        ("assembly_1/arm/gazebo/joint_trajectory", "/assembly_1/arm/joint_trajectory", Direction.TO_GAZEBO),
        ("assembly_1/arm/gazebo/progress", "/assembly_1/arm/joint_trajectory_progress", Direction.TO_ROS),
        ("inspection/camera/gazebo/camera_info", "/inspection/camera/camera_info", Direction.TO_ROS),
        ("leak_test/machine/door_joint/position", "/leak_test/machine/door_joint/position", Direction.TO_GAZEBO),
        ("amr_1/cmd_vel", "/amr_1/cmd_vel", Direction.TO_GAZEBO),
    ],
)
def test_what_the_line_and_gazebo_tell_each_other(ros_topic: str, gazebo_topic: str, direction: Direction) -> None:
    found = entry(ros_topic)
    assert (found.gazebo_topic, found.direction) == (gazebo_topic, direction)


def test_suction_has_a_joint_for_each_part_in_the_cell_and_fingers_have_none() -> None:
    arm = world(GazeboRelease.HARMONIC).find("model[@name='assembly_1/arm']")
    assert arm is not None
    joints = [plugin for plugin in arm.findall("plugin") if class_of(plugin) == "DetachableJoint"]
    parts = {item.name: item for item in scene().of(CellId("assembly_1"), Role.PART) if item.mechanism.name != "screw"}
    assert len(parts) > 3
    assert [joint.findtext("child_model") for joint in joints] == list(parts)
    for joint in joints:
        assert arm.find(f"link[@name='{joint.findtext('parent_link')}']") is not None
        part = world(GazeboRelease.HARMONIC).find(f"model[@name='{joint.findtext('child_model')}']")
        assert part is not None and part.find(f"link[@name='{joint.findtext('child_link')}']") is not None
    topics = {f"/{joint.findtext(key)}" for joint in joints for key in ("attach_topic", "detach_topic")}
    bridged = {item.gazebo_topic for item in bridge_entries(scene()) if item.ros_type == "std_msgs/msg/Empty"}
    assert topics == bridged


def test_an_arm_carries_its_own_weight_and_feels_in_its_last_joint() -> None:
    for name in ("assembly_1/arm", "assembly_2/arm"):
        arm = world(GazeboRelease.HARMONIC).find(f"model[@name='{name}']")
        assert arm is not None
        assert {link.findtext("gravity") for link in arm.findall("link")} == {"false"}
        assert arm.findtext("joint[@name='wrist_3_joint']/sensor/topic") == f"{name}/wrench"
    vehicle = world(GazeboRelease.HARMONIC).find("model[@name='amr_1']")
    assert vehicle is not None and vehicle.find("link/gravity") is None
