"""A trace as text for a terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from rich.console import Group
from rich.table import Table
from rich.text import Text

from robot_cells.reports.number_text import number_text
from robot_cells.reports.trace import Step, Trace

STYLES = {"succeeded": "green", "failed": "red", "interrupted": "red", "cancelled": "yellow", "refused": "yellow"}
MOST_MEASUREMENTS = 6
"""So many are shown one by one; the JSON form of a trace holds them all."""
PASS = "pass"


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
    for key, value in step.measurements.items():
        if key == "measurements" and isinstance(value, list | tuple):
            lines += _measured([item for item in value if isinstance(item, Mapping)])
        elif value not in ("", None):
            lines.append(f"{key} {_short(value)}")
    return "\n".join(lines)


def _measured(items: Sequence[Mapping[str, object]]) -> list[str]:
    """A line each for a few measurements; of many only those that did not pass, and how many did."""
    if len(items) <= MOST_MEASUREMENTS:
        return [_measurement(item) for item in items]
    bad = [item for item in items if item.get("verdict") != PASS]
    return [*(_measurement(item) for item in bad), f"{len(items) - len(bad)} measurements passed"]


def _measurement(item: Mapping[str, object]) -> str:
    low, high = item.get("low"), item.get("high")
    limits = [f">= {_short(low)}" if low is not None else "", f"<= {_short(high)}" if high is not None else ""]
    within = " and ".join(limit for limit in limits if limit)
    text = f"{item.get('name', '')} {_short(item.get('value'))} {item.get('unit', '')}".rstrip()
    verdict = "" if item.get("verdict") == PASS else f": {item.get('verdict')}"
    return f"{text} ({within}){verdict}" if within else f"{text}{verdict}"


def _short(value: object) -> str:
    if isinstance(value, Mapping):
        if set(value) == {"count", "first", "last", "min", "max"}:
            return f"{value['count']} values, {number_text(value['min'])} to {number_text(value['max'])}"
        return ", ".join(f"{key} {_short(item)}" for key, item in value.items())
    if isinstance(value, list | tuple):
        alike = Counter(_short(item) for item in value)
        return "; ".join(text if count == 1 else f"{count} x {text}" for text, count in alike.items())
    return number_text(value)
