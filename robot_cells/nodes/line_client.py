"""Talks to a running line from outside: hears its state, calls its services. Safe to use from any thread."""

from __future__ import annotations

import getpass
import math
import sys
import threading
import time
from collections.abc import Callable
from functools import partial
from types import TracebackType
from typing import Any, Self

from rclpy.duration import Duration

from robot_cells.attempts.emergency_stop import OPERATOR
from robot_cells.bringup.ros_environment import prepare_ros_environment
from robot_cells.errors import ConnectionLostError, OrderError
from robot_cells.nodes.line_connection import LOOK_S, LineConnection
from robot_cells.nodes.line_snapshot import LineSnapshot
from robot_cells.nodes.line_snapshot_reader import read_line
from robot_cells.nodes.message_json import to_json
from robot_cells.nodes.policy_numbers import number_of
from robot_cells.orders.cancel_policy import CancelPolicy
from robot_cells.orders.work_order import OnTimeout, WorkOrder
from robot_cells.schedules.schedule import Schedule
from robot_cells_msgs.msg import EmergencyStop, LineState
from robot_cells_msgs.srv import AcknowledgeAlarm, AdoptSchedule, AnswerPrompt, CommandLine, CommandOrder, SubmitOrder

TELL_AGAIN_S = 0.1
"""An emergency stop is published again so often until it is recorded, in seconds."""
_SAFE_COMMANDS = (
    CommandLine.Request.HOLD,
    CommandLine.Request.RESUME,
    CommandLine.Request.STOP,
    CommandLine.Request.EMERGENCY_STOP,
)
"""Given twice they mean what they mean once."""
BEGUN_ANEW = "The middleware of this command stood still: it has begun anew, and goes on."
LISTEN_S = 0.02
"""How often it is looked whether somebody listens, in seconds."""
_ON_TIMEOUT = {OnTimeout.ALARM: SubmitOrder.Request.ALARM, OnTimeout.CANCEL: SubmitOrder.Request.CANCEL}
_SERVICES: dict[type, str] = {
    SubmitOrder: "submit_order",
    CommandOrder: "command_order",
    CommandLine: "command_line",
    AnswerPrompt: "answer_prompt",
    AcknowledgeAlarm: "acknowledge_alarm",
    AdoptSchedule: "adopt_schedule",
}


