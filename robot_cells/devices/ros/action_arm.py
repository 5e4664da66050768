"""An arm that is driven by a ROS action: a controller of ros2_control or of its maker, or MoveIt's move group."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from typing import Any

from action_msgs.srv import CancelGoal
from geometry_msgs.msg import WrenchStamped
from rclpy.action import ActionClient
from rclpy.node import Node
from rclpy.task import Future
from sensor_msgs.msg import JointState
from unique_identifier_msgs.msg import UUID

from robot_cells.devices.action_goal import ActionGoal, GoalPhase, goal_id
from robot_cells.devices.arm_action_options import ArmActionOptions
from robot_cells.devices.device_client import CommandStatus
from robot_cells.devices.guarded_goal import GuardedGoal
from robot_cells.devices.ros.action_dialects import ActionDialect
from robot_cells.devices.ros.arm import trajectory_point
from robot_cells.devices.ros.device_link import DeviceLink
from robot_cells.devices.ros.topic_source import TopicSource
from robot_cells.devices.six_axis_arm import Joints, Pose
from robot_cells.nodes.qos import ACTIONS, DEVICES

_FOLLOW, _GUARDED = "follow_trajectory", "guarded_move"
_POLL_S = 0.1
_KEPT = 200
"""So many ended goals are remembered."""


class RosActionArm:
    """`DeviceClient` of an arm; what is no trajectory goes over the cell's link.

    `guarded_move` too, unless the arm's force is told (`wrench` in its options) and `forward`, which gives the pose of
    the tool, is known: then it is a trajectory that is stopped as soon as the force is there.

    As an action client of rclpy may only be called from the thread of its executor, every call is made a task of that
    one; `wake` is called from there when something has changed. The id of a goal follows from the command's: a server
    that has it already does not begin it twice.
    """

    def __init__(
        self,
        node: Node,
        topics: TopicSource,
        link: DeviceLink,
        dialect: ActionDialect,
        options: ArmActionOptions,
        device: str,
        *,
        wake: Callable[[], None],
        no_answer_s: float,
        forward: Callable[[Joints], Pose] | None = None,
    ) -> None:
        self._node = node
        self._link = link
        self._dialect = dialect
        self._options = options
        self._device = device
        self._wake = wake
        self._no_answer_s = no_answer_s
        self._forward = forward if options.wrench else None
        self._guards: dict[str, GuardedGoal] = {}
        self._lock = threading.RLock()
        self._goals: dict[str, ActionGoal] = {}
        self._wanted: dict[str, Any] = {}
        self._handles: dict[str, Any] = {}
        self._positions_rad: tuple[float, ...] = ()
        self._client = ActionClient(
            node,
            dialect.action_type,
            options.action,
            goal_service_qos_profile=ACTIONS,
            result_service_qos_profile=ACTIONS,
        )
        self._cancels = node.create_client(CancelGoal, f"{options.action}/_action/cancel_goal", qos_profile=ACTIONS)
        topics.subscribe(JointState, options.joint_states, self._hear, DEVICES)
        if self._forward is not None:
            topics.subscribe(WrenchStamped, options.wrench, self._feel, DEVICES)

    def start(self, command_id: str, command: str, parameters: Mapping[str, object]) -> None:
        """Send a command."""
        if command != _FOLLOW and not (command == _GUARDED and self._forward is not None):
            self._link.send(self._device, command_id, command, parameters)
            return
        with self._lock:
            if command_id in self._goals:
                return
            points: Any = parameters["points"]
            if command == _GUARDED and self._forward is not None:
                wanted_n, limit_n = (float(str(parameters[key])) for key in ("contact_force_n", "force_limit_n"))
                self._guards[command_id] = GuardedGoal(wanted_n, limit_n, self._forward)
            self._goals[command_id] = ActionGoal(command_id, time.monotonic(), self._no_answer_s)
            self._wanted[command_id] = self._dialect.goal([trajectory_point(point) for point in points])
        self.poll()

    def status(self, command_id: str) -> CommandStatus:
        """What is known of it now; raises `KeyError` for one that was never started."""
        with self._lock:
            goal = self._goals.get(command_id)
            return goal.status if goal is not None else self._link.status(command_id)

    def cancel(self, command_id: str) -> None:
        """Have the server give it up; one that was not sent yet never is."""
        with self._lock:
            goal = self._goals.get(command_id)
            if goal is None:
                self._link.cancel(command_id)
                return
            asks = goal.cancel()
            handle = self._handles.get(command_id)
        if asks and handle is not None:
            self._in_executor(handle.cancel_goal_async)

    def stop(self) -> None:
        """Have the server give up whatever it does, whoever sent it (a request without id and time means all)."""
        self._in_executor(lambda: self._cancels.call_async(CancelGoal.Request()))

    def missing(self) -> str:
        """What is not there yet, in words; empty when the action is served and joint states are told."""
        if not self._client.server_is_ready():
            return f"nobody serves the action {self._options.action}"
        if self._node.count_publishers(self._options.joint_states) == 0:
            return f"nobody publishes {self._options.joint_states}"
        return ""

    def poll(self) -> float | None:
        """Send what waits, give up on a server that is silent; seconds of wall time to the next call."""
        now_s, is_there = time.monotonic(), self._client.server_is_ready()
        with self._lock:
            running = [goal for goal in self._goals.values() if goal.phase is not GoalPhase.ENDED]
            for goal in running:
                goal.look(now_s, server_is_there=is_there)
            waits = any(goal.phase is GoalPhase.WAITING for goal in running)
        if waits and is_there:
            self._in_executor(self._send_waiting)
        self._forget()
        return _POLL_S if waits else (1.0 if running else None)

    def close(self) -> None:
        """Let go of the client; when nothing spins any more. What runs is ended by who comes next (`stop`)."""
        self._client.destroy()
        self._node.destroy_client(self._cancels)

    def _in_executor(self, call: Callable[[], object]) -> None:
        executor = self._node.executor
        if executor is not None:
            executor.create_task(call)

    def _send_waiting(self) -> None:
        with self._lock:
            waiting = [goal for goal in self._goals.values() if goal.phase is GoalPhase.WAITING]
            for goal in waiting:
                goal.sent(time.monotonic())
            goals = [(goal.command_id, self._wanted.pop(goal.command_id)) for goal in waiting]
        for command_id, wanted in goals:
            future = self._client.send_goal_async(wanted, goal_uuid=UUID(uuid=list(goal_id(command_id))))
            future.add_done_callback(lambda done, key=command_id: self._answered(key, done))

    def _answered(self, command_id: str, future: Future) -> None:
        handle = future.result()
        with self._lock:
            goal = self._goals.get(command_id)
            if goal is None:
                return
            cancels = goal.answered(bool(handle.accepted), time.monotonic())
            if goal.phase is GoalPhase.ACCEPTED:
                self._handles[command_id] = handle
        if handle.accepted:
            handle.get_result_async().add_done_callback(lambda done: self._ended(command_id, done))
        if cancels:
            handle.cancel_goal_async()
        self._wake()

    def _ended(self, command_id: str, future: Future) -> None:
        answer = future.result()
        with self._lock:
            goal = self._goals.get(command_id)
            if goal is None:
                return
            self._handles.pop(command_id, None)
            result = {"positions_rad": list(self._positions_rad)}
            goal.ended(int(answer.status), self._dialect.fault(answer.result), result)
            guard = self._guards.pop(command_id, None)
            if guard is not None:
                goal.status = guard.judge(goal.status, is_cancel_wanted=goal.is_cancel_wanted)
        self._wake()

    def _hear(self, message: JointState) -> None:
        """Where the arm is; in the loop's thread."""
        at = dict(zip(message.name, message.position, strict=False))
        if all(name in at for name in self._options.joint_names):
            a, b, c, d, e, f = (float(at[name]) for name in self._options.joint_names)
            self._positions_rad = (a, b, c, d, e, f)
            with self._lock:
                for guard in self._guards.values():
                    guard.stand((a, b, c, d, e, f))

    def _feel(self, message: WrenchStamped) -> None:
        """What the arm feels; in the loop's thread."""
        force = message.wrench.force
        with self._lock:
            moving = [(key, guard) for key, guard in self._guards.items() if key in self._handles]
            stopped = [self._handles[key] for key, guard in moving if guard.feel((force.x, force.y, force.z))]
        for handle in stopped:
            self._in_executor(handle.cancel_goal_async)

    def _forget(self) -> None:
        with self._lock:
            ended = [key for key, goal in self._goals.items() if goal.phase is GoalPhase.ENDED]
            for key in ended[:-_KEPT]:
                del self._goals[key]
            for key in ended:
                self._wanted.pop(key, None)
                self._guards.pop(key, None)
