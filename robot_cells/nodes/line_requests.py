"""What the services of the line mean to the decision core."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from typing import Any

from robot_cells.errors import OrderError, ScheduleError
from robot_cells.ids import AlarmId, CellId, OrderId, ProductId, PromptId, TaskId
from robot_cells.nodes.line_commands import command_line
from robot_cells.nodes.policy_numbers import policy_of
from robot_cells.orchestration.events import (
    AlarmAcknowledged,
    Event,
    OrderCancelled,
    OrderPrioritised,
    OrderSubmitted,
    PromptAnswered,
    ScheduleAdopted,
)
from robot_cells.orchestration.orchestrator import Orchestrator
from robot_cells.orchestration.order_checks import check_answer, check_open, check_order, check_priority
from robot_cells.orders.work_order import OnTimeout, WorkOrder
from robot_cells.schedules.schedule import Objective, Schedule, ScheduledTask
from robot_cells_msgs.srv import AcknowledgeAlarm, AdoptSchedule, AnswerPrompt, CommandLine, CommandOrder, SubmitOrder

Decide = Callable[[Orchestrator, float, Any], tuple[Event, ...]]
"""The events that a service request means at a line time in seconds; raises `RobotCellsError` to refuse it."""

_ON_TIMEOUT = {SubmitOrder.Request.ALARM: OnTimeout.ALARM, SubmitOrder.Request.CANCEL: OnTimeout.CANCEL}


def submit_order(core: Orchestrator, at_s: float, request: SubmitOrder.Request) -> tuple[Event, ...]:
    """A new order; the same one again means nothing."""
    order = WorkOrder(
        id=OrderId(request.order_id),
        product=ProductId(request.product),
        quantity=request.quantity,
        release_s=request.release_s,
        due_s=None if math.isnan(request.due_s) else request.due_s,
        priority=request.priority,
        timeout_s=None if request.timeout_s == 0.0 else request.timeout_s,
        on_timeout=_on_timeout(request),
    )
    return (OrderSubmitted(at_s, order),) if check_order(core.state, order) else ()


def _on_timeout(request: SubmitOrder.Request) -> OnTimeout:
    try:
        return _ON_TIMEOUT[request.on_timeout]
    except KeyError:
        known = ", ".join(f"{number} ({item.name})" for number, item in _ON_TIMEOUT.items())
        raise OrderError(
            f"on_timeout is {request.on_timeout}, which means nothing.",
            where=request.order_id or "order",
            remedy=f"There is {known}.",
        ) from None


def command_order(core: Orchestrator, at_s: float, request: CommandOrder.Request) -> tuple[Event, ...]:
    """Cancel an order, or give it another priority."""
    order = OrderId(request.order_id)
    check_open(core.state, order)
    if request.command == CommandOrder.Request.CANCEL:
        return (OrderCancelled(at_s, order, policy_of(request.cancel_policy, order)),)
    if request.command == CommandOrder.Request.PRIORITISE:
        check_priority(order, request.priority)
        return (OrderPrioritised(at_s, order, request.priority),)
    raise OrderError(f"There is no command {request.command}.", where=order, remedy="See CommandOrder.srv.")


def answer_prompt(core: Orchestrator, at_s: float, request: AnswerPrompt.Request) -> tuple[Event, ...]:
    """An operator's answer."""
    prompt = PromptId(request.prompt_id)
    check_answer(core.state, prompt, request.choice, request.operator_name)
    return (PromptAnswered(at_s, prompt, request.choice, request.operator_name),)


def acknowledge_alarm(core: Orchestrator, at_s: float, request: AcknowledgeAlarm.Request) -> tuple[Event, ...]:
    """An operator has seen an alarm."""
    alarm = AlarmId(request.alarm_id)
    if alarm not in core.state.alarms:
        raise OrderError("There is no such alarm (any more).", where=alarm, remedy="`robot-cells alarms` lists them.")
    return (AlarmAcknowledged(at_s, alarm, request.operator_name),)


def adopt_schedule(core: Orchestrator, at_s: float, request: AdoptSchedule.Request) -> tuple[Event, ...]:
    """A schedule from outside."""
    schedule = _schedule(request.schedule)
    unknown = sorted({item.cell for item in schedule.tasks} - set(core.state.cells))
    if unknown:
        raise ScheduleError(f"The line has no cell {', '.join(unknown)}.", where="adopt_schedule")
    return (ScheduleAdopted(at_s, schedule),)


def _schedule(text: str) -> Schedule:
    try:
        data: Mapping[str, Any] = json.loads(text)
        tasks = tuple(
            ScheduledTask(TaskId(item["task"]), CellId(item["cell"]), float(item["start_s"]), float(item["end_s"]))
            for item in data["tasks"]
        )
        lower_bound_s = float(data.get("lower_bound_s", 0.0))
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        remedy = "Send {tasks: [{task, cell, start_s, end_s}], lower_bound_s}."
        raise ScheduleError(f"This is no schedule ({error!r}).", where="adopt_schedule", remedy=remedy) from error
    end_s = max((item.end_s for item in tasks), default=0.0)
    return Schedule(tasks, Objective(0.0, end_s), lower_bound_s)


SERVICES: Mapping[str, tuple[type, Decide]] = {
    "submit_order": (SubmitOrder, submit_order),
    "command_order": (CommandOrder, command_order),
    "command_line": (CommandLine, command_line),
    "answer_prompt": (AnswerPrompt, answer_prompt),
    "acknowledge_alarm": (AcknowledgeAlarm, acknowledge_alarm),
    "adopt_schedule": (AdoptSchedule, adopt_schedule),
}
"""Every service by its name."""
