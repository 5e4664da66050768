"""What the twin answers: plain values for machines, tables for people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rich.console import Group, RenderableType
from rich.text import Text

from robot_cells.cli.line_time import time_text
from robot_cells.cli.table_style import table_of
from robot_cells.ids import OrderId
from robot_cells.twins.effect import Effect, effect_of
from robot_cells.twins.outcome import Outcome
from robot_cells.twins.prediction import CellForecast, OrderForecast, Prediction, prediction_of


@dataclass(frozen=True, slots=True)
class TwinAnswer:
    """The prediction as things are, and where something was changed that with it, and the difference."""

    line: str
    depth: str
    rule: str
    changes: tuple[str, ...]
    base: Prediction
    changed: Prediction | None = None
    effect: Effect | None = None


def answer_of(
    line: str,
    depth: str,
    rule: str,
    changes: Sequence[str],
    base: Sequence[Outcome],
    changed: Sequence[Outcome] | None,
) -> TwinAnswer:
    """Put the outcomes of both variants together; `changed` is None where nothing is changed."""
    if changed is None:
        return TwinAnswer(line, depth, rule, (), prediction_of(base))
    effect = effect_of(base, changed)
    return TwinAnswer(line, depth, rule, tuple(changes), prediction_of(base), prediction_of(changed), effect)


def answer_view(answer: TwinAnswer) -> RenderableType:
    """All of it for the terminal."""
    parts: list[RenderableType] = [Text(_heading(answer), style="bold"), _orders(answer), Text("")]
    parts += [_cells(answer), Text(""), Text(_conclusion("", answer.base))]
    if answer.changed is not None:
        parts.append(Text(_conclusion("changed: ", answer.changed)))
    parts += [Text(line) for line in _inspections("", answer.base)]
    if answer.changed is not None:
        parts += [Text(line) for line in _inspections("changed: ", answer.changed)]
    return Group(*parts)


def _heading(answer: TwinAnswer) -> str:
    seeds = f"{answer.base.seeds} seed" + ("s" if answer.base.seeds > 1 else "")
    begin = f"\nfrom line time {time_text(answer.base.begin_s)} on" if answer.base.begin_s > 0.0 else ""
    changes = f"\nchanged: {', '.join(answer.changes)}" if answer.changes else ""
    return f"{answer.line}: {seeds}, {answer.depth} twin, rule {answer.rule}{begin}{changes}"


def _orders(answer: TwinAnswer) -> RenderableType:
    if answer.changed is None or answer.effect is None:
        table = table_of("order", "due", "end P50", "P90", "late")
    else:
        table = table_of("order", "due", "end P50", "P90", "changed", "P90", "late", "effect")
    known = [*answer.base.orders, *(item for item in _changed_orders(answer) if item not in answer.base.orders)]
    for order in sorted(known, key=lambda item: _end_s(answer, item)):
        table.add_row(*map(Text, _order_row(answer, order)))
    base = answer.base.makespan_s
    row = ["still to go" if answer.base.begin_s > 0.0 else "makespan", "", time_text(base.p50), time_text(base.p90)]
    if answer.changed is not None and answer.effect is not None:
        span = answer.changed.makespan_s
        row += [time_text(span.p50), time_text(span.p90), "", _signed(answer.effect.makespan_s.p50)]
    table.add_row(*(Text(item, style="bold") for item in row))
    return table


def _order_row(answer: TwinAnswer, order: OrderId) -> list[str]:
    before, after = answer.base.orders.get(order), _changed_orders(answer).get(order)
    stated = before or after
    row = [order, time_text(stated.due_s if stated is not None else None), *_end(before)]
    if answer.changed is None or answer.effect is None:
        return [*row, _late(before)]
    difference = answer.effect.orders.get(order)
    effect = "-" if difference is None else _signed(difference.p50)
    return [*row, *_end(after), _both(_late(before), _late(after)), effect]


def _changed_orders(answer: TwinAnswer) -> Mapping[OrderId, OrderForecast]:
    return {} if answer.changed is None else answer.changed.orders


def _end_s(answer: TwinAnswer, order: OrderId) -> float:
    found = answer.base.orders.get(order) or _changed_orders(answer)[order]
    return found.end_s.p50


def _end(item: OrderForecast | None) -> list[str]:
    return ["-", "-"] if item is None else [time_text(item.end_s.p50), time_text(item.end_s.p90)]


def _late(item: OrderForecast | None) -> str:
    return "" if item is None or item.due_s is None else f"{item.late_share:.0%}"


def _both(before: str, after: str) -> str:
    """One text where both are the same, else both."""
    return before if before == after else f"{before or '-'} → {after or '-'}"


def _cells(answer: TwinAnswer) -> RenderableType:
    table = table_of("cell", "busy", "blocked", "starved", "down", "tasks")
    changed = answer.changed.cells if answer.changed is not None else {}
    for cell in [*answer.base.cells, *(item for item in changed if item not in answer.base.cells)]:
        texts = _shares(answer.base.cells.get(cell))
        if answer.changed is not None:
            texts = [_both(before, after) for before, after in zip(texts, _shares(changed.get(cell)), strict=True)]
        table.add_row(*map(Text, [cell, *texts]))
    return table


def _shares(item: CellForecast | None) -> list[str]:
    if item is None:
        return [""] * 5
    return [*(f"{share:.0%}" for share in (item.busy, item.blocked, item.starved, item.down)), f"{item.tasks_mean:.0f}"]


def _conclusion(head: str, prediction: Prediction) -> str:
    late = ", ".join(prediction.late_orders) or "none"
    return f"{head}bottleneck {prediction.bottleneck or '-'}; late orders: {late}"


def _inspections(head: str, prediction: Prediction) -> list[str]:
    """How often inspections are wrong, and what that lets through."""
    if not any(item.bad or item.false_calls or item.undecided for item in prediction.inspections):
        return []
    lines = [
        f"{head}{item.operation} on {item.cell}: {item.escapes} of {item.bad} bad ones escaped, {item.false_calls} of "
        f"{item.good} good ones failed, {item.undecided} undecided"
        for item in prediction.inspections
    ]
    return [*lines, f"{head}delivered with a defect: {prediction.delivered_bad_mean:.2f} pieces a run"]


def _signed(seconds: float) -> str:
    text = time_text(seconds)
    return text if seconds < -0.5 or round(seconds) == 0 else f"+{text}"
