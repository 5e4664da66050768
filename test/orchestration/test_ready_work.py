"""What is kept up to date event by event equals what is built anew from the state."""

from __future__ import annotations

import random
from typing import Any

import pytest

from robot_cells.attempts.report import Phase
from robot_cells.ids import CellId, OperationId
from robot_cells.lines.vehicle import Vehicle
from robot_cells.orchestration.events import (
    CellAppeared,
    CellHeld,
    CellLost,
    CellReleased,
    OrderCancelled,
    OrderPrioritised,
    ScheduleAdopted,
)
from robot_cells.orchestration.ready_work import ReadyWork
from robot_cells.orchestration.remaining_problem import remaining_problem
from robot_cells.orders.operation import Consequence, FailureRule, Operation
from robot_cells.orders.recipe import ReworkRoute
from robot_cells.schedules.list_scheduler import list_schedule
from robot_cells.schedules.rules import most_work_remaining


def seen(work: ReadyWork) -> dict[str, Any]:
    """Everything that decisions look at."""
    work.settle()
    idle, queues = work.idle, work.queues
    keys = work._state.plant.options
    return {
        "cells": (idle.free, idle.occupied, idle.roomy, {key: list(idle.takers(key)) for key in keys}),
        "anywhere": {alike: list(queue) for alike, queue in queues.anywhere.items()},
        "bound": {
            cell: {alike: list(queue) for alike, queue in some.items()} for cell, some in queues.bound.items() if some
        },
        "movable": {alike: list(queue) for alike, queue in queues.movable.items()},
        "startable": (set(queues.startable), queues.in_the_way),
        "jobs": (set(work.stranded), set(work.finished)),
        "orders": (work.orders.heads(), work.orders._coming),
        "held": work.deadlocks._held,
    }


def troubled_plant(kit: Any, seed: int) -> Any:
    """Six cells, three products with rework and retries, refusals; with vehicles or without, few places or many."""
    draw = random.Random(seed)
    finite = draw.random() < 0.6
    cells = [
        kit.cell(
            f"c{number}",
            *{f"do_{number % 3}", f"do_{draw.randrange(3)}"},
            duration_s=draw.choice([7.0, 10.0]),
            inputs=draw.choice([0, 1, 2]) if finite else None,
            outputs=draw.choice([0, 1, 2]) if finite else None,
            x_m=3.0 * number,
            changeovers_s={("p0", "p1"): 4.0},
        )
        for number in range(6)
    ]
    vehicles = [Vehicle(f"amr_{number}", "c0") for number in range(draw.randrange(3))]
    rules = (FailureRule(Consequence.RETRY, backoff_s=5.0), FailureRule(Consequence.REWORK, route="r"))
    products = []
    for number in range(3):
        steps = [
            Operation(OperationId(f"op{step}"), f"do_{draw.randrange(3)}", on_failure=rules)
            for step in range(draw.randint(1, 4))
        ]
        route = ReworkRoute("r", (Operation(OperationId("mend"), "do_0"),), steps[0].id)
        products.append(kit.chain(f"p{number}", *steps, routes=[route]))

    def fate(assignment: Any) -> Any:
        return kit.End(draw.choices([Phase.SUCCEEDED, Phase.FAILED, Phase.REFUSED], [8, 1, 1])[0])

    limit = draw.choice([None, 4])
    return kit.FakePlant(kit.line(*cells, vehicles=vehicles, wip_limit=limit), products, fate)


def upset(plant: Any, draw: random.Random) -> None:
    """Something that a line has to live with."""
    cell, at_s = CellId(f"c{draw.randrange(6)}"), plant.now_s
    state = plant.orchestrator.state
    what = draw.randrange(5)
    if what == 0:
        plant.tell(CellHeld(at_s, cell, 11), CellLost(at_s, CellId(f"c{draw.randrange(6)}")))
    elif what == 1:
        for item in list(state.cells.values()):
            back = CellReleased(at_s, item.id) if item.present else CellAppeared(at_s, item.id, item.host, "first")
            plant.tell(back)
    elif what == 2:
        plant.tell(OrderPrioritised(at_s, f"WO-{draw.randrange(5)}", draw.randrange(4)))
    elif what == 3:
        plant.tell(ScheduleAdopted(at_s, list_schedule(remaining_problem(state, at_s), [most_work_remaining])))
    elif draw.random() < 0.3:
        plant.tell(OrderCancelled(at_s, f"WO-{draw.randrange(5)}"))
    while state.prompts:
        plant.answer(draw.choice(["retry", "scrap"]))


@pytest.mark.parametrize("seed", range(25))
def test_after_every_turn_nothing_is_overlooked(kit: Any, seed: int) -> None:
    plant = troubled_plant(kit, seed)
    handle = plant.orchestrator.handle
    work = plant.orchestrator._situation.work
    turns = 0

    def checked(events: Any) -> Any:
        nonlocal turns
        outcome = handle(events)
        anew = ReadyWork(plant.orchestrator.state)
        anew.now_s = work.now_s
        assert seen(work) == seen(anew)
        turns += 1
        return outcome

    plant.orchestrator.handle = checked
    draw = random.Random(seed)
    for number in range(5):
        due_s = draw.choice([None, 100.0, 300.0])
        plant.submit(
            f"WO-{number}", f"p{draw.randrange(3)}", draw.randint(1, 4), due_s=due_s, release_s=draw.choice([0.0, 60.0])
        )
    for _ in range(8):
        plant.run(until_s=plant.now_s + draw.choice([5.0, 20.0, 40.0]))
        upset(plant, draw)
    assert turns > 20
