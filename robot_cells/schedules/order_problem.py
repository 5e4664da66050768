"""From orders, line and products to a scheduling problem."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from robot_cells.errors import ScheduleError
from robot_cells.ids import CellId, JobId, OperationId, ProductId, ResourceId, job_id, task_id
from robot_cells.lines.line import Line
from robot_cells.orders.operation import Operation
from robot_cells.orders.product import Product
from robot_cells.orders.work_order import WorkOrder
from robot_cells.schedules.line_limits import buffers_of, calendars_of, locks_of, zone_needs, zones_of
from robot_cells.schedules.problem import Problem, ProblemJob, ProblemTask, ProblemVehicle


def problem_of(
    orders: Iterable[WorkOrder], line: Line, products: Mapping[ProductId, Product], submitted_s: float = 0.0
) -> Problem:
    """The problem of an idle line to which all `orders` are submitted at `submitted_s` (line time in seconds).

    Raises `ScheduleError` for a product that is not there, or an operation that no cell can do.
    """
    jobs = []
    for order in orders:
        product = products.get(order.product)
        if product is None:
            raise ScheduleError(f"The product {order.product!r} is not known.", where=f"order {order.id}")
        operations = product.recipe.order()
        durations = {item.id: durations_of(line, item) for item in operations}
        needs = {item.id: zone_needs(line, locks_of(line, item, durations[item.id])) for item in operations}
        for unit in range(1, order.quantity + 1):
            name = job_id(order.id, unit)
            jobs.append(
                ProblemJob(
                    name,
                    order.product,
                    tasks_of(name, operations, durations, needs),
                    release_s=submitted_s + order.release_s,
                    due_s=None if order.due_s is None else submitted_s + order.due_s,
                    weight=weight_of(order.priority),
                    priority=order.priority,
                )
            )
    work_s = sum(max(task.durations_s.values()) for job in jobs for task in job.tasks)
    last_release_s = max((job.release_s for job in jobs), default=submitted_s)
    return Problem(
        tuple(jobs),
        calendars=calendars_of(line, submitted_s, last_release_s + work_s),
        resources=zones_of(line),
        buffers=buffers_of(line),
        changeovers_s=changeovers_of(line),
        vehicles=tuple(ProblemVehicle(item.home, item.speed_mps, item.transfer_s) for item in line.vehicles),
        distances_m=distances_of(line),
    )


def durations_of(line: Line, operation: Operation) -> dict[CellId, float]:
    """The cells that can do an operation, with the duration in seconds on each; raises `ScheduleError` for none."""
    result: dict[CellId, float] = {}
    for cell in line.cells_with(operation.capability):
        capability = cell.capability(operation.capability)
        if capability is not None and (not operation.durations_s or cell.id in operation.durations_s):
            result[cell.id] = operation.durations_s.get(cell.id, capability.duration_s)
    if not result:
        raise ScheduleError(
            f"No cell can do {operation.capability!r}.",
            where=f"operation {operation.id}",
            remedy="Give a cell the capability, or name cells that have it.",
        )
    return result


def tasks_of(
    job: JobId,
    operations: tuple[Operation, ...],
    durations: Mapping[OperationId, Mapping[CellId, float]],
    needs: Mapping[OperationId, Mapping[ResourceId, int]],
) -> tuple[ProblemTask, ...]:
    """The tasks of a fresh job; `operations` in an order that respects every `after`."""
    place = {item.id: index for index, item in enumerate(operations)}
    return tuple(
        ProblemTask(
            task_id(job, item.id, 1),
            item.id,
            durations[item.id],
            tuple(place[name] for name in item.after),
            needs=needs[item.id],
        )
        for item in operations
    )


def weight_of(priority: int) -> float:
    """What a second of tardiness counts for an order of that priority: one, and one more for each step up."""
    return 1.0 + max(priority, 0)


def changeovers_of(line: Line) -> dict[CellId, Mapping[tuple[ProductId, ProductId], float]]:
    """Set-up times in seconds by cell."""
    return {cell.id: cell.changeovers_s for cell in line.cells if cell.changeovers_s}


def distances_of(line: Line) -> dict[tuple[CellId, CellId], float]:
    """Driving distances in metres between all cells; empty on a line without vehicles, where nothing drives."""
    if not line.vehicles:
        return {}
    places = [cell.id for cell in line.cells]
    return {(a, b): line.distance_m(a, b) for a in places for b in places if a != b}
