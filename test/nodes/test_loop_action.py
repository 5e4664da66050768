"""Actions in a message loop, over real rclpy."""

import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from action_msgs.msg import GoalStatus, GoalStatusArray
from rclpy.action import ActionClient, CancelResponse
from rclpy.action.server import ServerGoalHandle
from rclpy.executors import SingleThreadedExecutor
from rclpy.node import Node
from rclpy.qos import qos_profile_action_status_default
from rclpy.task import Future
from unique_identifier_msgs.msg import UUID

from robot_cells.nodes import loop_action
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
        self.told: list[list[int]] = []
        self._node.create_subscription(
            GoalStatusArray, "inspect/_action/status", self._hear, qos_profile_action_status_default
        )
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

    def send(self, serial: str, goal_id: UUID | None = None) -> Any:
        return self.wait(self._action.send_goal_async(Inspect.Goal(serial=serial), goal_uuid=goal_id))

    def hear_until(self, told: list[int]) -> None:
        """Turn until the server says that its goals are in these states."""
        deadline_s = time.monotonic() + LIMIT_S
        while not self.told or self.told[-1] != told:
            assert time.monotonic() < deadline_s, self.told
            self._executor.spin_once(timeout_sec=0.1)

    def _hear(self, message: GoalStatusArray) -> None:
        self.told.append([item.status for item in message.status_list])


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
            unknown=lambda: Inspect.Result(verdict=Inspect.Result.UNDECIDED),
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


def test_whoever_asks_twice_hears_the_result_twice_and_what_was_asked_is_not_kept_for_it(served) -> None:
    loop, server, client = served
    handle = client.send("a")
    loop.ask(lambda: server.end(0))
    for _ in range(2):
        answer = client.wait(handle.get_result_async())
        assert (answer.result.message, answer.status) == ("of a", GoalStatus.STATUS_SUCCEEDED)
    assert loop.ask(lambda: (server.kept, server.accepted[0].request)) == (1, None)


def test_goals_that_have_ended_are_told_once_and_then_no_more(served) -> None:
    loop, server, client = served
    for number in range(3):
        client.send(f"S-{number}")
        loop.ask(lambda number=number: server.end(number))
    client.hear_until([GoalStatus.STATUS_SUCCEEDED])
    client.send("S-3")
    client.hear_until([GoalStatus.STATUS_ACCEPTED])
    assert max(map(len, client.told)) == 1


def test_a_result_whose_time_is_over_is_answered_as_unknown_and_never_with_an_empty_one(served, monkeypatch) -> None:
    loop, server, client = served
    monkeypatch.setattr(loop_action, "KEPT_S", 0.0)
    handle = client.send("a")
    loop.ask(lambda: server.end(0))
    answer = client.wait(handle.get_result_async())
    assert (answer.result.verdict, answer.status) == (Inspect.Result.UNDECIDED, GoalStatus.STATUS_UNKNOWN)
    assert loop.ask(lambda: server.kept) == 0


def test_a_goal_that_is_sent_again_after_its_end_is_a_new_one(served) -> None:
    loop, server, client = served
    goal_id = UUID(uuid=list(range(16)))
    for number in range(2):
        handle = client.send(f"S-{number}", goal_id)
        loop.ask(lambda number=number: server.end(number))
        assert client.wait(handle.get_result_async()).result.message == f"of S-{number}"
    assert loop.ask(lambda: server.kept) == 1
