"""Time limits, cancel policies and zones on the reference line: true workers, processes and equipment, virtual time."""

from __future__ import annotations

from dataclasses import replace

import pytest

from robot_cells.attempts.report import Phase
from robot_cells.documents.plant import Plant
from robot_cells.documents.process_library import processes_of
from robot_cells.ids import OrderId, ProductId, ZoneId
from robot_cells.lines.zone import Lock, Zone
from robot_cells.orchestration import events
from robot_cells.orchestration.events import OrderEnd
from robot_cells.orders.cancel_policy import CancelPolicy
from robot_cells.orders.operation import Consequence, FailureRule
from robot_cells.orders.timeouts import Timeouts
from robot_cells.orders.work_order import WorkOrder
from robot_cells.twins.virtual_line import VirtualLine

TRAY = ProductId("tray_a")
FASTEN = "fasten_cold_plates"
LIMIT_S = 30.0


def line_of(plant: Plant) -> VirtualLine:
    return VirtualLine(plant, processes_of(plant), (), seed=1)


def of_type(line: VirtualLine, kind: type) -> list:
    return [event for event in line.recorded if isinstance(event, kind)]


def limited(plant: Plant, policy: CancelPolicy) -> Plant:
    """The plant on which fastening may run for half a minute, by far too short."""
    product = plant.products[TRAY]
    rules = (FailureRule(Consequence.SCRAP, ("timeout.running",)),)
    operations = tuple(
        replace(item, timeouts=Timeouts(running_s=LIMIT_S), cancel=policy, on_failure=rules)
        if item.id == FASTEN
        else item
        for item in product.recipe.operations
    )
    product = replace(product, recipe=replace(product.recipe, operations=operations))
    return replace(plant, products={**plant.products, TRAY: product})


@pytest.mark.parametrize("policy", list(CancelPolicy))
def test_a_cell_ends_what_runs_for_too_long_as_its_operation_says(reference_plant: Plant, policy: CancelPolicy) -> None:
    line = line_of(limited(reference_plant, policy))
    line.run([WorkOrder(OrderId("WO-1"), TRAY, 1)])
    (begun,) = [item for item in of_type(line, events.AttemptStarted) if FASTEN in item.attempt]
    (cancel,) = of_type(line, events.CancelRequested)
    (end,) = [item for item in of_type(line, events.AttemptEnded) if item.attempt == begun.attempt]
    assert (cancel.at_s, cancel.policy, cancel.code) == (begun.at_s + LIMIT_S, policy, "timeout.running")
    assert end.outcome is Phase.CANCELLED
    longest_s = {CancelPolicy.FINISH_STEP: 15.0, CancelPolicy.PARK: 30.0, CancelPolicy.STOP_NOW: 2.0}[policy]
    assert end.at_s - cancel.at_s <= longest_s
    assert [item.code for item in of_type(line, events.JobScrapped)] == ["timeout.running"]
    assert line.orchestrator.state.orders["WO-1"].end is OrderEnd.FAILED


def sharing(plant: Plant) -> Plant:
    """The plant whose two assembly cells fetch their screws and modules over one aisle."""
    aisle = ZoneId("aisle")
    cells = tuple(
        replace(
            cell,
            capabilities=tuple(
                replace(item, locks=(Lock(aisle),)) if item.name in (FASTEN, "place_modules") else item
                for item in cell.capabilities
            ),
        )
        for cell in plant.line.cells
    )
    return replace(plant, line=replace(plant.line, cells=cells, zones=(Zone(aisle),)))


def test_cells_that_share_a_zone_never_use_it_together_and_lose_only_the_time_for_which_they_wait(
    reference_plant: Plant,
) -> None:
    orders = [WorkOrder(OrderId("WO-1"), TRAY, 2)]
    apart, shared = line_of(reference_plant), line_of(sharing(reference_plant))
    apart.run(orders)
    shared.run(orders)
    assert overlaps(apart), "else there is nothing to be seen"
    assert not overlaps(shared)
    assert shared.orchestrator.state.orders["WO-1"].end is OrderEnd.COMPLETED
    assert of_type(shared, events.LocksAwaited)
    assert apart.clock.now() < shared.clock.now() < 3 * apart.clock.now()


def overlaps(line: VirtualLine) -> list[str]:
    """Attempts at fastening and placing that began while another one was not over."""
    begun, found = set(), []
    for event in line.recorded:
        if isinstance(event, events.AttemptDispatched) and event.operation in (FASTEN, "place_modules"):
            found += [event.attempt] if begun else []
            begun.add(event.attempt)
        elif isinstance(event, events.AttemptEnded):
            begun.discard(event.attempt)
    return found
