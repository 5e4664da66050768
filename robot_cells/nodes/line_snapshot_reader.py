"""From `LineState.msg` to `LineSnapshot`."""

from __future__ import annotations

import math

from robot_cells.nodes.line_snapshot import (
    AlarmSeverity,
    AlarmSnapshot,
    CellSnapshot,
    CellStatus,
    LineSnapshot,
    LineStatus,
    OrderSnapshot,
    OrderStatus,
    PromptSnapshot,
)
from robot_cells_msgs.msg import Alarm, CellState, LineState, OrderState, Prompt


def read_line(message: LineState) -> LineSnapshot:
    """The message as plain data; the tasks in work are left out, the cells name theirs."""
    return LineSnapshot(
        line=message.line,
        journal_id=message.journal_id,
        epoch=message.epoch,
        status=LineStatus(message.state),
        now_s=message.now_s,
        tasks_total=message.tasks_total,
        tasks_done=message.tasks_done,
        tasks_running=message.tasks_running,
        predicted_makespan_s=_known(message.predicted_makespan_s),
        lower_bound_s=_known(message.lower_bound_s),
        predicted_weighted_tardiness_s=_known(message.predicted_weighted_tardiness_s),
        least_weighted_tardiness_s=_known(message.least_weighted_tardiness_s),
        orders=tuple(_order(item) for item in message.orders),
        cells=tuple(_cell(item) for item in message.cells),
        alarms=tuple(_alarm(item) for item in message.alarms),
        prompts=tuple(_prompt(item) for item in message.prompts),
    )


def _known(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _order(message: OrderState) -> OrderSnapshot:
    return OrderSnapshot(
        id=message.order_id,
        product=message.product,
        quantity=message.quantity,
        completed=message.completed,
        scrapped=message.scrapped,
        running=message.running,
        priority=message.priority,
        status=OrderStatus(message.state),
        due_s=_known(message.due_s),
        predicted_end_s=_known(message.predicted_end_s),
    )


def _cell(message: CellState) -> CellSnapshot:
    return CellSnapshot(
        id=message.cell,
        kind=message.kind,
        status=CellStatus(message.state),
        attempt_id=message.attempt_id,
        serial=message.serial,
        step=message.step,
        progress=message.progress,
        message=message.message,
    )


def _alarm(message: Alarm) -> AlarmSnapshot:
    return AlarmSnapshot(
        id=message.alarm_id,
        severity=AlarmSeverity(message.severity),
        source=message.source,
        code=message.code,
        text=message.text,
        remedy=message.remedy,
        serial=message.serial,
        raised_at_s=message.raised_at.sec + message.raised_at.nanosec * 1e-9,
        active=message.active,
        acknowledged=message.acknowledged,
        acknowledged_by=message.acknowledged_by,
    )


def _prompt(message: Prompt) -> PromptSnapshot:
    return PromptSnapshot(
        id=message.prompt_id,
        text=message.text,
        choices=tuple(message.choices),
        cell=message.cell,
        serial=message.serial,
        timeout_s=message.timeout_s,
        default_choice=message.default_choice,
        raised_at_s=message.raised_at.sec + message.raised_at.nanosec * 1e-9,
        escalate_s=message.escalate_s,
    )
