"""An action that a message loop serves instead of an executor."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from rclpy.action import ActionServer
from rclpy.action.server import ServerGoalHandle
from rclpy.node import Node

from robot_cells.nodes.not_of_the_executor import NOT_OF_THE_EXECUTOR


class LoopActionServer(ActionServer):
    """As `ActionServer`, but used by the thread of one `MessageLoop` alone (`MessageLoop.serve`).

    An executor needs five callbacks for a goal, and builds its wait set twice for each, from all that its nodes have.
    Here a goal takes three turns of the loop: it arrives, its result is asked for, and somebody posts that it is ready;
    `handle.execute` sends the result before it returns. The callbacks are plain functions; none of them may wait.
    """

    def __init__(self, node: Node, action_type: type, action_name: str, **settings: Any) -> None:
        super().__init__(node, action_type, action_name, _never, callback_group=NOT_OF_THE_EXECUTOR, **settings)

    def take(self) -> None:
        """Handle what `is_ready` has found."""
        _finish(self.execute(self.take_data()))

    def notify_execute(
        self, goal_handle: ServerGoalHandle, execute_callback: Callable[[ServerGoalHandle], Any] | None
    ) -> None:
        """Called by `handle.execute`: now, where rclpy would leave it to a task of the executor."""
        _finish(self._execute_goal(execute_callback or _never, goal_handle))


def _finish(work: Coroutine[Any, Any, None]) -> None:
    """Run it to its end; rclpy makes coroutines of everything, also where nothing is waited for."""
    try:
        work.send(None)
    except StopIteration:
        return
    work.close()
    raise RuntimeError("A callback of an action waits for something; in a message loop none may.")


def _never(handle: ServerGoalHandle) -> Any:
    """The server wants a default; every goal is executed with its own ending instead."""
    raise RuntimeError("A goal was executed without its ending.")
