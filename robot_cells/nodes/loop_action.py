"""An action that a message loop serves instead of an executor."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

from action_msgs.msg import GoalStatus
from rclpy.action import ActionServer
from rclpy.action.server import GoalEvent, ServerGoalHandle
from rclpy.node import Node
from rclpy.task import Future

from robot_cells.nodes.not_of_the_executor import NOT_OF_THE_EXECUTOR

KEPT_S = 10.0
"""So long (seconds of real time) a result is kept for a client that asks late, or again."""


class LoopActionServer(ActionServer):
    """As `ActionServer`, but used by the thread of one `MessageLoop` alone (`MessageLoop.serve`).

    An executor needs five callbacks for a goal, and builds its wait set twice for each, from all that its nodes have.
    Here a goal takes three turns of the loop: it arrives, its result is asked for, and somebody posts that it is ready
    (`finish`). The callbacks are plain functions; none of them may wait.

    rcl tells the state of every goal that it knows with every change of one, and each client makes Python objects of
    all of them: so it forgets a goal as soon as that has ended. Its result is kept here for `KEPT_S`, without what was
    asked. Whoever asks after that, or for a goal of an earlier process, gets the status UNKNOWN with what `unknown`
    makes: an empty result may look like a good one. A goal that is sent again after its end is a new one.
    """

    def __init__(
        self, node: Node, action_type: type, action_name: str, *, unknown: Callable[[], object], **settings: Any
    ) -> None:
        super().__init__(
            node, action_type, action_name, _never, callback_group=NOT_OF_THE_EXECUTOR, result_timeout=0, **settings
        )
        self._unknown = unknown
        self._ended: deque[tuple[float, bytes, Future]] = deque()

    def take(self) -> None:
        """Handle what `is_ready` has found."""
        _run(self.execute(self.take_data()))

    def finish(self, handle: ServerGoalHandle, result: object) -> None:
        """End an accepted goal: as canceled where that was asked for, else as succeeded.

        The result goes out first, and then one word about the state. With `handle.execute` there are two before it,
        and the client reads them before the result.
        """
        state, is_canceled = handle._goal_handle, handle.is_cancel_requested
        if not is_canceled:
            state.update_goal_state(GoalEvent.EXECUTE)
        state.update_goal_state(GoalEvent.CANCELED if is_canceled else GoalEvent.SUCCEED)
        response = self.action_type.Impl.GetResultService.Response(status=handle.status, result=result)
        goal_id = bytes(handle.goal_id.uuid)
        future = self._result_futures[goal_id]
        future.set_result(response)
        self._handle.publish_status()
        self.notify_goal_done()
        # Where the node's clock stands still rcl forgets it later, in a turn of its own.
        self._let_go(self._handle.expire_goals(len(self._goal_handles)))
        handle._goal_request = None  # A result that is kept must not keep the picture.
        self._ended.append((time.monotonic() + KEPT_S, goal_id, future))
        self._forget()

    @property
    def kept(self) -> int:
        """How many goals have a result that somebody may still ask for, or none yet."""
        return len(self._result_futures)

    def _forget(self) -> None:
        """Let go of the results whose time is over."""
        now_s = time.monotonic()
        while self._ended and self._ended[0][0] <= now_s:
            _, goal_id, future = self._ended.popleft()
            self.remove_future(future)
            if self._result_futures.get(goal_id) is future:  # The same goal may have been sent once more.
                del self._result_futures[goal_id], self._goal_handles[goal_id]

    async def _execute_expire_goals(self, expired_goals: Any) -> None:
        """As in rclpy, but that results are not let go of."""
        self._let_go(expired_goals)

    def _let_go(self, goals: Sequence[Any]) -> None:
        """Take back what was kept for rcl alone, which has forgotten these goals."""
        for goal in goals:
            handle = self._goal_handles.get(bytes(goal.goal_id.uuid))
            if handle is not None and not handle.is_active:
                handle.destroy()

    async def _execute_get_result_request(self, request_header_and_message: Any) -> None:
        header, request = request_header_and_message
        if bytes(request.goal_id.uuid) in self._goal_handles:
            await super()._execute_get_result_request(request_header_and_message)
            return
        response = self.action_type.Impl.GetResultService.Response
        answer = Future()
        answer.set_result(response(status=GoalStatus.STATUS_UNKNOWN, result=self._unknown()))
        self._send_result_response(header, answer)


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
