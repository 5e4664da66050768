"""From a public file to the problems in it, named as everywhere in the literature."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

from robot_cells.errors import ScheduleError
from robot_cells.ids import CellId, JobId, OperationId, OrderId, ProductId, job_id, task_id
from robot_cells.schedules.problem import Problem, ProblemJob, ProblemTask, ProblemVehicle
from robot_cells.schedules.readers.pieces import Piece, is_in_tree, pieces_of
from robot_cells.schedules.readers.rows import MOST
from robot_cells.schedules.readers.shop import Alternatives, Shop, ShopKind
from robot_cells.schedules.readers.shop_file import read_shops
from robot_cells.schedules.readers.transport_sets import TransportShop

LOAD_UNLOAD = CellId("load_unload")
"""Where pieces and vehicles begin in a shop with vehicles; nothing is worked on there."""
SIDE_BY_SIDE = (
    "operations that could be done side by side are done one after the other, at one piece, in {} of its jobs"
)
SET_UPS = "a set-up begins when the piece has come; where it may begin before that, schedules can be shorter"


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
    """The problems of a file: all instances that are in it, of a file of job sets all pairs of job set and layout.

    Raises `ScheduleError`, with file and line or key, where the file is malformed.
    """
    return tuple(public_problem(shop, str(path)) for shop in read_shops(path))


def public_problem(item: Shop | TransportShop, where: str) -> PublicProblem:
    """The problem that a shop is; raises `ScheduleError` where it is larger than can be kept."""
    shop = item.shop if isinstance(item, TransportShop) else item
    operations = sum(map(len, shop.jobs))
    if operations > MOST:
        raise ScheduleError(f"{shop.name} has {operations:,} operations: at most {MOST:,} can be planned.", where=where)
    if isinstance(item, TransportShop):
        return PublicProblem(shop.name, shop.kind, shop.machines, _transport_problem(item), shop.notes)
    if shop.is_plain:
        return PublicProblem(shop.name, shop.kind, shop.machines, Problem(_jobs(shop, None)), shop.notes)
    return _joined_problem(shop)


def machine_id(number: int) -> CellId:
    """The cell of a machine, numbered from 0."""
    return CellId(f"machine_{number}")


def operation_id(place: int) -> OperationId:
    """The name of a job's operation, counted from 0."""
    return OperationId(f"op_{place}")


def _jobs(shop: Shop, cell: CellId | None) -> tuple[ProblemJob, ...]:
    machines = tuple(machine_id(number) for number in range(_used(shop)))
    longest = max(map(len, shop.jobs), default=0)
    steps = [(operation_id(place), (place - 1,) if place else ()) for place in range(longest)]
    jobs = []
    for number, operations in enumerate(shop.jobs):
        name = job_id(OrderId(f"job_{number}"), 1)
        tasks = tuple(
            ProblemTask(
                task_id(name, step, 1), step, {machines[key]: duration for key, duration in item.items()}, after
            )
            for (step, after), item in zip(steps, operations, strict=False)
        )
        jobs.append(ProblemJob(name, ProductId(f"job_{number}"), tasks, cell=cell))
    return tuple(jobs)


def _used(shop: Shop) -> int:
    return max((machine for job in shop.jobs for item in job for machine in item), default=-1) + 1


def _durations_s(alternatives: Alternatives) -> dict[CellId, float]:
    return {machine_id(machine): duration for machine, duration in alternatives.items()}


def _joined_problem(shop: Shop) -> PublicProblem:
    """With set-ups from each operation to each, every operation is a piece and a product of its own."""
    by_job = bool(shop.setups) and len(shop.setups[0]) == len(shop.jobs)
    within_jobs = by_job and any(row[job] > 0 for matrix in shop.setups for job, row in enumerate(matrix))
    single = bool(shop.setups) and (not by_job or within_jobs)
    jobs: list[ProblemJob] = []
    families: list[int] = []
    firsts = [0, *accumulate(map(len, shop.jobs))]
    for number in range(len(shop.jobs)):
        pieces = pieces_of(shop, number, single=single)
        names = [job_id(OrderId(f"job_{number}"), unit) for unit in range(1, len(pieces) + 1)]
        for piece, name in zip(pieces, names, strict=True):
            families.append(number if by_job else firsts[number] + piece.operations[0])
            product = ProductId(f"job_{number}_{operation_id(piece.operations[0])}" if single else f"job_{number}")
            jobs.append(ProblemJob(name, product, _tasks(shop, number, piece, name, names)))
    changeovers_s = _changeovers_s(shop, [job.product for job in jobs], families) if shop.setups else {}
    apart = sum(not is_in_tree(graph) for graph in shop.after)
    notes = (*shop.notes, *((SIDE_BY_SIDE.format(apart),) if apart else ()), *((SET_UPS,) if shop.setups else ()))
    problem = Problem(tuple(jobs), changeovers_s=changeovers_s)
    return PublicProblem(shop.name, shop.kind, shop.machines, problem, notes)


def _tasks(shop: Shop, job: int, piece: Piece, name: JobId, names: list[JobId]) -> tuple[ProblemTask, ...]:
    """A piece's tasks: one after the other, unless the file leaves their order open."""
    places = {operation: at for at, operation in enumerate(piece.operations)}
    tasks = []
    for at, operation in enumerate(piece.operations):
        after: tuple[int, ...] = (at - 1,) if at else ()
        if shop.after and not is_in_tree(shop.after[job]):
            after = tuple(places[before] for before in shop.after[job][operation])
        joins = tuple(names[other] for other in piece.joins.get(operation, ()))
        step = operation_id(operation)
        durations_s = _durations_s(shop.jobs[job][operation])
        tasks.append(ProblemTask(task_id(name, step, 1), step, durations_s, after, joins))
    return tuple(tasks)


def _changeovers_s(
    shop: Shop, products: list[ProductId], families: list[int]
) -> dict[CellId, dict[tuple[ProductId, ProductId], float]]:
    """From each product to each, with the times of the families that they belong to."""
    result = {}
    for number, matrix in enumerate(shop.setups):
        result[machine_id(number)] = {
            (one, other): matrix[before][after]
            for one, before in zip(products, families, strict=True)
            for other, after in zip(products, families, strict=True)
            if one != other and matrix[before][after] > 0
        }
    return result


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
