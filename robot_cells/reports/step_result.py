"""The result of an attempt, sorted: what ran, what was measured, what was seen, what went in, and the rest."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from robot_cells.reports.history import AttemptRecord
from robot_cells.reports.part_record import Measurement, PartUsed, Picture

_MEASUREMENT = ("name", "value", "unit", "low", "high", "verdict", "step", "curve")
_SORTED = (
    "program",
    "devices",
    "verdict",
    "defects",
    "measurements",
    "answers",
    "evidence",
    "evidence_path",
    "model",
    "parts",
)
"""Keys of a result that have fields of their own. Whoever writes them: skills (docs/skills.md), and the cell."""


@dataclass(frozen=True, slots=True)
class StepResult:
    """A result by its parts; the program is the attempt's own (`AttemptRecord.program`)."""

    devices: tuple[str, ...]
    verdict: str
    defects: tuple[Mapping[str, object], ...]
    measurements: tuple[Measurement, ...]
    picture: Picture | None
    answers: tuple[Mapping[str, object], ...]
    values: Mapping[str, object]


def read_result(result: Mapping[str, object]) -> StepResult:
    """Results are free: what has not the expected form is kept among the values, and nothing is lost."""
    values = {key: value for key, value in result.items() if key not in _SORTED}
    listed = _mappings(result.get("measurements"))
    measured = [_measurement(item) for item in listed if "name" in item]
    odd = [dict(item) for item in listed if "name" not in item]
    if odd:
        values["measurements"] = odd
    return StepResult(
        devices=tuple(str(item) for item in _items(result.get("devices"))),
        verdict=str(result.get("verdict", "")),
        defects=_mappings(result.get("defects")),
        measurements=tuple(measured),
        picture=_picture(result),
        answers=_mappings(result.get("answers")),
        values=values,
    )


def parts_of(attempt: AttemptRecord) -> list[PartUsed]:
    """What a step put into the piece: parts by type, or by serial number or lot where the step knows them."""
    items = _items(attempt.result.get("parts"))
    plain = Counter(item for item in items if isinstance(item, str))
    found = [PartUsed(part, count, "", "", attempt.id) for part, count in plain.items()]
    for item in _mappings(items):
        name, quantity = str(item.get("part") or item.get("type") or ""), item.get("quantity", 1)
        count = quantity if isinstance(quantity, int) else 1
        found.append(PartUsed(name, count, str(item.get("serial", "")), str(item.get("lot", "")), attempt.id))
    return found


def _measurement(item: Mapping[str, object]) -> Measurement:
    curve = item.get("curve")
    columns = _columns(curve) if isinstance(curve, Mapping) else {}
    details = {key: value for key, value in item.items() if key not in _MEASUREMENT}
    if curve is not None and not columns:
        details["curve"] = curve
    return Measurement(
        name=str(item["name"]),
        value=_number(item.get("value")),
        unit=str(item.get("unit", "")),
        low=_number(item.get("low")),
        high=_number(item.get("high")),
        verdict=str(item.get("verdict", "")),
        step=str(item.get("step", "")),
        details=details,
        curve=columns,
    )


def _columns(curve: Mapping[str, object]) -> dict[str, tuple[float, ...]]:
    """The columns of a curve; empty when it has not two or more of one length, of finite numbers."""
    columns = {str(name): [_number(value) for value in _items(column)] for name, column in curve.items()}
    lengths = {len(column) for column in columns.values()}
    if len(columns) < 2 or len(lengths) != 1 or 0 in lengths:
        return {}
    if any(value is None for column in columns.values() for value in column):
        return {}
    return {name: tuple(value for value in column if value is not None) for name, column in columns.items()}


def _picture(result: Mapping[str, object]) -> Picture | None:
    path, digest = result.get("evidence_path"), result.get("evidence")
    if not path and not digest:
        return None
    return Picture(str(path or ""), str(digest or ""), str(result.get("model", "")))


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return float(value)


def _items(value: object) -> Sequence[object]:
    return value if isinstance(value, list | tuple) else ()


def _mappings(value: object) -> tuple[Mapping[str, object], ...]:
    return tuple(item for item in _items(value) if isinstance(item, Mapping))
