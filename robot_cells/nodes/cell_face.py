"""A cell's public face: the action for tasks given by hand, and the service that asks what it has in hand."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from rclpy.action import ActionServer, CancelResponse, GoalResponse
from rclpy.action.server import ServerGoalHandle
from rclpy.callback_groups import ReentrantCallbackGroup
from rclpy.node import Node
from rclpy.task import Future

from robot_cells.attempts.assignment import Assignment, AssignmentKind
from robot_cells.attempts.report import Failure, Phase, Report
from robot_cells.ids import AttemptId, JournalId, ProductId, SerialNumber, TaskId
from robot_cells.nodes.hosted_cell import BY_HAND, HandGoal, HostedCell
from robot_cells.nodes.message_json import MessageError, from_json, to_json
from robot_cells.nodes.message_loop import MessageLoop
from robot_cells.nodes.messages import to_report_msg
from robot_cells.nodes.qos import ACTIONS
from robot_cells.orders.cancel_policy import CancelPolicy
from robot_cells_msgs.action import ExecuteTask
from robot_cells_msgs.srv import ReconcileCell

RESULT_KEPT_S = 900
"""A result waits so long for the client that asks for it; the distributions differ in their default."""


class CellFace:
    """Belongs to the executor of `node`; what it wants from the cell it has done in the loop's thread."""

    def __init__(self, node: Node, loop: MessageLoop, cell: HostedCell) -> None:
        self._node = node
        self._loop = loop
        self._cell = cell
        group = ReentrantCallbackGroup()
        self._action = ActionServer(
            node,
            ExecuteTask,
            f"{cell.id}/execute_task",
            self._execute,
            callback_group=group,
            goal_callback=self._check,
            cancel_callback=self._cancel,
            goal_service_qos_profile=ACTIONS,
            result_service_qos_profile=ACTIONS,
            result_timeout=RESULT_KEPT_S,
        )
        self._service = node.create_service(
            ReconcileCell, f"{cell.id}/reconcile", self._reconcile, callback_group=group
        )

    def close(self) -> None:
        """Take both away."""
        self._action.destroy()
        self._node.destroy_service(self._service)

    def _check(self, goal: ExecuteTask.Goal) -> GoalResponse:
        """Only what cannot be read is turned away here; the cell itself says why it refuses, in the result."""
        try:
            from_json(goal.parameters, "parameters")
        except MessageError as error:
            self._node.get_logger().error(f"A goal was rejected: {error}")
            return GoalResponse.REJECT
        return GoalResponse.ACCEPT

    def _cancel(self, handle: ServerGoalHandle) -> CancelResponse:
        assignment = self._assignment(AssignmentKind.CANCEL, handle)
        self._loop.post(lambda: self._cell.receive(assignment))
        return CancelResponse.ACCEPT

    async def _execute(self, handle: ServerGoalHandle) -> ExecuteTask.Result:
        future: Future = Future(executor=self._node.executor)
        goal = HandGoal(
            on_step=lambda step, progress: handle.publish_feedback(
                ExecuteTask.Feedback(step=step, progress=float(progress))
            ),
            on_end=lambda report: self._resolve(future, report),
        )
        assignment = self._assignment(AssignmentKind.EXECUTE, handle)
        self._loop.post(lambda: self._cell.execute(assignment, goal))
        report: Report = await future
        if report.phase is Phase.SUCCEEDED:
            handle.succeed()
        elif report.phase is Phase.CANCELLED and handle.is_cancel_requested:
            handle.canceled()
        else:
            handle.abort()
        return _result(report)

    def _assignment(self, kind: AssignmentKind, handle: ServerGoalHandle) -> Assignment:
        goal: ExecuteTask.Goal = handle.request
        # The goal's own id makes the attempt's, so that cancelling finds it.
        made = f"{BY_HAND}:{uuid.UUID(bytes=bytes(handle.goal_id.uuid))}"
        return Assignment(
            kind=kind,
            journal_id=BY_HAND,
            epoch=0,
            cell=self._cell.id,
            attempt_id=AttemptId(goal.attempt_id or made),
            task_id=TaskId(goal.capability),
            serial=SerialNumber(goal.serial),
            product=ProductId(goal.product),
            capability=goal.capability,
            parameters=from_json(goal.parameters, "parameters"),
            # Somebody stands beside the cell and wants it to stop.
            cancel_policy=CancelPolicy.STOP_NOW,
        )

    async def _reconcile(
        self, request: ReconcileCell.Request, response: ReconcileCell.Response
    ) -> ReconcileCell.Response:
        journal = JournalId(request.journal_id)
        response.accepted, reports, response.epoch = await self._asked(
            lambda: self._cell.reconcile(journal, request.epoch)
        )
        response.reports = [to_report_msg(report) for report in reports]
        return response

    def _asked(self, question: Callable[[], object]) -> Future:
        """The answer to a question that only the loop's thread may ask the cell."""
        future: Future = Future(executor=self._node.executor)
        self._loop.post(lambda: self._resolve(future, question()))
        return future

    def _resolve(self, future: Future, result: object) -> None:
        future.set_result(result)
        # A coroutine that waits is looked at when its executor turns.
        executor = self._node.executor
        if executor is not None:
            executor.wake()


def _result(report: Report) -> ExecuteTask.Result:
    failure = report.failure or Failure("", "")
    return ExecuteTask.Result(
        succeeded=report.phase is Phase.SUCCEEDED,
        attempt_id=report.attempt_id,
        error_code=failure.code,
        error_message=failure.message,
        remedy=failure.remedy,
        result=to_json(report.result),
    )
