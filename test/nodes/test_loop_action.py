"""Actions in a message loop, over real rclpy."""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from action_msgs.msg import GoalStatus
from rclpy.action import ActionClient, CancelResponse
from rclpy.action.server import ServerGoalHandle
from rclpy.executors import SingleThreadedExecutor
from rclpy.node import Node
from rclpy.task import Future

from robot_cells.nodes.loop_action import LoopActionServer
from robot_cells.nodes.message_loop import MessageLoop
from robot_cells.nodes.qos import ACTIONS
from robot_cells_msgs.action import Inspect

LIMIT_S = 30.0
QOS = {"goal_service_qos_profile": ACTIONS, "result_service_qos_profile": ACTIONS}


class Client:
    """Sends goals from a node of its own, turned by hand."""

    def __enter__(self) -> "Client":
        self._node = Node("inspect_client")
        self._executor = SingleThreadedExecutor()
        self._executor.add_node(self._node)
        self._action = ActionClient(self._node, Inspect, "inspect", **QOS)
        assert self._action.wait_for_server(LIMIT_S)
        return self

    def __exit__(self, *_: object) -> None:
        self._executor.shutdown()
        self._action.destroy()
        self._node.destroy_node()

    def wait(self, future: Future) -> Any:
        self._executor.spin_until_future_complete(future, LIMIT_S)
        assert future.done(), "Nothing came within the limit."
        return future.result()

    def send(self, serial: str) -> Any:
        return self.wait(self._action.send_goal_async(Inspect.Goal(serial=serial)))


class Server(LoopActionServer):
    """Notes which goals were accepted in which thread; `then` follows everything that arrives."""

    def __init__(self, node: Node) -> None:
        self.accepted: list[ServerGoalHandle] = []
        self.threads: set[str] = set()
        self.then: Callable[[], None] = lambda: None
        super().__init__(
            node,
            Inspect,
            "inspect",
            handle_accepted_callback=self.accepted.append,
            cancel_callback=lambda _: CancelResponse.ACCEPT,
            result_timeout=10,
            **QOS,
        )

    def take(self) -> None:
        super().take()
        self.threads.add(threading.current_thread().name)
        self.then()

    def end(self, number: int) -> None:
        handle = self.accepted[number]
        self.finish(handle, Inspect.Result(message=f"of {handle.request.serial}"))


@pytest.fixture
def served(bench) -> Iterator[tuple[MessageLoop, Server, Client]]:
    with bench() as it:
        server = Server(it.node)
        loop = MessageLoop(it.node, lambda: None, it.faults.append)
        loop.serve(server)
        loop.start()
        with Client() as client:
            yield loop, server, client
        loop.stop()
        server.destroy()
        assert (it.faults, server.threads) == ([], {loop.name})


def test_a_result_comes_whether_it_was_asked_for_before_the_goal_has_ended_or_after(served) -> None:
    loop, server, client = served
    early, late = client.send("a"), client.send("b")
    loop.ask(lambda: server.end(1))
    answer = client.wait(late.get_result_async())
    assert (answer.result.message, answer.status) == ("of b", GoalStatus.STATUS_SUCCEEDED)
    # What arrives next is the question for the result of the first goal, and only then does that end.
    server.then = lambda: server.end(0)
    answer = client.wait(early.get_result_async())
    assert (answer.result.message, answer.status) == ("of a", GoalStatus.STATUS_SUCCEEDED)


def test_a_goal_that_was_to_be_canceled_ends_as_canceled_with_its_result(served) -> None:
    loop, server, client = served
    handle = client.send("a")
    assert len(client.wait(handle.cancel_goal_async()).goals_canceling) == 1
    loop.ask(lambda: server.end(0))
    answer = client.wait(handle.get_result_async())
    assert (answer.result.message, answer.status) == ("of a", GoalStatus.STATUS_CANCELED)