class LineClient:
    """A connection to the line in one domain and namespace; to be used in a `with` statement.

    Where the middleware of this process stands still for good (docs/recovery.md) the client begins anew beside what
    stands still, and `tell` is called with a sentence, by default for standard error; the process then has to end by
    `cli.leaving`. What is asked at that moment is asked again where that does no harm.

    Every call that waits raises `ConnectionLostError` when nothing answers within `timeout_s` seconds of real time,
    and every call that the line refuses raises `OrderError` with the line's own reason.
    """

    def __init__(
        self,
        *,
        domain: int,
        namespace: str = "/",
        timeout_s: float = 5.0,
        tell: Callable[[str], None] = lambda text: print(text, file=sys.stderr, flush=True),
    ) -> None:
        self._domain = domain
        self._namespace = namespace
        self._timeout_s = timeout_s
        self._changed = threading.Condition()
        self._latest: LineSnapshot | None = None
        self._heard = 0
        self._tell = tell
        self._pause = threading.Event()
        self._leaving = threading.Event()
        self._begun = 0

    def __enter__(self) -> Self:
        prepare_ros_environment()
        self._connect()
        self._watch = threading.Thread(target=self._watch_connection, name="line client", daemon=True)
        self._watch.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._leaving.set()
        self._watch.join()
        self._connection.close()

    def _connect(self) -> None:
        connection = LineConnection(
            self._begun + 1, _SERVICES, self._hear, domain=self._domain, namespace=self._namespace
        )
        connection.open()
        with self._changed:
            self._connection, self._begun = connection, self._begun + 1
            self._changed.notify_all()

    def _watch_connection(self) -> None:
        while not self._leaving.wait(LOOK_S):
            if not self._connection.look():
                self._connection.abandon()
                self._connect()
                self._tell(BEGUN_ANEW)

    @property
    def domain(self) -> int:
        """The ROS domain of the line."""
        return self._domain

    def state(self) -> LineSnapshot:
        """The latest state of the line; waits for the first one."""
        with self._changed:
            if not self._changed.wait_for(lambda: self._latest is not None, self._timeout_s):
                raise self._lost()
            assert self._latest is not None
            return self._latest

    def next_state(self, timeout_s: float) -> LineSnapshot | None:
        """The next state that arrives from now on, or None when none does within `timeout_s` seconds."""
        with self._changed:
            before, begun = self._heard, 0
            while self._heard == before and begun != self._begun:
                begun = self._begun  # One that has just begun anew is given its time.
                self._changed.wait_for(partial(self._is_news, before, begun), timeout_s)
            return self._latest if self._heard > before else None

    def _is_news(self, heard: int, begun: int) -> bool:
        return self._heard > heard or self._begun != begun

    def submit(self, order: WorkOrder) -> None:
        """Hand in a work order; when this returns, the line has made it durable."""
        self._call(
            SubmitOrder,
            SubmitOrder.Request(
                order_id=order.id,
                product=order.product,
                quantity=order.quantity,
                priority=order.priority,
                release_s=float(order.release_s),
                due_s=math.nan if order.due_s is None else float(order.due_s),
                timeout_s=0.0 if order.timeout_s is None else float(order.timeout_s),
                on_timeout=_ON_TIMEOUT[order.on_timeout],
            ),
        )

    def cancel(self, order: str, policy: CancelPolicy | None = None) -> None:
        """Cancel a work order; its running attempts end by `policy`, without one each as its operation says."""
        request = CommandOrder.Request(
            order_id=order, command=CommandOrder.Request.CANCEL, cancel_policy=number_of(policy)
        )
        self._call(CommandOrder, request)

    def prioritise(self, order: str, priority: int) -> None:
        """Give a work order another priority; larger goes first."""
        request = CommandOrder.Request(order_id=order, command=CommandOrder.Request.PRIORITISE, priority=priority)
        self._call(CommandOrder, request)

    def hold(self, reason: str, cell: str = "") -> None:
        """Let running attempts end and begin none; with `cell`, in that cell alone after the running step."""
        self._command(CommandLine.Request(command=CommandLine.Request.HOLD, reason=reason, cell=cell))

    def resume(self, reason: str, cell: str = "") -> None:
        """Go on after hold or stop; with `cell`, after hold or suspension."""
        self._command(CommandLine.Request(command=CommandLine.Request.RESUME, reason=reason, cell=cell))

    def suspend(self, reason: str, cell: str) -> None:
        """Have one cell stand still after the running step, for want of something outside it."""
        self._command(CommandLine.Request(command=CommandLine.Request.SUSPEND, reason=reason, cell=cell))

    def unsuspend(self, reason: str, cell: str) -> None:
        """Have one cell go on after a suspension, and after nothing else."""
        self._command(CommandLine.Request(command=CommandLine.Request.UNSUSPEND, reason=reason, cell=cell))

    def stop(self, reason: str, cell: str = "", policy: CancelPolicy | None = None) -> None:
        """Cancel running attempts by `policy`, without one each as its operation says, and begin none."""
        request = CommandLine.Request(
            command=CommandLine.Request.STOP, reason=reason, cell=cell, cancel_policy=number_of(policy)
        )
        self._command(request)

    def emergency_stop(self, reason: str, cell: str = "") -> None:
        """Stop everything at once, or abort one cell. The cells are told directly, too: it needs no orchestrator.

        Raises `ConnectionLostError` when nobody has recorded it; the cells that listen (`is_stop_heard`) have stopped.
        """
        request = CommandLine.Request(command=CommandLine.Request.EMERGENCY_STOP, reason=reason, cell=cell)
        if cell:
            self._command(request)
            return
        recorded = threading.Event()

        def tell() -> None:
            """Publishes the stop until it is recorded."""
            # Again and again: whoever is found in between hears it at once, and need not ask for what was said before.
            self._publish_stop(OPERATOR, reason, active=True)
            while not recorded.wait(TELL_AGAIN_S):
                self._publish_stop(OPERATOR, reason, active=True)

        telling = threading.Thread(target=tell, name="emergency stop", daemon=True)
        telling.start()
        try:
            self._command(request)
        finally:
            recorded.set()
            telling.join()

    @property
    def is_stop_heard(self) -> bool:
        """Whether an emergency stop that was given here has reached everybody who listens, and anybody does."""
        stops = self._connection.given_stops
        if stops is None or not stops.get_subscription_count():
            return False
        return bool(stops.wait_for_all_acked(Duration(seconds=self._timeout_s)))

    def let_go(self, source: str) -> None:
        """Say in the name of `source` that its emergency stop is over; nothing moves before the reset."""
        self._publish_stop(source, "", active=False)
        deadline = time.monotonic() + self._timeout_s
        while not self.is_stop_heard:
            if time.monotonic() > deadline:
                raise self._lost()
            self._pause.wait(LISTEN_S)

    def reset(self, reason: str, cell: str = "") -> None:
        """Deliberately out of emergency stop or stop; the line is held then, until it is resumed."""
        if self._connection.given_stops is not None and not cell:
            self.let_go(OPERATOR)  # Our own publisher would go on telling late comers of it.
        self._command(CommandLine.Request(command=CommandLine.Request.RESET, reason=reason, cell=cell))

    def adopt(self, schedule: Schedule) -> None:
        """Have the line keep a schedule's cells and sequences; its orders must have been submitted."""
        tasks = [
            {"task": item.task, "cell": item.cell, "start_s": item.start_s, "end_s": item.end_s}
            for item in schedule.tasks
        ]
        text = to_json({"tasks": tasks, "lower_bound_s": schedule.lower_bound_s})
        self._call(AdoptSchedule, AdoptSchedule.Request(schedule=text))

    def answer(self, prompt: str, choice: str, operator: str = "") -> None:
        """Answer a question, in the name of `operator` (empty: that of the user)."""
        name = operator or getpass.getuser()
        self._call(AnswerPrompt, AnswerPrompt.Request(prompt_id=prompt, choice=choice, operator_name=name))

    def acknowledge(self, alarm: str, operator: str = "") -> None:
        """Acknowledge an alarm, in the name of `operator` (empty: that of the user)."""
        name = operator or getpass.getuser()
        self._call(AcknowledgeAlarm, AcknowledgeAlarm.Request(alarm_id=alarm, operator_name=name))

    def _command(self, request: CommandLine.Request) -> None:
        self._call(CommandLine, request)

    def _publish_stop(self, source: str, reason: str, *, active: bool) -> None:
        """Tell everybody who listens to `emergency_stop`; who is found only later gets it then."""
        connection = self._connection
        stamp = connection.node.get_clock().now().to_msg()
        connection.stops.publish(EmergencyStop(stamp=stamp, active=active, source=source, reason=reason))

    def _call(self, kind: type, request: object) -> None:
        response = None
        while response is None:
            response = self._answer_of(self._connection, kind, request)
        if not response.accepted:
            raise OrderError(response.message or f"The line refused it ({response.error_code}).")

    def _answer_of(self, connection: LineConnection, kind: type, request: object) -> Any | None:
        """The answer; None where the client has begun anew meanwhile and may ask again."""
        deadline = time.monotonic() + self._timeout_s
        client = connection.clients[kind]
        if not client.wait_for_service(self._timeout_s):
            if connection is not self._connection:
                return None
            raise self._lost()
        answered = threading.Event()
        future = client.call_async(request)

        def note(_: object) -> None:
            """Wakes whoever waits for the answer."""
            with self._changed:
                answered.set()
                self._changed.notify_all()

        future.add_done_callback(note)
        with self._changed:
            self._changed.wait_for(
                lambda: answered.is_set() or connection is not self._connection, max(0.0, deadline - time.monotonic())
            )
        if answered.is_set():
            return future.result()
        if connection is not self._connection and _is_safe_twice(request):
            return None
        client.remove_pending_request(future)
        raise ConnectionLostError(
            f"The line did not answer {client.srv_name} within {self._timeout_s:g} s; it may have done it or not.",
            remedy="Asking again does no harm; with a longer --timeout where the machine is busy.",
        )

    def _lost(self) -> ConnectionLostError:
        return ConnectionLostError(
            f"No line answers in domain {self._domain}, namespace {self._namespace}: is it up?",
            remedy="Bring one up with `robot-cells up LINE`, or name another with --domain and --namespace.",
        )

    def _hear(self, message: LineState) -> None:
        snapshot = read_line(message)
        with self._changed:
            self._latest = snapshot
            self._heard += 1
            self._changed.notify_all()


def _is_safe_twice(request: object) -> bool:
    """Whether it means nothing more when it is asked again. An answer or a reset that has come is refused then."""
    if isinstance(request, CommandLine.Request):
        return request.command in _SAFE_COMMANDS
    return isinstance(request, SubmitOrder.Request)
