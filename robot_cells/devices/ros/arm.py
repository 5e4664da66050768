"""An arm that takes `trajectory_msgs/JointTrajectory` and publishes `sensor_msgs/JointState`."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import Any

from builtin_interfaces.msg import Duration as DurationMsg
from rclpy.node import Node
from sensor_msgs.msg import JointState
from trajectory_msgs.msg import JointTrajectory, JointTrajectoryPoint

from robot_cells.devices.arm_joints import ARM_JOINT_NAMES, POINT_FIELDS
from robot_cells.devices.device_client import CommandState, CommandStatus
from robot_cells.devices.ros.arm_motion import ArmMotion, JointSample
from robot_cells.devices.ros.command_book import CommandBook
from robot_cells.devices.ros.device_link import DeviceLink
from robot_cells.devices.ros.topic_source import TopicSource
from robot_cells.ids import CellId
from robot_cells.nodes.messages import from_time, to_time
from robot_cells.nodes.node_clock import NodeClock
from robot_cells.nodes.qos import DEVICES

_FOLLOW = "follow_trajectory"
_POLL_S = 0.1


class RosArm:
    """`DeviceClient` of an arm; `guarded_move` and whatever else is no plain trajectory go over the cell's link."""

    def __init__(
        self, node: Node, topics: TopicSource, link: DeviceLink, cell: CellId, device: str, *, no_answer_s: float
    ) -> None:
        self._node = node
        self._link = link
        self._device = device
        self._clock = NodeClock.of(node)
        self._book = CommandBook(no_answer_s)
        self._waiting: dict[str, tuple[JointTrajectoryPoint, ...]] = {}
        self._motions: dict[str, ArmMotion] = {}
        self._publisher = node.create_publisher(JointTrajectory, f"{cell}/{device}/joint_trajectory", DEVICES)
        self._joint_states = f"{cell}/{device}/joint_states"
        topics.subscribe(JointState, self._joint_states, self._hear, DEVICES)
        link.hear_unnamed(device, self._refused)

    def start(self, command_id: str, command: str, parameters: Mapping[str, object]) -> None:
        """Send a command."""
        if command != _FOLLOW:
            self._link.send(self._device, command_id, command, parameters)
        elif self._book.begin(command_id, self._device, time.monotonic()):
            points: Any = parameters["points"]
            self._waiting[command_id] = tuple(trajectory_point(point) for point in points)
            self.poll()

    def status(self, command_id: str) -> CommandStatus:
        """What is known of it now; raises `KeyError` for one that was never started."""
        try:
            return self._book.status(command_id)
        except KeyError:
            return self._link.status(command_id)

    def cancel(self, command_id: str) -> None:
        """Stop the arm where it is; a trajectory that was not sent yet never is."""
        if self._waiting.pop(command_id, None) is not None:
            self._book.hear(command_id, CommandStatus(CommandState.CANCELLED), time.monotonic())
        elif command_id in self._motions:
            self.stop()
            self._motions[command_id].cancelled = True
        else:
            self._link.cancel(command_id)

    def stop(self) -> None:
        """Stop the arm where it is, whoever sent it."""
        # As ros2_control's joint_trajectory_controller has it: a trajectory without points ends the one that runs.
        self._publisher.publish(JointTrajectory(joint_names=list(ARM_JOINT_NAMES)))

    def missing(self) -> str:
        """What is not there yet, in words; empty when trajectories are heard and joint states are told."""
        if self._publisher.get_subscription_count() == 0:
            return f"nobody hears {self._publisher.topic_name}"
        if self._node.count_publishers(self._joint_states) == 0:
            return f"nobody publishes {self._joint_states}"
        return ""

    def poll(self) -> float | None:
        """Send what waits for somebody to hear it, give up on an arm that is silent; seconds to the next call."""
        if self._waiting and self._publisher.get_subscription_count() > 0:
            for command_id, points in self._waiting.items():
                self._send(command_id, points)
            self._waiting.clear()
        for command_id in self._book.give_up(time.monotonic()):
            self._motions.pop(command_id, None)
            self._waiting.pop(command_id, None)
        return _POLL_S if self._waiting else (1.0 if self._motions else None)

    def close(self) -> None:
        """Stop the arm where it is, and let go of the publisher; the subscription goes with the loop."""
        for command_id in list(self._motions):
            self.cancel(command_id)
        self._node.destroy_publisher(self._publisher)

    def _send(self, command_id: str, points: Sequence[JointTrajectoryPoint]) -> None:
        start_s = self._clock.now()
        message = JointTrajectory(joint_names=list(ARM_JOINT_NAMES), points=list(points))
        message.header.stamp = to_time(start_s)
        last = points[-1]
        after = last.time_from_start
        self._motions[command_id] = ArmMotion(start_s, after.sec + after.nanosec * 1e-9, tuple(last.positions))
        self._publisher.publish(message)

    def _refused(self, at_s: float, status: CommandStatus) -> None:
        """The arm says that it does not follow what came on its topic, or no longer can."""
        if status.state is not CommandState.FAILED:
            return
        for command_id, motion in list(self._motions.items()):
            if at_s >= motion.start_s and not motion.cancelled:
                self._book.hear(command_id, status, time.monotonic())
                del self._motions[command_id]

    def _hear(self, message: JointState) -> None:
        if not self._motions:
            return
        position = dict(zip(message.name, message.position, strict=False))
        velocity = dict(zip(message.name, message.velocity, strict=False))
        sample = JointSample(
            from_time(message.header.stamp),
            tuple(position[name] for name in ARM_JOINT_NAMES),
            tuple(velocity[name] for name in ARM_JOINT_NAMES if name in velocity),
        )
        now_s = time.monotonic()
        for command_id, motion in list(self._motions.items()):
            status = motion.judge(sample)
            self._book.hear(command_id, status, now_s)
            if status.state is not CommandState.RUNNING:
                del self._motions[command_id]


def trajectory_point(point: Mapping[str, Any]) -> JointTrajectoryPoint:
    """The message for a point of `follow_trajectory` (docs/devices.md), with as much as it carries."""
    after = to_time(float(point["time_s"]))
    message = JointTrajectoryPoint(time_from_start=DurationMsg(sec=after.sec, nanosec=after.nanosec))
    for key, name in POINT_FIELDS.items():
        setattr(message, name, [float(value) for value in point.get(key, ())])
    return message
