"""Reads sets of job shops with vehicles: a JSON file of layouts and job sets, each pair of which is an instance.

`layouts` maps a name to a square matrix of travel times, loaded and empty alike, row and column 0 the load/unload
station, 1 to m the machines. `jobsets` maps a name to jobs, a job a list of [machine 1..m, duration]. Job set i on
layout j is the instance `EXij` (U. Bilge and G. Ulusoy, "A time window approach to simultaneous scheduling of machines
and material handling system in an FMS", Operations Research 43, 1995).

Two vehicles stand at the load/unload station, where every piece begins; loading takes no time of its own. The makespan
is the completion of the last operation: the way back is not counted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from robot_cells.errors import ScheduleError
from robot_cells.schedules.readers.file_text import bytes_of
from robot_cells.schedules.readers.rows import REMEDY
from robot_cells.schedules.readers.shop import Shop, ShopKind

VEHICLES = 2


@dataclass(frozen=True, slots=True)
class TransportShop:
    """A job shop and the travel times between its places, in the file's units: place 0 loads, k + 1 is machine k."""

    shop: Shop
    travel: tuple[tuple[float, ...], ...]
    vehicles: int = VEHICLES


class _Sets(BaseModel):
    model_config = ConfigDict(strict=True, allow_inf_nan=False)

    layouts: dict[str, list[list[float]]]
    jobsets: dict[str, list[list[tuple[int, float]]]]


def is_transport_sets(content: Mapping[str, object]) -> bool:
    """Whether what a JSON file holds is of this format."""
    return "layouts" in content or "jobsets" in content


def read_transport_sets(path: Path) -> tuple[TransportShop, ...]:
    """Every instance of the file, by job set, then layout; raises `ScheduleError` with the key where it is wrong."""
    try:
        sets = _Sets.model_validate_json(bytes_of(path))
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(item) for item in first["loc"])
        raise ScheduleError(f"{first['msg']}.", where=f"{path}, {key}" if key else str(path), remedy=REMEDY) from None
    if not sets.layouts or not sets.jobsets:
        raise ScheduleError("There is no layout or no job set in it.", where=str(path), remedy=REMEDY)
    for name, matrix in sets.layouts.items():
        _check_layout(matrix, f"{path}, layouts.{name}")
    result = []
    for name, jobs in sets.jobsets.items():
        for layout, matrix in sets.layouts.items():
            shop = _shop(f"EX{name}{layout}", jobs, len(matrix) - 1, f"{path}, jobsets.{name}")
            result.append(TransportShop(shop, tuple(tuple(row) for row in matrix)))
    return tuple(result)


def _check_layout(matrix: list[list[float]], where: str) -> None:
    if len(matrix) < 2 or any(len(row) != len(matrix) for row in matrix):
        raise ScheduleError("A layout is a square matrix: load/unload, then the machines.", where=where, remedy=REMEDY)
    if any(value < 0 for row in matrix for value in row):
        raise ScheduleError("A travel time is less than nothing.", where=where)


def _shop(name: str, jobs: list[list[tuple[int, float]]], machines: int, where: str) -> Shop:
    for number, job in enumerate(jobs):
        for machine, duration in job:
            if not 1 <= machine <= machines:
                what = f"{machine} is not a machine; the layout has {machines}, numbered from 1."
                raise ScheduleError(what, where=f"{where}.{number}", remedy=REMEDY)
            if duration < 0:
                raise ScheduleError(f"{duration:g} is not a duration.", where=f"{where}.{number}")
    table = tuple(tuple({machine - 1: duration} for machine, duration in job) for job in jobs)
    return Shop(name, ShopKind.TRANSPORT, machines, table)
