"""The vision node as a device, over real rclpy."""

import threading
from collections.abc import Iterator

import numpy as np
import pytest
import rclpy
from rclpy.action.server import ServerGoalHandle
from rclpy.node import Node

from robot_cells.devices.device_client import CommandState, CommandStatus
from robot_cells.devices.ros.vision import RosVision
from robot_cells.nodes import loop_action
from robot_cells.nodes.inspection_messages import unknown_result
from robot_cells.nodes.loop_action import LoopActionServer
from robot_cells.nodes.message_loop import MessageLoop
from robot_cells.nodes.qos import ACTIONS
from robot_cells.nodes.spinner import Spinner
from robot_cells_msgs.action import Inspect

LIMIT_S = 30.0
QOS = {"goal_service_qos_profile": ACTIONS, "result_service_qos_profile": ACTIONS}
PICTURE = np.zeros((4, 6, 3), np.uint8)


class Vision:
    """A node that says pass to everything at once, and the device that asks it."""

    def __init__(self) -> None:
        self._nodes = Node("vision"), Node("cell")
        self._loop = MessageLoop(self._nodes[0], lambda: None, lambda fault: None)
        self._server = LoopActionServer(
            self._nodes[0], Inspect, "inspect", handle_accepted_callback=self._judge, unknown=unknown_result, **QOS
        )
        self._loop.serve(self._server)
        self._loop.start()
        self._woken = threading.Event()
        self.device = RosVision(self._nodes[1], self._woken.set, timeout_s=LIMIT_S)
        self._spinner = Spinner(self._nodes[1:])
        self._spinner.start()

    def _judge(self, handle: ServerGoalHandle) -> None:
        self._server.finish(handle, Inspect.Result(verdict=Inspect.Result.PASS, model="m@1"))

    def inspect(self) -> CommandStatus:
        self.device.start("inspect-1", "inspect", {"image": PICTURE, "product": "tray_a", "serial": "S-1"})
        while not self._woken.wait(self.device.poll()):
            pass
        return self.device.status("inspect-1")

    def close(self) -> None:
        self._spinner.stop()
        self.device.close()
        self._loop.stop()
        self._server.destroy()
        for node in self._nodes:
            node.destroy_node()


@pytest.fixture
def vision() -> Iterator[Vision]:
    rclpy.init()
    it = Vision()
    yield it
    it.close()
    rclpy.shutdown()


def test_the_verdict_of_the_vision_node_is_the_result_of_the_command(vision) -> None:
    status = vision.inspect()
    assert (status.state, status.result["verdict"], status.result["model"]) == (CommandState.SUCCEEDED, "pass", "m@1")


def test_an_answer_from_a_node_that_no_longer_knows_the_goal_is_none_and_never_a_pass(vision, monkeypatch) -> None:
    monkeypatch.setattr(loop_action, "KEPT_S", 0.0)
    # Without a word of its own the server would send the empty result, in which PASS is the number 0.
    monkeypatch.setattr(vision._server, "_unknown", Inspect.Result)
    status = vision.inspect()
    assert (status.state, status.error_code) == (CommandState.FAILED, "inspect.no_answer")
