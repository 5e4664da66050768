"""A trace as text for a terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, Group, RenderResult
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from robot_cells.reports.number_text import number_text
from robot_cells.reports.trace import Step, Trace

STYLES = {"succeeded": "green", "failed": "red", "interrupted": "red", "cancelled": "yellow", "refused": "yellow"}
MOST_MEASUREMENTS = 6
"""So many are shown one by one; the JSON form of a trace holds them all."""
PASS = "pass"
WIDE_COLUMNS = 120
"""A terminal at least so wide has room for what was found beside the step; on a narrower one it stands below."""
_TIMES = 18
"""Columns of the two times of a step, with what parts them from the rest."""


def trace_text(trace: Trace) -> Group:
    """Head, one row a step, and what was decided in between, in the order of time."""
    return Group(_head(trace), _Steps(trace))


class _Steps:
    """The steps of a trace in the form that fits the width they are shown in."""

    def __init__(self, trace: Trace) -> None:
        self._trace = trace

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        rows = _rows(self._trace)
        yield _table(rows) if options.max_width >= WIDE_COLUMNS else _list(rows)


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


@dataclass(frozen=True, slots=True)
class _Row:
    """A step, or with neither cell nor outcome a decision; texts as they are shown."""

    begun: str
    ended: str
    name: Text
    cell: str
    outcome: Text
    found: str


def _rows(trace: Trace) -> list[_Row]:
    rows: list[tuple[float, int, _Row]] = []
    for number, incident in enumerate(trace.incidents):
        text = Text(f"{incident.kind}: {incident.text}", style="cyan")
        rows.append((incident.at_s, number, _Row(f"{incident.at_s:.1f}", "", text, "", Text(), "")))
    for number, step in enumerate(trace.steps, len(rows)):
        # What begins at the moment of a decision begins because of it, and stands below.
        rows.append((step.begun_s, number, _step_row(step)))
    return [row for _, _, row in sorted(rows, key=lambda item: item[:2])]


def _table(rows: Sequence[_Row]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("from [s]", justify="right")
    table.add_column("to [s]", justify="right")
    for name in ("step", "cell", "outcome", "found and measured"):
        table.add_column(name, overflow="fold")
    for row in rows:
        table.add_row(row.begun, row.ended, row.name, Text(row.cell), row.outcome, Text(row.found))
    return table


def _list(rows: Sequence[_Row]) -> Group:
    """A line a step, and below it what was found; no name is broken as long as the line holds it."""
    names = max((cell_len(row.name.plain) for row in rows if row.cell), default=0)
    cells = max((cell_len(row.cell) for row in rows), default=0)
    lines: list[Text | Padding] = [Text(f"{'from [s]':>8} {'to [s]':>8} {'step':<{names}} {'cell':<{cells}} outcome")]
    for row in rows:
        line = Text(f"{row.begun:>8} {row.ended:>8} ")
        if not row.cell:
            lines += [line.append_text(row.name)]
            continue
        pads = " " * (names - cell_len(row.name.plain) + 1), " " * (cells - cell_len(row.cell) + 1)
        lines.append(line.append_text(row.name).append(pads[0] + row.cell + pads[1]).append_text(row.outcome))
        if row.found:
            lines.append(Padding(Text(row.found, overflow="fold"), (0, 0, 0, _TIMES)))
    return Group(*lines)


def _step_row(step: Step) -> _Row:
    name = f"{step.operation}.{step.visit}" if step.visit > 1 else step.operation
    if step.number > 1:
        name += f" (try {step.number})"
    if step.target:
        name = f"{step.origin} → {step.target}"
    if step.is_rework:
        name += " [rework]"
    ended = "" if step.ended_s is None else f"{step.ended_s:.1f}"
    outcome = Text(step.outcome, style=STYLES.get(step.outcome, "yellow"))
    return _Row(f"{step.begun_s:.1f}", ended, Text(name), step.cell, outcome, _findings(step))


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
        elif key == "opinions" and isinstance(value, list | tuple):
            lines += [_opinion(item) for item in value if isinstance(item, Mapping)]
        elif value not in ("", None):
            lines.append(f"{key} {_short(value)}")
    return "\n".join(lines)


def _opinion(item: Mapping[str, object]) -> str:
    """What one of several models said, and its own evidence."""
    defects = item.get("defects")
    found = [one for one in defects if isinstance(one, Mapping)] if isinstance(defects, list | tuple) else []
    said = [
        str(item.get("verdict", "")),
        *(f"{one.get('code', '')} {one.get('subject', '')}".rstrip() for one in found),
    ]
    evidence = item.get("evidence_path")
    return f"opinion of {item.get('model', '')}: {', '.join(said)}" + (f", evidence {evidence}" if evidence else "")


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
