"""What the simulation tells: the time, device states, joints, pictures."""

from __future__ import annotations

import time
from collections.abc import Sequence

from geometry_msgs.msg import WrenchStamped
from rclpy.node import Node
from rclpy.publisher import Publisher
from rclpy.qos import QoSProfile
from rosgraph_msgs.msg import Clock
from sensor_msgs.msg import CameraInfo, Image, JointState

from robot_cells.devices.device_client import CommandState
from robot_cells.devices.ros.pictures import to_image
from robot_cells.ids import CellId, DeviceId
from robot_cells.nodes.messages import to_time
from robot_cells.nodes.picture_developer import PictureDeveloper
from robot_cells.nodes.qos import CAPTURES, DEVICES, PICTURES
from robot_cells.nodes.simulation_messages import camera_info, device_state, joint_state, wrench_stamped
from robot_cells.simulations.change import Change, DeviceChange, JointChange
from robot_cells.simulations.joint_path import STILL
from robot_cells.simulations.pace import EPOCH_S
from robot_cells.simulations.simulated_arm import SimulatedArm
from robot_cells.simulations.simulated_camera import SimulatedCamera
from robot_cells.simulations.simulated_equipment import SimulatedEquipment
from robot_cells_msgs.msg import DeviceState

CLOCK = QoSProfile(depth=10)
"""Reliable, so that whoever listens may choose; ROS nodes themselves listen with best effort."""
IDLE_PERIOD_S = 1.0
"""An arm that stands still repeats its joints so often, in wall time, with the time at which it came to rest: a later
one would tell whoever has just sent a trajectory that the arm does not follow it, while that is still under way."""
AFTER_END_S = 1e-6
"""The joints at rest carry a time so long after the motion's end: times in messages are rounded, and a listener that
counts from the start must not find the end a nanosecond early."""
_NS_PER_S = 1_000_000_000


