"""Control charts in a folder, so that a restart does not take scores that have drifted for usual."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated
from urllib.parse import quote, unquote

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from robot_cells.errors import InspectionError
from robot_cells.inspections.control_chart import BASELINE, ChartMemory, ChartPoint, ControlChart, Limits, Phase, Rule

ENDING = ".json"
VERSION = 1

Finite = Annotated[float, Field(allow_inf_nan=False)]
Count = Annotated[int, Field(ge=0, le=2**53)]


class _Document(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _LimitsDocument(_Document):
    centre: Finite
    sigma: Annotated[Finite, Field(ge=0.0)]


class _PointDocument(_Document):
    at_s: Finite
    value: Finite
    phase: Phase
    ewma: Finite | None
    rules: tuple[Rule, ...]


class _ChartDocument(_Document):
    """As the file holds it; distances in sigma."""

    version: Annotated[int, Field(ge=VERSION, le=VERSION)]
    number: Count
    limits: _LimitsDocument | None
    collected: Annotated[tuple[Finite, ...], Field(max_length=BASELINE)]
    latest: Annotated[tuple[Finite, ...], Field(max_length=BASELINE)]
    ewma: Finite
    watching: Count
    last: _PointDocument | None


def save_charts(charts: Mapping[str, ChartMemory], folder: Path) -> None:
    """A small file for each name, whole or not at all; those of other names stay. Makes the folder where it is missing.

    Raises `InspectionError` where that cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, memory in charts.items():
            path = _path(name, folder)
            beside = path.with_name(f".{path.name}.new")
            with beside.open("w", encoding="utf-8") as file:
                file.write(_document(memory).model_dump_json())
                file.flush()
                os.fsync(file.fileno())
            beside.replace(path)
    except OSError as error:
        raise InspectionError(
            f"The control charts of scores cannot be kept: {error.strerror}.",
            where=str(folder),
            remedy="Make room, or name another folder; after a restart their baselines are taken anew.",
        ) from error


def load_charts(folder: Path, *, least_sigma: float = 0.0) -> tuple[dict[str, ControlChart], tuple[str, ...]]:
    """The charts by name, and a sentence for each file that cannot be read: its chart begins anew."""
    charts: dict[str, ControlChart] = {}
    problems = []
    for path in sorted(folder.glob(f"*{ENDING}")) if folder.is_dir() else ():
        try:
            memory = _memory(_ChartDocument.model_validate_json(path.read_bytes()))
        except (OSError, ValidationError) as error:
            problems.append(
                f"The control chart in {path} cannot be read ({_short(error)}): its baseline is taken anew."
            )
        else:
            charts[unquote(path.name.removesuffix(ENDING))] = ControlChart.remembered(memory, least_sigma=least_sigma)
    return charts, tuple(problems)


def _path(name: str, folder: Path) -> Path:
    # A name that begins with a dot would be hidden, and could be the one that a file has while it is written.
    return folder / (quote(name, safe="@").replace(".", "%2E", 1 if name.startswith(".") else 0) + ENDING)


def _document(memory: ChartMemory) -> _ChartDocument:
    limits, last = memory.limits, memory.last
    return _ChartDocument(
        version=VERSION,
        number=memory.number,
        limits=None if limits is None else _LimitsDocument(centre=limits.centre, sigma=limits.sigma),
        collected=memory.collected,
        latest=memory.latest,
        ewma=memory.ewma,
        watching=memory.watching,
        last=None
        if last is None
        else _PointDocument(at_s=last.at_s, value=last.value, phase=last.phase, ewma=last.ewma, rules=last.rules),
    )


def _memory(given: _ChartDocument) -> ChartMemory:
    limits = None if given.limits is None else Limits(given.limits.centre, given.limits.sigma)
    point, last = given.last, None
    if point is not None:
        held = limits if point.phase is Phase.WATCHING else None
        last = ChartPoint(given.number, point.at_s, point.value, point.phase, point.ewma, point.rules, held)
    return ChartMemory(given.number, limits, given.collected, given.latest, given.ewma, given.watching, last)


def _short(error: OSError | ValidationError) -> str:
    if isinstance(error, ValidationError):
        first = error.errors()[0]
        return f"{'.'.join(map(str, first['loc']))}: {first['msg']}".removeprefix(": ")
    return str(error.strerror)
