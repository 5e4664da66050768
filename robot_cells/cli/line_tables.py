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
    return "   ".join(parts)


def outlook(line: LineSnapshot) -> str:
    """One line that says what is to be expected of all orders, and what no schedule can undercut; empty if unknown."""
    parts = []
    if line.predicted_makespan_s is not None:
        bound = "" if line.lower_bound_s is None else f" (at least {time_text(line.lower_bound_s)})"
        parts.append(f"predicted end {time_text(line.predicted_makespan_s)}{bound}")
    late_s, least_s = line.predicted_weighted_tardiness_s, line.least_weighted_tardiness_s
    if late_s is not None and any(order.due_s is not None for order in line.orders):
        bound = "" if least_s is None else f" (at least {time_text(least_s)})"
        parts.append(f"weighted tardiness {time_text(late_s)}{bound}")
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
    """One row an order: done of quantity, due, and predicted, with by how much it is late where it is."""
    columns = ("order", "product", "state", "done", "scrap", "floor", "priority", "due", "predicted")
    table = table_of(*columns, ids=("order", "product"))
    for order in orders:
        table.add_row(
            Text(order.id),
            Text(order.product),
            Text(order.status.name.lower(), style=_ORDER_STYLES.get(order.status, "")),
            f"{order.completed}/{order.quantity}",
            str(order.scrapped),
            str(order.running),
            str(order.priority),
            time_text(order.due_s),
            _predicted(order),
        )
    return table


def _predicted(order: OrderSnapshot) -> Text:
    """When it ends, or has ended; where that is after its due time by how much, in a second line."""
    end = time_text(order.predicted_end_s)
    if order.predicted_end_s is None or order.due_s is None or order.predicted_end_s <= order.due_s:
        return Text(end)
    return Text(f"{end}\n+{time_text(order.predicted_end_s - order.due_s)}", style="red")


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
    head = [Text(text, style="bold") for text in (heading(line), outlook(line)) if text]
    parts: list[RenderableType] = [*head, cells_table(line.cells), orders_table(line.orders)]
    if line.alarms:
        parts.append(alarms_table(line.alarms))
    if line.prompts:
        parts.append(prompts_table(line.prompts))
    return Group(*parts)