class SimulationTopics:
    """The publishers of all equipment; used from one thread, with one of its own for pictures.

    Without `tells_motion` somebody else makes the time and moves the arms: `/clock`, joints and wrenches are his.
    """

    def __init__(
        self,
        node: Node,
        equipment: SimulatedEquipment,
        joint_state_rate_hz: float,
        clock_period_s: float,
        *,
        tells_motion: bool = True,
    ) -> None:
        self._node = node
        self._equipment = equipment
        self._joint_period_s = 1.0 / joint_state_rate_hz
        self._joints_due_s = 0.0
        self._joints_told_s: dict[tuple[CellId, DeviceId], float] = {}
        self._told_ns = 0
        self._clock = node.create_publisher(Clock, "/clock", CLOCK) if tells_motion else None
        self._states: dict[CellId, Publisher] = {}
        self._joints: dict[tuple[CellId, DeviceId], Publisher] = {}
        self._wrenches: dict[tuple[CellId, DeviceId], Publisher] = {}
        self._pictures: dict[tuple[CellId, DeviceId], tuple[Publisher, Publisher]] = {}
        for cell, site in equipment.sites.items():
            self._states[cell] = node.create_publisher(DeviceState, f"{cell}/devices/states", DEVICES)
            for arm in site.arms if tells_motion else ():
                topic = f"{cell}/{arm.device.id}/joint_states"
                self._joints[cell, arm.device.id] = node.create_publisher(JointState, topic, DEVICES)
                if arm.wrench() is not None:
                    topic = f"{cell}/{arm.device.id}/wrench"
                    self._wrenches[cell, arm.device.id] = node.create_publisher(WrenchStamped, topic, DEVICES)
            for camera in site.of_type(SimulatedCamera):
                topic = f"{cell}/{camera.device.id}"
                self._pictures[cell, camera.device.id] = (
                    node.create_publisher(Image, f"{topic}/image_raw", CAPTURES),
                    node.create_publisher(CameraInfo, f"{topic}/camera_info", PICTURES),
                )
        self._cameras = {cell: site.of_type(SimulatedCamera) for cell, site in equipment.sites.items()}
        self._developer = PictureDeveloper(self._publish_picture, clock_period_s)

    @property
    def late_pictures(self) -> int:
        """Periods of the clock by which pictures were told late, in all."""
        return self._developer.missed

    @property
    def told_s(self) -> float:
        """The latest time on `/clock`, simulated seconds; zero before the first."""
        return self._told_ns / _NS_PER_S

    def close(self) -> None:
        """Let go of all publishers."""
        self._developer.close()
        clock = [] if self._clock is None else [self._clock]
        publishers = [*clock, *self._states.values(), *self._joints.values(), *self._wrenches.values()]
        publishers += [publisher for pair in self._pictures.values() for publisher in pair]
        for publisher in publishers:
            self._node.destroy_publisher(publisher)

    def publish(self, changes: Sequence[Change]) -> None:
        """Tell what changed, each end with its own time on `/clock` just before it."""
        for change in changes:
            if cameras := self._cameras[change.cell]:
                self._developer.look(change.cell, self._equipment.sites[change.cell].tray, cameras)
            if isinstance(change, JointChange):
                self._publish_rest(change)
            else:
                self._publish_state(change)

    def publish_time(self, at_s: float) -> None:
        """Tell the time (simulated seconds), unless it was told already."""
        stamp = to_time(at_s)
        nanoseconds = stamp.sec * _NS_PER_S + stamp.nanosec
        if nanoseconds > self._told_ns:
            self._told_ns = nanoseconds
            if self._clock is not None:
                self._clock.publish(Clock(clock=stamp))

    def publish_joints(self, at_s: float, wall_s: float) -> None:
        """Moving arms at their rate, the others now and then; `at_s` in simulated, `wall_s` in wall seconds."""
        if wall_s < self._joints_due_s:
            return
        self._joints_due_s = wall_s + self._joint_period_s
        for arm in self._equipment.arms():
            key = (arm.site.cell, arm.device.id)
            if arm.motion_end_s > at_s:
                self._publish_joints(key, joint_state(at_s, arm.positions(at_s), arm.velocities(at_s)), wall_s)
                self._publish_wrench(arm, at_s)
            elif wall_s >= self._joints_told_s.get(key, 0.0) + IDLE_PERIOD_S:
                rest_s = max(EPOCH_S, arm.motion_end_s) + AFTER_END_S
                self._publish_joints(key, joint_state(rest_s, arm.positions(at_s), STILL), wall_s)
                self._publish_wrench(arm, at_s)

    def _publish_rest(self, change: JointChange) -> None:
        at_s = change.at_s + AFTER_END_S
        self.publish_time(at_s)
        message = joint_state(at_s, change.positions_rad, STILL)
        self._publish_joints((change.cell, change.arm), message, time.monotonic())

    def _publish_joints(self, arm: tuple[CellId, DeviceId], message: JointState, wall_s: float) -> None:
        self._joints_told_s[arm] = wall_s
        if arm in self._joints:
            self._joints[arm].publish(message)

    def _publish_wrench(self, arm: SimulatedArm, at_s: float) -> None:
        wrench, key = arm.wrench(), (arm.site.cell, arm.device.id)
        if wrench is not None and key in self._wrenches:
            self._wrenches[key].publish(wrench_stamped(at_s, f"{key[0]}/{key[1]}/tool", wrench))

    def _publish_state(self, change: DeviceChange) -> None:
        if not change.command_id:
            self._node.get_logger().error(f"A trajectory is not followed: {change.error_message}")
        if change.state is not CommandState.RUNNING:
            # Who waits for this end shall see the time at which it came.
            self.publish_time(change.at_s)
        if change.develop is None:
            self._states[change.cell].publish(device_state(change))
        elif change.state is CommandState.RUNNING:
            self._states[change.cell].publish(device_state(change))
            self._developer.begin(change)
        else:
            self._developer.finish(change)

    def _publish_picture(self, change: DeviceChange) -> None:
        """The picture, then that it was taken; in the developer's thread."""
        picture = change.picture
        assert picture is not None
        stamp_s, scale = (float(str(change.result[key])) for key in ("stamp_s", "metres_per_pixel"))
        images, infos = self._pictures[change.cell, change.device]
        image = to_image(picture, stamp_s, f"{change.cell}/{change.device}")
        camera = next(item for item in self._cameras[change.cell] if item.device.id == change.device)
        infos.publish(camera_info(image, scale, camera.working_distance_m))
        images.publish(image)
        self._states[change.cell].publish(device_state(change))
