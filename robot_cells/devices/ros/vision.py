"""The vision node as a device: inspections are goals of its action `inspect`."""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from action_msgs.msg import GoalStatus
from rclpy.action import ActionClient
from rclpy.action.client import ClientGoalHandle
from rclpy.node import Node
from rclpy.task import Future
from unique_identifier_msgs.msg import UUID

from robot_cells.devices.device_client import CommandState, CommandStatus
from robot_cells.devices.ros.pictures import to_image
from robot_cells.nodes.message_json import to_json
from robot_cells.nodes.messages import to_time
from robot_cells.nodes.qos import ACTIONS
from robot_cells_msgs.action import Inspect

_VERDICTS = {
    Inspect.Result.PASS: "pass",
    Inspect.Result.FAIL: "fail",
    Inspect.Result.UNDECIDED: "undecided",
}
_NAMESPACE = uuid.UUID("6f0a2f6e-9d1c-5c1b-8d53-0c6f2a4f7d10")
_POLL_S = 0.1
_SAME_S = 1e-6
"""Stamps nearer than this are the same: one of them went through JSON."""
_TAKEN = ("image", "camera", "not_before_s", "product", "serial", "model", "attempt_id")


@dataclass(slots=True)
class _Inspection:
    goal: Inspect.Goal
    deadline_s: float
    sent: bool = False
    handle: ClientGoalHandle | None = None


