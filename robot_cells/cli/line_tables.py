"""The state of a line as tables on the terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from robot_cells.cli.line_time import time_text
from robot_cells.cli.table_style import table_of
from robot_cells.nodes.line_snapshot import (
    AlarmSeverity,
    AlarmSnapshot,
    CellSnapshot,
    CellStatus,
    LineSnapshot,
    OrderSnapshot,
    OrderStatus,
    PromptSnapshot,
)

EMERGENCY_CODE = "line.emergency_stop"
"""The code of the alarm that is shown before all others."""

_CELL_STYLES = {
    CellStatus.EXECUTE: "green",
    CellStatus.HELD: "yellow",
    CellStatus.SUSPENDED: "yellow",
    CellStatus.ABORTED: "red",
    CellStatus.STOPPED: "red",
    CellStatus.UNDEFINED: "red",
}
_ORDER_STYLES = {OrderStatus.COMPLETED: "green", OrderStatus.FAILED: "red", OrderStatus.CANCELLED: "yellow"}
_ALARM_STYLES = {AlarmSeverity.WARNING: "yellow", AlarmSeverity.ERROR: "red"}
_BAR_WIDTH = 10


def heading(line: LineSnapshot) -> str:
    """One line that says how the whole line is."""
    parts = [
        f"{line.line}: {line.status.name.lower()}",
        f"line time {time_text(line.now_s)}",
        f"tasks {line.tasks_done}/{line.tasks_total} done, {line.tasks_running} running",
    ]
    if line.predicted_makespan_s is not None:
        parts.append(f"predicted end {time_text(line.predicted_makespan_s)}")
    return "   ".join(parts)


def cells_table(cells: Sequence[CellSnapshot]) -> Table:
    """One row a cell: state, step, product, progress."""
    table = table_of("cell", "state", "product", "progress", "step", folded=("step",), ids=("cell", "product"))
    for cell in cells:
        done = round(cell.progress * _BAR_WIDTH)
        bar = "█" * done + "·" * (_BAR_WIDTH - done) if cell.serial or cell.attempt_id else ""
        status = Text(cell.status.name.lower(), style=_CELL_STYLES.get(cell.status, ""))
        table.add_row(
            Text(cell.id),
            status,
            Text(cell.serial),
            bar,
            Text("; ".join(item for item in (cell.step, cell.message) if item)),
        )
    return table


def orders_table(orders: Sequence[OrderSnapshot]) -> Table:
    """One row an order: done of quantity, due, predicted; a predicted end after the due time is marked."""
    columns = ("order", "product", "state", "done", "scrap", "floor", "priority", "due", "predicted")
    table = table_of(*columns, ids=("order", "product"))
    for order in orders:
        late = None not in (order.due_s, order.predicted_end_s) and (order.predicted_end_s or 0) > (order.due_s or 0)
        table.add_row(
            Text(order.id),
            Text(order.product),
            Text(order.status.name.lower(), style=_ORDER_STYLES.get(order.status, "")),
            f"{order.completed}/{order.quantity}",
            str(order.scrapped),
            str(order.running),
            str(order.priority),
            time_text(order.due_s),
            Text(time_text(order.predicted_end_s), style="red" if late else ""),
        )
    return table


def alarms_table(alarms: Sequence[AlarmSnapshot]) -> Table:
    """One row an alarm: its id, what happened, and what to do; those that stand first, an emergency stop before all."""
    table = table_of("severity", "state", "alarm", folded=("alarm",))
    for alarm in sorted(alarms, key=_urgency):
        state = "active" if alarm.active else "gone"
        severity = Text(alarm.severity.name.lower(), style=_ALARM_STYLES.get(alarm.severity, ""))
        seen = f"acknowledged by {alarm.acknowledged_by}" if alarm.acknowledged_by else ""
        told = "".join(f"\n{line}" for line in (f"{alarm.source}: {alarm.text}", alarm.remedy, seen) if line)
        table.add_row(
            severity, f"{state}, seen" if alarm.acknowledged else state, Text(alarm.id, "bold").append(told, "")
        )
    return table


def _urgency(alarm: AlarmSnapshot) -> tuple[bool, bool, int, float]:
    """What a person who comes in wants to read first sorts first."""
    return (not alarm.active, alarm.code != EMERGENCY_CODE, -alarm.severity.value, alarm.raised_at_s)


def prompts_table(prompts: Sequence[PromptSnapshot]) -> Table:
    """One row a question: its id, what may be answered, and what is taken when nobody does."""
    table = table_of("product", "question", folded=("question",), ids=("product",))
    for prompt in prompts:
        asks = f"{prompt.cell}: {prompt.text}" if prompt.cell else prompt.text
        after = f"\nafter {prompt.timeout_s:g} s: {prompt.default_choice}" if prompt.timeout_s > 0 else ""
        calls = f"\nescalated after {prompt.escalate_s:g} s" if prompt.escalate_s > 0 else ""
        told = f"\n{asks}\nchoices: {', '.join(prompt.choices)}{after}{calls}"
        table.add_row(Text(prompt.serial), Text(prompt.id, "bold").append(told, ""))
    return table


def line_view(line: LineSnapshot) -> RenderableType:
    """All of it, for a live view: what needs a person comes last, where the eye rests."""
    head = Text(heading(line), style="bold")
    parts: list[RenderableType] = [head, cells_table(line.cells), orders_table(line.orders)]
    if line.alarms:
        parts.append(alarms_table(line.alarms))
    if line.prompts:
        parts.append(prompts_table(line.prompts))
    return Group(*parts)
