"""The state of a line at a moment of its past, as tables on the terminal."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from robot_cells.cli.line_time import time_text
from robot_cells.cli.table_style import table_of
from robot_cells.lines.line import TRANSPORT
from robot_cells.orchestration.state import CellState, JobState, State


def past_view(state: State) -> RenderableType:
    """Orders, pieces on the floor, cells, questions and alarms; what there is none of is left out."""
    parts: list[RenderableType] = []
    for heading, table in (
        ("orders", _orders(state)),
        ("on the floor", _jobs(state)),
        ("cells", _cells(state)),
        ("questions", _prompts(state)),
        ("alarms", _alarms(state)),
    ):
        if table.row_count:
            parts += [Text(f"\n{heading}", style="bold"), table]
    return Group(*parts)


def _orders(state: State) -> Table:
    table = table_of("order", "product", "state", "done", "scrap", "floor", "priority", "due", "ended")
    for order in state.orders.values():
        standing = "running" if order.on_floor or order.released_through or order.released_ahead else "waiting"
        if order.cancelled is not None:
            standing = "cancelled"
        table.add_row(
            Text(order.order.id),
            Text(order.order.product),
            order.end.value if order.end is not None else standing,
            f"{order.completed}/{order.order.quantity}",
            str(order.scrapped),
            str(len(order.on_floor)),
            str(order.priority),
            time_text(order.due_at_s),
            time_text(order.ended_s),
        )
    return table


def _jobs(state: State) -> Table:
    table = table_of("product", "stands at", "done", "what goes on", folded=("what goes on",))
    for job in state.jobs.values():
        operations = len(state.plant.product(job.product).recipe.operations)
        place = f"{job.place.cell} {job.place.kind.value}"
        table.add_row(Text(job.serial), Text(place), f"{len(job.done)}/{operations}", Text(_activity(state, job)))
    return table


def _activity(state: State, job: JobState) -> str:
    """What is done with a piece, or what it waits for."""
    attempt = state.attempts.get(job.attempt) if job.attempt is not None else None
    if attempt is not None:
        what = attempt.operation if attempt.trip is None else f"{TRANSPORT} to {attempt.trip.target.cell}"
        number = f", try {attempt.number}" if attempt.number > 1 else ""
        return f"{what}.{attempt.visit} on {attempt.cell}: {attempt.phase.value}{number}"
    if job.prompt is not None:
        return "waits for an answer"
    if job.pinned is not None:
        return f"{job.pinned} is tried again, not before {time_text(job.not_before_s)}"
    if job.detour:
        return f"rework: {', '.join(job.detour)}"
    return "waits"


def _cells(state: State) -> Table:
    table = table_of("cell", "state", "work", "station", "input", "output", folded=("work",))
    for cell in state.cells.values():
        serials = {job.id: job.serial for job in state.jobs.values()}
        attempt = state.attempts.get(cell.attempt) if cell.attempt is not None else None
        table.add_row(
            Text(cell.id),
            _standing(cell),
            Text(f"{attempt.operation} on {serials.get(attempt.job, attempt.job)}" if attempt is not None else ""),
            Text(serials.get(cell.station, "") if cell.station is not None else ""),
            Text(" ".join(serials.get(job, job) for job in cell.input)),
            Text(" ".join(serials.get(job, job) for job in cell.output)),
        )
    return table


def _standing(cell: CellState) -> str:
    if not cell.present:
        return "lost" if cell.host else "not heard"
    if cell.ordered is not None:
        why = f": {cell.ordered_reason}" if cell.ordered_reason else ""
        return f"{cell.ordered.name.lower()} by command{why}"
    return f"takes no work: {cell.held_reason or cell.held}" if cell.held is not None else "present"


def _prompts(state: State) -> Table:
    table = table_of("product", "asked", "question", folded=("question",))
    for item in state.prompts.values():
        choices = f"{item.prompt.text} ({', '.join(item.prompt.choices)})"
        table.add_row(Text(item.prompt.serial), time_text(item.raised_s), Text(choices))
    return table


def _alarms(state: State) -> Table:
    table = table_of("severity", "raised", "state", "alarm", folded=("alarm",))
    for item in state.alarms.values():
        standing = "active" if item.active else "gone"
        text = f"{item.alarm.code}: {item.alarm.text}"
        if item.acknowledged:
            who = item.acknowledged_by or "somebody"
            text += f"\nacknowledged by {who} at {time_text(item.acknowledged_s)}"
        table.add_row(item.alarm.severity.name.lower(), time_text(item.raised_s), standing, Text(text))
    return table
