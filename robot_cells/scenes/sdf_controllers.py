"""What drives joints in Gazebo: its own systems, on the topics of docs/devices.md where those have one."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from robot_cells.bodies.joint import Joint, JointKind
from robot_cells.scenes import gazebo_topics as topics
from robot_cells.scenes.gazebo_release import (
    DIFF_DRIVE,
    POSITION_CONTROLLER,
    STATE_PUBLISHER,
    TRAJECTORY_CONTROLLER,
    GazeboRelease,
    add_system,
)
from robot_cells.scenes.scene import Placed, Role
from robot_cells.scenes.sdf_elements import add_text
from robot_cells.scenes.sdf_gains import servo_gains
from robot_cells.scenes.vehicle_body import LEFT_WHEEL, RIGHT_WHEEL, TRACK_M, WHEEL_M
from robot_cells.scenes.xml_text import number

STATES_HZ = 50.0
"""So often joints are told; Gazebo would do so at every step."""


def add_controllers(model: Element, placed: Placed, release: GazeboRelease) -> None:
    """Trajectories for an arm, wheels for a vehicle, a position for every other driven joint; joint states of all."""
    mechanism = placed.mechanism
    if not mechanism.joints:
        return
    states = add_system(model, release, STATE_PUBLISHER)
    add_text(states, "topic", topics.joint_states(placed))
    add_text(states, "update_rate", number(STATES_HZ))
    for joint in mechanism.joints:
        add_text(states, "joint_name", joint.name)
    turning = [joint for joint in mechanism.driven_joints if joint.kind is JointKind.REVOLUTE]
    if placed.role is Role.ARM and turning:
        _add_trajectory_controller(model, placed, turning, release)
    if {LEFT_WHEEL, RIGHT_WHEEL} <= {joint.name for joint in mechanism.driven_joints}:
        _add_wheels(model, placed, release)
    drives = {joint.name: joint for joint in mechanism.driven_joints}
    for joint in mechanism.joints:
        leader = drives.get(joint.mimics or joint.name)
        if leader is not None and leader.kind is JointKind.PRISMATIC:
            _add_position_controller(model, placed, joint, leader, release)


def _add_trajectory_controller(model: Element, placed: Placed, joints: list[Joint], release: GazeboRelease) -> None:
    controller = add_system(model, release, TRAJECTORY_CONTROLLER)
    add_text(controller, "topic", topics.joint_trajectory(placed))
    for joint in joints:
        add_text(controller, "joint_name", joint.name)
    for joint in joints:
        add_text(controller, "initial_position", number(placed.joint_positions.get(joint.name, 0.0)))
    # Damped is the difference of the speeds: damped by the change of the position's error, which jumps from point to
    # point, the joints would be shaken.
    gains = servo_gains(placed.mechanism, joints, placed.joint_positions)
    for joint in joints:
        add_text(controller, "position_p_gain", number(gains[joint.name].position))
    for joint in joints:
        add_text(controller, "position_i_gain", number(gains[joint.name].integral))
    for joint in joints:
        add_text(controller, "velocity_p_gain", number(gains[joint.name].speed))
    for name, sign in (("i_min", -1.0), ("i_max", 1.0), ("cmd_min", -1.0), ("cmd_max", 1.0)):
        for joint in joints:
            effort = joint.limits.effort if joint.limits is not None else 0.0
            add_text(controller, f"position_{name}", number(sign * effort))
    for name, sign in (("cmd_min", -1.0), ("cmd_max", 1.0)):
        for joint in joints:
            effort = joint.limits.effort if joint.limits is not None else 0.0
            add_text(controller, f"velocity_{name}", number(sign * effort))


def _add_position_controller(
    model: Element, placed: Placed, joint: Joint, leader: Joint, release: GazeboRelease
) -> None:
    """At the joint's own speed, and with no more force than it has: no gains, which a light joint would not bear.

    A joint that mimics listens to the same topic as the one that it follows.
    """
    controller = add_system(model, release, POSITION_CONTROLLER)
    add_text(controller, "joint_name", joint.name)
    add_text(controller, "topic", topics.position(placed, leader.name))
    add_text(controller, "use_velocity_commands", "true")
    add_text(controller, "cmd_max", number(leader.limits.velocity if leader.limits is not None else 0.0))
    at = placed.joint_positions.get(leader.name, 0.0)
    add_text(controller, "initial_position", number(at * (joint.ratio if joint.mimics else 1.0)))


def _add_wheels(model: Element, placed: Placed, release: GazeboRelease) -> None:
    drive = add_system(model, release, DIFF_DRIVE)
    add_text(drive, "left_joint", LEFT_WHEEL)
    add_text(drive, "right_joint", RIGHT_WHEEL)
    add_text(drive, "wheel_separation", number(TRACK_M))
    add_text(drive, "wheel_radius", number(WHEEL_M))
    add_text(drive, "topic", topics.velocity(placed))
    add_text(drive, "odom_topic", topics.odometry(placed))
