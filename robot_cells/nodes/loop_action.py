"""An action that a message loop serves instead of an executor."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import Any

from rclpy.action import ActionServer
from rclpy.action.server import GoalEvent, ServerGoalHandle
from rclpy.node import Node

from robot_cells.nodes.not_of_the_executor import NOT_OF_THE_EXECUTOR


class LoopActionServer(ActionServer):
    """As `ActionServer`, but used by the thread of one `MessageLoop` alone (`MessageLoop.serve`).

    An executor needs five callbacks for a goal, and builds its wait set twice for each, from all that its nodes have.
    Here a goal takes three turns of the loop: it arrives, its result is asked for, and somebody posts that it is ready
    (`finish`). The callbacks are plain functions; none of them may wait.
    """

    def __init__(self, node: Node, action_type: type, action_name: str, **settings: Any) -> None:
        super().__init__(node, action_type, action_name, _never, callback_group=NOT_OF_THE_EXECUTOR, **settings)

    def take(self) -> None:
        """Handle what `is_ready` has found."""
        _run(self.execute(self.take_data()))

    def finish(self, handle: ServerGoalHandle, result: object) -> None:
        """End an accepted goal: as canceled where that was asked for, else as succeeded.

        The result goes out first, and then one word about the state. With `handle.execute` there are two before it,
        each with every goal that is kept, and the client reads them before the result.
        """
        state, is_canceled = handle._goal_handle, handle.is_cancel_requested
        if not is_canceled:
            state.update_goal_state(GoalEvent.EXECUTE)
        state.update_goal_state(GoalEvent.CANCELED if is_canceled else GoalEvent.SUCCEED)
        response = self.action_type.Impl.GetResultService.Response(status=handle.status, result=result)
        self._result_futures[bytes(handle.goal_id.uuid)].set_result(response)
        self._handle.publish_status()
        self.notify_goal_done()


def _run(work: Coroutine[Any, Any, None]) -> None:
    """Run it to its end; rclpy makes coroutines of everything, also where nothing is waited for."""
    try:
        work.send(None)
    except StopIteration:
        return
    work.close()
    raise RuntimeError("A callback of an action waits for something; in a message loop none may.")


def _never(handle: ServerGoalHandle) -> Any:
    """The server wants one; every goal is ended by `finish` instead."""
    raise RuntimeError("A goal was executed where it should have been finished.")
