"""When orders will be done, as `line_state` tells it: made in slices, kept until it is old or something has changed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from robot_cells.attempts.report import Phase
from robot_cells.documents.order_book import load_orders
from robot_cells.documents.plant import load_plant
from robot_cells.horizons.prediction import Prediction
from robot_cells.ids import JournalId
from robot_cells.journals.event_records import entry_of
from robot_cells.journals.record import Record
from robot_cells.nodes.forecast import EVERY_S, LEAST_S, MOST_TASKS, SLICE_S, Forecast
from robot_cells.orchestration.cell_heard import CellHeard, HostHeard
from robot_cells.orchestration.events import AttemptDispatched, AttemptEnded, CellLost, Event, OrderSubmitted
from robot_cells.orchestration.orchestrator import Orchestrator

CONFIG = Path(__file__).parents[2] / "config"
IDLE = 4


class Bench:
    """The reference line with its orders of the demonstration; every look at the clock takes a tenth of a slice."""

    def __init__(self) -> None:
        plant = load_plant(CONFIG / "lines" / "compute_tray.yaml")
        self.core = Orchestrator(plant.line, plant.products, JournalId("0badcafe"), epoch=1)
        heard = HostHeard("host", "1", tuple(CellHeard(cell, IDLE) for cell in self.core.state.cells))
        book = load_orders(CONFIG / "orders" / "demo.yaml", plant)
        self.core.handle([*self.core.observe_cells(heard, 0.0), *(OrderSubmitted(0.0, item) for item in book.orders)])
        self.forecast = Forecast(self.core.state.plant)
        self.wall_s = 0.0
        self.slices = 0

    def wall(self) -> float:
        self.wall_s += SLICE_S / 10
        return self.wall_s

    def of(self, tasks_left: int = 144) -> Prediction | None:
        return self.forecast.of(self.core.state, tasks_left, self.wall_s)

    def foretold(self) -> Prediction:
        self.of()
        while self.forecast.is_at_work:
            self.slices += 1
            self.forecast.work(self.core.state, 0.0, self.wall)
        found = self.of()
        assert found is not None
        return found


@pytest.fixture
def bench() -> Bench:
    return Bench()


def test_every_order_has_an_end_to_expect_not_before_the_bound(bench: Bench) -> None:
    assert bench.of() is None, "it takes its time"
    found = bench.foretold()
    assert set(found.order_ends_s) == set(bench.core.state.orders)
    assert 0.0 < found.lower_bound_s <= found.makespan_s == max(found.order_ends_s.values())
    assert 0.0 <= found.least_weighted_tardiness_s <= found.weighted_tardiness_s


def test_it_is_made_in_slices_and_what_arrives_between_them_goes_first(bench: Bench) -> None:
    bench.foretold()
    assert bench.slices > 10


def test_a_forecast_is_kept_until_it_is_old(bench: Bench) -> None:
    first = bench.foretold()
    bench.wall_s = EVERY_S - 0.1
    assert bench.of() is first
    assert not bench.forecast.is_at_work
    bench.wall_s = EVERY_S + 0.1
    assert bench.of() is first
    assert bench.forecast.is_at_work
    assert bench.foretold() is not first


@pytest.mark.parametrize("change", [lambda: CellLost(0.0, "amr_1"), lambda: CellLost(0.0, "assembly_1")])
def test_what_changes_makes_it_old_but_not_more_often_than_every_second(
    bench: Bench, change: Callable[[], Event]
) -> None:
    first = bench.foretold()
    bench.core.handle([change()])
    bench.wall_s = LEAST_S - 0.1
    assert bench.of() is first
    assert not bench.forecast.is_at_work
    bench.wall_s = LEAST_S + 0.1
    # Greedy rules may even gain by a loss (R. L. Graham, "Bounds on multiprocessing timing anomalies", 1969).
    assert bench.foretold().makespan_s != first.makespan_s


def test_durations_are_taken_as_they_were_measured(bench: Bench) -> None:
    first = bench.foretold()
    core = bench.core
    (begun,) = [item for item in core.state.attempts.values() if item.trip is None][:1]
    job = core.state.jobs[begun.job]
    order = core.state.orders[job.order].order
    took_s = 1.5 * begun.expected_s
    for event in (
        OrderSubmitted(0.0, order),
        AttemptDispatched(0.0, begun.id, begun.task, begun.job, begun.operation, 1, 1, begun.cell, took_s),
        AttemptEnded(took_s, begun.id, begun.cell, Phase.SUCCEEDED),
    ):
        entry = entry_of(event, 0)
        bench.forecast.hear(Record(1, entry.at_s, 0, entry.kind, entry.subject, entry.data))
    bench.wall_s = EVERY_S + 0.1
    later = bench.foretold()
    assert sum(later.order_ends_s.values()) > sum(first.order_ends_s.values())


@pytest.mark.parametrize("tasks_left", [0, MOST_TASKS + 1])
def test_nothing_and_too_much_are_not_foretold(bench: Bench, tasks_left: int) -> None:
    bench.foretold()
    assert bench.of(tasks_left) is None
    assert not bench.forecast.is_at_work
