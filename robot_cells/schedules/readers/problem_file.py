"""From a public file to the problems in it, named as everywhere in the literature."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from robot_cells.ids import CellId, OperationId, OrderId, ProductId, job_id, task_id
from robot_cells.schedules.problem import Problem, ProblemJob, ProblemTask, ProblemVehicle
from robot_cells.schedules.readers.shop import Alternatives, Shop, ShopKind
from robot_cells.schedules.readers.text_shop import read_text_shop
from robot_cells.schedules.readers.transport_sets import TransportShop, read_transport_sets

LOAD_UNLOAD = CellId("load_unload")
"""Where pieces and vehicles begin in a shop with vehicles; nothing is worked on there."""


@dataclass(frozen=True, slots=True)
class PublicProblem:
    """A problem from a public file; a unit of time in the file is a second, one of travel a metre at 1 m/s.

    `machines` are as many as the file says: not every one must have work.
    """

    name: str
    kind: ShopKind
    machines: int
    problem: Problem
    notes: tuple[str, ...] = ()


def read_problems(path: Path) -> tuple[PublicProblem, ...]:
    """The problems of a file: one of a text file, all pairs of job set and layout of a JSON file.

    Raises `ScheduleError`, with file and line or key, where the file is malformed.
    """
    if path.suffix.lower() == ".json":
        return tuple(
            PublicProblem(item.shop.name, item.shop.kind, item.shop.machines, _transport_problem(item), item.shop.notes)
            for item in read_transport_sets(path)
        )
    shop = read_text_shop(path)
    return (PublicProblem(shop.name, shop.kind, shop.machines, Problem(_jobs(shop, None)), shop.notes),)


def machine_id(number: int) -> CellId:
    """The cell of a machine, numbered from 0."""
    return CellId(f"machine_{number}")


def operation_id(place: int) -> OperationId:
    """The name of a job's operation, counted from 0."""
    return OperationId(f"op_{place}")


def _jobs(shop: Shop, cell: CellId | None) -> tuple[ProblemJob, ...]:
    jobs = []
    for number, operations in enumerate(shop.jobs):
        name = job_id(OrderId(f"job_{number}"), 1)
        steps = [operation_id(place) for place in range(len(operations))]
        tasks = tuple(
            ProblemTask(task_id(name, step, 1), step, _durations_s(item), (place - 1,) if place else ())
            for place, (step, item) in enumerate(zip(steps, operations, strict=True))
        )
        jobs.append(ProblemJob(name, ProductId(f"job_{number}"), tasks, cell=cell))
    return tuple(jobs)


def _durations_s(alternatives: Alternatives) -> dict[CellId, float]:
    return {machine_id(machine): duration for machine, duration in alternatives.items()}


def _transport_problem(item: TransportShop) -> Problem:
    places = [LOAD_UNLOAD, *(machine_id(number) for number in range(item.shop.machines))]
    distances_m = {
        (origin, target): item.travel[row][column]
        for row, origin in enumerate(places)
        for column, target in enumerate(places)
        if row != column
    }
    vehicles = tuple(ProblemVehicle(LOAD_UNLOAD, 1.0, 0.0) for _ in range(item.vehicles))
    return Problem(_jobs(item.shop, LOAD_UNLOAD), vehicles=vehicles, distances_m=distances_m)
