"""The orchestrator's ear and voice on the topic `emergency_stop`."""

from __future__ import annotations

from rclpy.node import Node

from robot_cells.attempts.emergency_stop import ORCHESTRATOR, EmergencyStop
from robot_cells.nodes.emergency_news import EmergencyNews
from robot_cells.nodes.qos import EMERGENCY_STOP
from robot_cells_msgs.msg import EmergencyStop as EmergencyStopMsg


def from_emergency_stop_msg(message: EmergencyStopMsg) -> EmergencyStop:
    """What a source says; one that gives no name has one all the same."""
    return EmergencyStop(message.source or "unnamed", message.reason, bool(message.active))


class EmergencyChannel(EmergencyNews):
    """The same over ROS. `stop_at_once` may be called by any thread, all else by the loop's alone."""

    def __init__(self, node: Node) -> None:
        super().__init__(self._send)
        self._node = node
        self._publisher = node.create_publisher(EmergencyStopMsg, "emergency_stop", EMERGENCY_STOP)

    def close(self) -> None:
        """Fall silent; the cells remember."""
        self._node.destroy_publisher(self._publisher)

    def hear_message(self, message: EmergencyStopMsg) -> None:
        """A source speaks."""
        self.hear(from_emergency_stop_msg(message))

    def _send(self, is_active: bool, reason: str) -> None:
        stamp = self._node.get_clock().now().to_msg()
        self._publisher.publish(EmergencyStopMsg(stamp=stamp, active=is_active, source=ORCHESTRATOR, reason=reason))
