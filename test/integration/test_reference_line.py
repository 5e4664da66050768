"""The reference line and its demonstration orders, without ROS, on virtual time."""

from __future__ import annotations

from collections import Counter, defaultdict
from statistics import fmean

import pytest

from robot_cells.attempts.report import Phase
from robot_cells.documents.process_library import processes_of
from robot_cells.orchestration import events
from robot_cells.orchestration.orchestrator import Orchestrator
from robot_cells.twins.model import TwinModel
from robot_cells.twins.outcome import outcome_of_events
from robot_cells.twins.prediction import prediction_of
from robot_cells.twins.rehearsal import rehearsed
from robot_cells.twins.scenario import Scenario
from robot_cells.twins.sweep import sweep

REWORKED = {
    ("WO-1/002", "refit", "inspect.missing_screw"),
    ("WO-2/001", "refit", "inspect.turned_module"),
    ("WO-1/003", "remate", "leak_test.leak"),
}
"""What the faults of the demonstration orders lead to: a lost screw, a misplaced module, a leak."""


@pytest.fixture(scope="module")
def finished(virtual_line, demo_orders):
    line = virtual_line(demo_orders.faults, seed=1)
    line.run(demo_orders.orders)
    return line


def of_type(line, kind):
    return [event for event in line.recorded if isinstance(event, kind)]


def test_every_order_completes(finished) -> None:
    ends = {event.order: event.end for event in of_type(finished, events.OrderEnded)}
    assert ends == dict.fromkeys(("WO-1", "WO-2", "WO-3", "WO-4", "WO-9"), events.OrderEnd.COMPLETED)
    assert len(of_type(finished, events.JobCompleted)) == 12


def test_every_planned_fault_is_found_and_put_right(finished) -> None:
    found = {(event.job, event.route, event.defects[0]["code"]) for event in of_type(finished, events.JobRerouted)}
    assert found == REWORKED
    assert finished.equipment.plant.faults.pending == ()


def test_nobody_is_asked_and_nothing_is_scrapped(finished) -> None:
    assert of_type(finished, events.PromptRaised) == of_type(finished, events.JobScrapped) == []


def test_nothing_fails_but_what_the_fault_plan_made_fail(finished) -> None:
    failed = [event.attempt for event in of_type(finished, events.AttemptEnded) if event.outcome is not Phase.SUCCEEDED]
    assert sorted(attempt.split(":")[1].rsplit("/", 1)[0] for attempt in failed) == sorted(
        job for job, _, _ in REWORKED
    )


def test_no_device_carries_out_a_command_twice(finished) -> None:
    executions = finished.equipment.plant.truth.document((), ())["executions"]
    ids = Counter((item["cell"], item["device"], command) for item in executions for command in item["command_ids"])
    assert len(ids) > 1000
    assert max(ids.values()) == 1


def test_every_tray_that_was_delivered_is_whole(finished, reference_plant) -> None:
    released = finished.equipment.plant.truth.document((), ())["released"]
    assert len(released) == 12
    for tray in released:
        layout = reference_plant.products[tray["product"]].layout
        assert set(tray["modules"]) == {item.id for item in layout.modules}
        assert set(tray["screws"]) == {item.id for item in layout.screws}
        assert set(tray["couplings"]) == {item.id for item in layout.couplings}
        assert set(tray["cables"]) == {item.id for item in layout.cables}


def test_every_order_is_on_time(finished, demo_orders) -> None:
    ends_s = {event.order: event.at_s for event in of_type(finished, events.OrderEnded)}
    assert [order.id for order in demo_orders.orders if ends_s[order.id] > order.due_s] == []


def test_nominal_durations_are_near_those_of_the_processes(finished) -> None:
    dispatched = {event.attempt: event for event in of_type(finished, events.AttemptDispatched)}
    took: dict[str, float] = defaultdict(float)
    expected: dict[str, float] = defaultdict(float)
    for event in of_type(finished, events.AttemptEnded):
        begun = dispatched[event.attempt]
        took[begun.operation] += event.at_s - begun.at_s
        expected[begun.operation] += begun.expected_s
    shares = {operation: took[operation] / expected[operation] for operation in took}
    assert {name: round(share, 2) for name, share in shares.items() if not 0.75 <= share <= 1.25} == {}


def test_the_rush_order_overtakes_orders_that_came_before_it(finished) -> None:
    ends = [event.order for event in of_type(finished, events.OrderEnded)]
    assert ends.index("WO-9") < ends.index("WO-4")


def test_the_state_replayed_from_the_record_equals_the_state_lived(finished, reference_plant) -> None:
    again = Orchestrator(
        reference_plant.line, reference_plant.products, finished.orchestrator.state.journal_id, epoch=1
    )
    again.replay(finished.recorded)
    assert again.state == finished.orchestrator.state


def test_the_same_seed_gives_the_same_record(finished, virtual_line, demo_orders) -> None:
    again = virtual_line(demo_orders.faults, seed=1)
    again.run(demo_orders.orders)
    assert again.recorded == finished.recorded


@pytest.fixture(scope="module")
def twins(reference_plant, demo_orders):
    """Sixty runs of the fast twin on the same orders, with durations from a rehearsal.

    A line goes one of a dozen ways, which differ in makespan by up to fifteen per cent; each seed takes one of them.
    """
    processes = processes_of(reference_plant)
    model = rehearsed(TwinModel(), reference_plant, processes, sorted(reference_plant.products))
    line, products = reference_plant.line, reference_plant.products
    scenario = Scenario(line, products, demo_orders.orders, demo_orders.faults, model, processes)
    return sweep(scenario, range(60))


@pytest.fixture(scope="module")
def lived(finished, twins, reference_plant, demo_orders):
    """The run in full depth, as the twin counts it."""
    scenario = Scenario(reference_plant.line, reference_plant.products, demo_orders.orders)
    return outcome_of_events(scenario, 1, finished.recorded)


def test_the_fast_twin_predicts_makespan_and_ends_of_orders_within_five_per_cent(lived, twins) -> None:
    predicted, margin_s = prediction_of(twins), 0.05 * lived.makespan_s
    ends = {"": (lived.makespan_s, predicted.makespan_s)}
    ends |= {order: (item.ended_s, predicted.orders[order].end_s) for order, item in lived.orders.items()}
    off = {
        name: end_s for name, (end_s, span) in ends.items() if not span.p10 - margin_s <= end_s <= span.p90 + margin_s
    }
    assert off == {}


def test_the_fast_twin_gives_every_cell_the_work_that_it_really_has_within_five_per_cent(lived, twins) -> None:
    single = [cell for cell in lived.cells if not cell.startswith(("assembly", "amr"))]
    groups = {cell: (cell,) for cell in single} | {"assembly": ("assembly_1", "assembly_2"), "amr": ("amr_1", "amr_2")}
    for name, cells in groups.items():
        work_s = sum(lived.cells[cell].busy_s for cell in cells)
        modelled_s = fmean(sum(item.cells[cell].busy_s for cell in cells) for item in twins)
        assert modelled_s == pytest.approx(work_s, rel=0.05), name


def test_some_seed_of_the_fast_twin_goes_the_very_way_of_the_true_line(lived, twins) -> None:
    assert min(abs(item.makespan_s / lived.makespan_s - 1.0) for item in twins) < 0.005
