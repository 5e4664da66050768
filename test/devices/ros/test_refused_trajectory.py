"""What an arm says of a trajectory that came on its topic, which has no command id."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import rclpy
from rclpy.node import Node

from robot_cells.devices.device_client import CommandState
from robot_cells.devices.ros.arm import RosArm
from robot_cells.devices.ros.device_link import DeviceLink
from robot_cells.ids import CellId
from robot_cells.nodes.messages import to_time
from robot_cells.nodes.node_clock import NodeClock
from robot_cells_msgs.msg import DeviceState

CELL = CellId("cell")
FOLLOW = {"points": [{"positions_rad": [0.1] * 6, "time_s": 1.0}]}


class Heard:
    """Keeps what is subscribed, so that a test hands messages over itself."""

    def __init__(self) -> None:
        self.ears: dict[str, Callable[[Any], None]] = {}

    def subscribe(self, kind: type, topic: str, callback: Callable[[Any], None], qos: object) -> None:
        self.ears[topic] = callback


@pytest.fixture
def node() -> Iterator[Node]:
    context = rclpy.Context()
    context.init()
    made = Node("arm_client", context=context)
    yield made
    made.destroy_node()
    context.shutdown()


def test_a_trajectory_that_the_arm_does_not_follow_ends_with_its_reason(node: Node) -> None:
    heard = Heard()
    link = DeviceLink(node, heard, CELL, no_answer_s=10.0)  # type: ignore[arg-type]
    arm = RosArm(node, heard, link, CELL, "arm", no_answer_s=10.0)  # type: ignore[arg-type]
    listener = node.create_subscription(arm._publisher.msg_type, arm._publisher.topic_name, lambda _: None, 1)
    while arm._publisher.get_subscription_count() == 0:
        rclpy.spin_once(node, timeout_sec=0.05)
    arm.start("move", "follow_trajectory", FOLLOW)
    assert arm.status("move").state is CommandState.RUNNING
    said = DeviceState(device="arm", state=DeviceState.FAILED, error_code="arm.deviation", error_message="held")
    now_s = NodeClock.of(node).now()
    said.stamp = to_time(now_s - 5.0)
    heard.ears["cell/devices/states"](said)
    assert arm.status("move").state is CommandState.RUNNING, "that was of an earlier trajectory"
    said.stamp = to_time(now_s + 0.1)
    heard.ears["cell/devices/states"](said)
    assert (arm.status("move").state, arm.status("move").error_code) == (CommandState.FAILED, "arm.deviation")
    node.destroy_subscription(listener)
