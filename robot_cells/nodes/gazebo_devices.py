"""The node `gazebo_devices`: the line's devices where Gazebo has their bodies and makes the time.

Commands are carried out by the kinematic simulation, in step with `/clock`: what is screwed, measured and read follows
from its models. Bodies follow in Gazebo (`simulations/gazebo/gazebo_mirror.py`), and joint states come from there: an
arm has arrived when Gazebo's arm has.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from functools import partial
from typing import ClassVar

from builtin_interfaces.msg import Duration as DurationMsg
from rclpy.publisher import Publisher
from std_msgs.msg import Empty, Float64, String
from trajectory_msgs.msg import JointTrajectory, JointTrajectoryPoint

from robot_cells.devices.arm_joints import ARM_JOINT_NAMES
from robot_cells.errors import BringupError
from robot_cells.ids import CellId, ProductId
from robot_cells.nodes.health import Health, HealthLevel
from robot_cells.nodes.lifecycle import declare, run_node
from robot_cells.nodes.messages import to_time
from robot_cells.nodes.plant_cache import plant_of
from robot_cells.nodes.qos import DEVICES
from robot_cells.nodes.simulation import SimulationNode
from robot_cells.nodes.simulation_topics import SimulationTopics
from robot_cells.scenes import gazebo_topics as topics
from robot_cells.scenes.bridge import ros_name
from robot_cells.scenes.scene_builder import build_scene
from robot_cells.scenes.standing_trays import standing_trays
from robot_cells.simulations.change import Change
from robot_cells.simulations.clock_pace import ClockPace
from robot_cells.simulations.gazebo.dense_path import DensePoint
from robot_cells.simulations.gazebo.gazebo_mirror import GazeboMirror
from robot_cells.simulations.simulated_equipment import SimulatedEquipment
from robot_cells_msgs.msg import DeviceCommand

AGAIN_S = 1.0
"""Positions and holds are told again so often, in wall time: a bridge that comes late has not heard them."""
ATTACHED, DETACHED = "attached", "detached"
"""What a detachable joint tells of itself."""


class GazeboDevicesNode(SimulationNode):
    """As the node `simulation`, at the time of `/clock`, and with bodies in Gazebo."""

    executable: ClassVar[str] = "gazebo_devices"
    clock_in_loop: ClassVar[bool] = True

    def __init__(self, *, cli_args: Sequence[str] = ()) -> None:
        super().__init__(cli_args=cli_args)
        self._tray = declare(
            self, "tray", "", "The product of which a tray stands in every cell of the world; empty: none does."
        )
        self._again_s = 0.0
        self._told: dict[str, float] = {}
        self._held: dict[tuple[str, str], str] = {}

    def configure(self) -> None:
        """As the simulation; then the publishers for the bridge. Raises `BringupError` for a tray of no product."""
        super().configure()
        plant = plant_of(self._line, self.get_fully_qualified_name())
        if self._tray and ProductId(self._tray) not in plant.products:
            raise BringupError(f"The line makes no product {self._tray!r}.", where="tray")
        trays = standing_trays(plant.line, plant.products, ProductId(self._tray)) if self._tray else None
        self._mirror = GazeboMirror(build_scene(plant.line, plant.products, trays=trays), self._made)
        self._positions: dict[str, Publisher] = {
            topic: self.create_publisher(Float64, topic, DEVICES) for topic in self._mirror.positions()
        }
        self._arms: dict[str, Publisher] = {}
        for arm in self._made.arms():
            name = f"{arm.site.cell}/{arm.device.id}"
            topic = f"{name}/{topics.TO_GAZEBO}/joint_trajectory"
            self._arms[name] = self.create_publisher(JointTrajectory, topic, DEVICES)
        self._holds: dict[tuple[str, str], tuple[Publisher, Publisher]] = {
            (hold.arm.name, hold.part.name): (
                self.create_publisher(Empty, ros_name(topics.attach(hold.arm, hold.part)), DEVICES),
                self.create_publisher(Empty, ros_name(topics.detach(hold.arm, hold.part)), DEVICES),
            )
            for hold in self._mirror.holds
        }
        for hold in self._mirror.holds:
            hear = partial(self._hear_hold, (hold.arm.name, hold.part.name))
            self.create_subscription(String, ros_name(topics.held(hold.arm, hold.part)), hear, DEVICES)

    def cleanup(self) -> None:
        """As the simulation, and let go of the bridge."""
        super().cleanup()
        publishers = [*self._positions.values(), *self._arms.values()]
        publishers += [publisher for pair in self._holds.values() for publisher in pair]
        for publisher in publishers:
            self.destroy_publisher(publisher)

    def health(self) -> Health:
        """Whether Gazebo tells the time."""
        if self.is_active and self._equipment is not None and not self._clock_pace.is_running:
            return Health(HealthLevel.WARN, "no time comes from Gazebo: is its bridge up?", self._figures())
        return Health.active(**self._figures()) if self.is_active else super().health()

    def _new_pace(self, from_s: float) -> ClockPace:
        self._clock_pace = ClockPace(self.clock.now, 1.0 / self._clock_hz, time.monotonic(), from_s)
        return self._clock_pace

    def _new_topics(self, equipment: SimulatedEquipment) -> SimulationTopics:
        return SimulationTopics(self, equipment, self._joint_hz, self._pace.period_s, tells_motion=False)

    def _obey(self, cell: CellId, message: DeviceCommand, at_s: float) -> list[Change]:
        if not message.cancel:
            self._mirror.begun(message.command_id, message.command)
        return super()._obey(cell, message, at_s)

    def _turn(self) -> float:
        wait_s, wall_s = super()._turn(), time.monotonic()
        again = wall_s >= self._again_s
        if again:
            self._again_s = wall_s + AGAIN_S
        for topic, value in self._mirror.positions().items():
            if again or self._told.get(topic) != value:
                self._told[topic] = value
                self._positions[topic].publish(Float64(data=value))
        # A trajectory is told once: not before there is somebody to hear it.
        if all(publisher.get_subscription_count() for publisher in self._arms.values()):
            for name, points in self._mirror.paths(self._pace.at(wall_s)).items():
                self._arms[name].publish(_trajectory(points))
        self._tell_holds(self._mirror.wanted_holds(), again=again)
        return wait_s

    def _tell_holds(self, wanted: Mapping[tuple[str, str], bool], *, again: bool) -> None:
        """Have parts attached and detached until Gazebo says that they are; at first it has attached all."""
        for key, shall in wanted.items():
            word = ATTACHED if shall else DETACHED
            asked = self._told.get("/".join(key)) == float(shall)
            if self._held.get(key) != word and (again or not asked):
                self._told["/".join(key)] = float(shall)
                self._holds[key][0 if shall else 1].publish(Empty())

    def _hear_hold(self, key: tuple[str, str], message: String) -> None:
        self._held[key] = message.data


def _trajectory(points: Sequence[DensePoint]) -> JointTrajectory:
    """The message; it has no stamp, as Gazebo's controller counts from when it hears it."""
    message = JointTrajectory(joint_names=list(ARM_JOINT_NAMES))
    for point in points:
        after = to_time(point.time_s)
        message.points.append(
            JointTrajectoryPoint(
                positions=list(point.positions_rad),
                velocities=list(point.velocities_rad_s),
                time_from_start=DurationMsg(sec=after.sec, nanosec=after.nanosec),
            )
        )
    return message


def main(argv: Sequence[str] | None = None) -> int:
    """The executable `gazebo_devices`; `argv` are the ROS arguments (None: those of the process)."""
    return run_node(GazeboDevicesNode, argv)


if __name__ == "__main__":
    raise SystemExit(main())
