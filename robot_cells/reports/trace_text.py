"""A trace as text for a terminal."""

from __future__ import annotations

from collections.abc import Mapping

from rich.console import Group
from rich.table import Table
from rich.text import Text

from robot_cells.reports.trace import Step, Trace

STYLES = {"succeeded": "green", "failed": "red", "interrupted": "red", "cancelled": "yellow", "refused": "yellow"}
FIGURES = 4
"""Numbers are shown with so many significant digits."""


def trace_text(trace: Trace) -> Group:
    """Head, one row a step, and what was decided in between, in the order of time."""
    return Group(_head(trace), _table(trace))


def _head(trace: Trace) -> Text:
    ended = "" if trace.ended_s is None else f", left at {trace.ended_s:.1f} s"
    text = Text()
    text.append(f"{trace.serial}", style="bold")
    text.append(f"  {trace.product}, order {trace.order}: ")
    text.append(trace.state, style={"completed": "green", "scrapped": "red"}.get(trace.state, "yellow"))
    text.append(f" (entered at {trace.released_s:.1f} s{ended})")
    if trace.reason:
        text.append(f"\n{trace.reason}", style="red")
    return text


def _table(trace: Trace) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("from [s]", justify="right")
    table.add_column("to [s]", justify="right")
    for name in ("step", "cell", "outcome", "found and measured"):
        table.add_column(name, overflow="fold")
    rows: list[tuple[float, int, tuple[str | Text, ...]]] = []
    for number, incident in enumerate(trace.incidents):
        text = Text(f"{incident.kind}: {incident.text}", style="cyan")
        rows.append((incident.at_s, number, (f"{incident.at_s:.1f}", "", text, "", "", "")))
    for number, step in enumerate(trace.steps, len(rows)):
        # What begins at the moment of a decision begins because of it, and stands below.
        rows.append((step.begun_s, number, _step_row(step)))
    for _, _, row in sorted(rows, key=lambda item: item[:2]):
        table.add_row(*row)
    return table


def _step_row(step: Step) -> tuple[str | Text, ...]:
    name = f"{step.operation}.{step.visit}" if step.visit > 1 else step.operation
    if step.number > 1:
        name += f" (try {step.number})"
    if step.target:
        name = f"{step.origin} → {step.target}"
    if step.is_rework:
        name += " [rework]"
    ended = "" if step.ended_s is None else f"{step.ended_s:.1f}"
    outcome = Text(step.outcome, style=STYLES.get(step.outcome, "yellow"))
    return f"{step.begun_s:.1f}", ended, Text(name), Text(step.cell), outcome, Text(_findings(step))


def _findings(step: Step) -> str:
    lines = []
    if step.code:
        lines.append(f"{step.code}: {step.message}")
    if step.verdict:
        lines.append(f"verdict {step.verdict}")
    lines += [f"defect {item.get('code', '')} {item.get('subject', '')}".rstrip() for item in step.defects]
    if step.evidence:
        lines.append(f"evidence {step.evidence}")
    lines += [f"{key} {_short(value)}" for key, value in step.measurements.items() if value not in ("", None)]
    return "\n".join(lines)


def _short(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.{FIGURES}g}"
    if isinstance(value, Mapping):
        if set(value) == {"count", "first", "last", "min", "max"}:
            return f"{value['count']} values, {_short(value['min'])} to {_short(value['max'])}"
        return ", ".join(f"{key} {_short(item)}" for key, item in value.items())
    if isinstance(value, list | tuple):
        return "; ".join(_short(item) for item in value)
    return str(value)