class RosVision:
    """`DeviceClient` of the vision node.

    An action client of rclpy may only be called from the thread of its executor, and gets no word when its server
    dies. So every call is made a task of that executor, and an inspection that has no result after `timeout_s`
    seconds of wall time has failed with `inspect.no_answer`. For a picture that a camera has published the vision node
    shall wait `patience_s` (wall time). `camera` names the frame of pictures that are handed over, by which the vision
    node knows the camera that it watches.
    """

    def __init__(
        self,
        node: Node,
        wake: Callable[[], None],
        *,
        timeout_s: float,
        patience_s: float = 10.0,
        camera: str = "camera",
    ) -> None:
        self._node = node
        self._wake = wake
        self._timeout_s = timeout_s
        self._patience_s = min(patience_s, timeout_s)
        self._camera = camera
        self._lock = threading.Lock()
        self._open: dict[str, _Inspection] = {}
        self._status: dict[str, CommandStatus] = {}
        self._client = ActionClient(
            node, Inspect, "inspect", goal_service_qos_profile=ACTIONS, result_service_qos_profile=ACTIONS
        )

    def start(self, command_id: str, command: str, parameters: Mapping[str, Any]) -> None:
        """Have a picture judged; the parameters are those of docs/devices.md."""
        with self._lock:
            if command_id in self._status:
                return
            # Whatever was ended before is forgotten: an inspection cell does one thing at a time.
            self._status = {key: self._status[key] for key in self._open}
            self._status[command_id] = CommandStatus(CommandState.RUNNING)
            goal = self._goal(parameters)
            self._open[command_id] = _Inspection(goal, time.monotonic() + self._timeout_s)
        self.poll()

    def status(self, command_id: str) -> CommandStatus:
        """What is known of it now; raises `KeyError` for one that was never started."""
        with self._lock:
            return self._status[command_id]

    def cancel(self, command_id: str) -> None:
        """Give it up at once; the vision node is told where it still can be."""
        with self._lock:
            inspection = self._open.get(command_id)
        if inspection is not None:
            self._end(command_id, CommandStatus(CommandState.CANCELLED))
            if inspection.handle is not None:
                self._in_executor(inspection.handle.cancel_goal_async)

    def missing(self) -> str:
        """What is not there, in words: nothing is waited for, as an inspection without an answer fails by itself."""
        return ""

    def poll(self) -> float | None:
        """Send what waits for the vision node, give up what took too long; seconds of wall time to the next call."""
        now_s = time.monotonic()
        with self._lock:
            late = [key for key, item in self._open.items() if now_s >= item.deadline_s]
            waiting = any(not item.sent for item in self._open.values())
            deadlines = [item.deadline_s for item in self._open.values()]
        for command_id in late:
            text = f"The vision node has given no verdict within {self._timeout_s:g} s."
            self._end(command_id, _failed(text))
        if waiting:
            self._in_executor(self._send_waiting)
            return _POLL_S
        return min((deadline_s - now_s for deadline_s in deadlines if deadline_s > now_s), default=None)

    def close(self) -> None:
        """Let go of the client; when nothing spins any more."""
        self._client.destroy()

    def _in_executor(self, call: Callable[[], object]) -> None:
        executor = self._node.executor
        if executor is not None:
            executor.create_task(call)

    def _send_waiting(self) -> None:
        if not self._client.server_is_ready():
            return
        with self._lock:
            waiting = [(key, item) for key, item in self._open.items() if not item.sent]
            for _, item in waiting:
                item.sent = True
        for command_id, item in waiting:
            goal_id = UUID(uuid=list(uuid.uuid5(_NAMESPACE, command_id).bytes))
            future = self._client.send_goal_async(item.goal, goal_uuid=goal_id)
            future.add_done_callback(lambda done, key=command_id: self._answered(key, done))

    def _answered(self, command_id: str, future: Future) -> None:
        handle: ClientGoalHandle = future.result()
        with self._lock:
            inspection = self._open.get(command_id)
        if inspection is None:
            return
        if not handle.accepted:
            self._end(command_id, _failed("The vision node refuses the inspection: it is not active."))
            return
        inspection.handle = handle
        handle.get_result_async().add_done_callback(lambda done: self._judged(command_id, done))

    def _judged(self, command_id: str, future: Future) -> None:
        answer = future.result()
        if answer.status != GoalStatus.STATUS_SUCCEEDED:
            # A node that has begun anew knows nothing of the goal, and an empty result reads as a pass.
            self._end(command_id, _failed(f"The vision node has no verdict: the goal's status is {answer.status}."))
            return
        result: Inspect.Result = answer.result
        self._end(command_id, CommandStatus(CommandState.SUCCEEDED, 1.0, result=_verdict(result)))

    def _end(self, command_id: str, status: CommandStatus) -> None:
        with self._lock:
            if self._open.pop(command_id, None) is None:
                return
            self._status[command_id] = status
        self._wake()

    def _goal(self, parameters: Mapping[str, Any]) -> Inspect.Goal:
        goal = Inspect.Goal(
            product=str(parameters.get("product", "")),
            serial=str(parameters.get("serial", "")),
            model=str(parameters.get("model", "")),
            attempt_id=str(parameters.get("attempt_id", "")),
            parameters=to_json({key: value for key, value in parameters.items() if key not in _TAKEN}),
        )
        if "image" in parameters:
            stamp_s = self._node.get_clock().now().nanoseconds * 1e-9
            goal.image = to_image(parameters["image"], stamp_s, self._camera)
        else:
            goal.camera, goal.patience_s = str(parameters["camera"]), self._patience_s
            # A time of zero would mean the goal's arrival, and the picture is older.
            goal.not_before = to_time(max(float(parameters["not_before_s"]) - _SAME_S, 1e-9))
        return goal


def _failed(text: str) -> CommandStatus:
    return CommandStatus(CommandState.FAILED, error_code="inspect.no_answer", error_message=text)


def _verdict(result: Inspect.Result) -> dict[str, object]:
    fields = result.get_fields_and_field_types()
    plain = {name: getattr(result, name) for name in fields if name not in ("verdict", "defects")}
    defects = [
        {name: getattr(defect, name) for name in defect.get_fields_and_field_types()} for defect in result.defects
    ]
    return {**plain, "verdict": _VERDICTS.get(result.verdict, "undecided"), "defects": defects}
