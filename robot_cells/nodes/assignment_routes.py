"""Which topic an assignment travels on: each process of cells has one of its own, `assignments/<process>`.

On one topic for all, every assignment would wake every process of the line to throw it away: with twelve processes on
two cores that cost more than the delivery itself (docs/benchmarks.md).
"""

from __future__ import annotations

from rclpy.node import Node
from rclpy.publisher import Publisher

from robot_cells.nodes.qos import DISPATCH
from robot_cells_msgs.msg import Assignment


def assignments_topic(host: str) -> str:
    """The topic that the process `host` takes its assignments from; relative to the line's namespace."""
    return f"assignments/{host}"


class AssignmentRoutes:
    """A publisher for each process that has been heard. Used by one thread."""

    def __init__(self, node: Node) -> None:
        self._node = node
        self._publishers: dict[str, Publisher] = {}

    def reaches(self, host: str) -> bool:
        """Whether the process hears what is sent to it; asked for the first time, the way to it is opened."""
        publisher = self._publishers.get(host)
        if publisher is None:
            publisher = self._node.create_publisher(Assignment, assignments_topic(host), DISPATCH)
            self._publishers[host] = publisher
        return bool(publisher.get_subscription_count())

    def send(self, host: str, message: Assignment) -> None:
        """To one process; one that was never heard gets nothing, and what is not answered is sent again."""
        publisher = self._publishers.get(host)
        if publisher is not None:
            publisher.publish(message)

    def close(self) -> None:
        """Give every publisher back."""
        for publisher in self._publishers.values():
            self._node.destroy_publisher(publisher)
        self._publishers.clear()
