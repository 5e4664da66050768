"""The work that is left, as a scheduling problem from where the line stands."""

from __future__ import annotations

from collections.abc import Iterator

from robot_cells.ids import CellId, OperationId, ProductId, job_id, task_id
from robot_cells.orchestration.plant import Plant
from robot_cells.orchestration.state import AttemptState, JobState, OrderState, State
from robot_cells.schedules.line_limits import calendars_of, zone_needs, zones_of
from robot_cells.schedules.order_problem import changeovers_of, distances_of, weight_of
from robot_cells.schedules.problem import Problem, ProblemJob, ProblemTask, ProblemVehicle


def remaining_problem(state: State, now_s: float) -> Problem:
    """What is left to be done, as a scheduling problem that begins at `now_s` (line time in seconds).

    The adopted schedule's cells are not looked at: this is also the problem that a new schedule has to solve.
    """
    line = state.plant.line
    ready = dict.fromkeys(state.plant.cells, now_s)
    ready.update({item.cell: _end_s(item, now_s) for item in state.attempts.values()})
    vehicles = [
        ProblemVehicle(
            (state.cells[item.id].position or item.home), item.speed_mps, item.transfer_s, ready.get(item.id, now_s)
        )
        for item in line.vehicles
    ]
    jobs = (*_on_floor(state, now_s), *_outside(state, now_s))
    work_s = sum(max(task.durations_s.values(), default=0.0) for job in jobs for task in job.tasks)
    return Problem(
        jobs,
        calendars=calendars_of(line, now_s, max((job.release_s for job in jobs), default=now_s) + work_s),
        resources=zones_of(line),
        ready_s={cell: ready[cell] for cell in state.plant.cells},
        set_up=dict(_set_up(state)),
        changeovers_s=changeovers_of(line),
        vehicles=tuple(vehicles),
        distances_m=distances_of(line),
    )


def _set_up(state: State) -> Iterator[tuple[CellId, ProductId]]:
    """What each cell is set up for; after a change-over that was broken off, what it was set up for before."""
    for cell in state.cells.values():
        product = cell.product or next(iter(cell.between), None)
        if product is not None:
            yield cell.id, product


def _end_s(attempt: AttemptState, now_s: float) -> float:
    begun_s = attempt.started_s if attempt.started_s is not None else attempt.dispatched_s
    return max(now_s, begun_s + attempt.expected_s)


def _on_floor(state: State, now_s: float) -> Iterator[ProblemJob]:
    for job in state.jobs.values():
        order = state.orders[job.order]
        if order.cancelled is not None:
            continue
        attempt = state.attempts[job.attempt] if job.attempt is not None else None
        release_s = max(now_s, job.not_before_s) if attempt is None else _end_s(attempt, now_s)
        cell = job.place.cell if attempt is None or attempt.trip is None else attempt.trip.target.cell
        running = attempt.operation if attempt is not None and attempt.trip is None else None
        left = _left(state.plant, job, running)
        yield _job(order, job.unit, left, state.plant, release_s, cell)


def _left(plant: Plant, job: JobState, running: OperationId | None) -> list[tuple[OperationId, int]]:
    """Operations still to do after the running one, with their visits, in an order that respects the recipe."""
    detour = [item for item in job.detour if item != running]
    recipe = [item.id for item in plant.product(job.product).recipe.order() if item.id not in job.done]
    return [(item, job.visit(item)) for item in [*detour, *recipe] if item != running]


def _outside(state: State, now_s: float) -> Iterator[ProblemJob]:
    for order in state.orders.values():
        if order.cancelled is not None or order.end is not None:
            continue
        recipe = state.plant.product(order.order.product).recipe
        operations = [(item.id, 1) for item in recipe.order()]
        for unit in range(order.released_through + 1, order.order.quantity + 1):
            if not order.is_released(unit):
                yield _job(order, unit, operations, state.plant, max(now_s, order.release_at_s), None)


def _job(
    order: OrderState,
    unit: int,
    left: list[tuple[OperationId, int]],
    plant: Plant,
    release_s: float,
    cell: CellId | None,
) -> ProblemJob:
    product: ProductId = order.order.product
    name = job_id(order.order.id, unit)
    place = {operation: index for index, (operation, _) in enumerate(left)}
    detours = [index for index, (item, _) in enumerate(left) if item not in _recipe_ids(plant, product)]
    tasks = []
    for index, (operation, visit) in enumerate(left):
        after = {place[item] for item in plant.operations[product, operation].after if item in place}
        after |= {item for item in detours if item < index}
        key = (product, operation)
        durations = {option.cell: option.duration_s for option in plant.options[key]}
        needs = zone_needs(plant.line, [plant.locks.get((cell, key), ()) for cell in durations]) if plant.locks else {}
        task = task_id(name, operation, visit)
        tasks.append(ProblemTask(task, operation, durations, tuple(sorted(after)), needs=needs))
    return ProblemJob(
        name,
        product,
        tuple(tasks),
        release_s=release_s,
        due_s=order.due_at_s,
        weight=weight_of(order.priority),
        priority=order.priority,
        cell=cell,
    )


def _recipe_ids(plant: Plant, product: ProductId) -> set[OperationId]:
    return {item.id for item in plant.product(product).recipe.operations}
