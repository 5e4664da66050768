"""When orders will be done, as `line_state` tells it."""

from __future__ import annotations

from pathlib import Path

import pytest

from robot_cells.documents.order_book import load_orders
from robot_cells.documents.plant import load_plant
from robot_cells.ids import JournalId
from robot_cells.nodes.forecast import EVERY_S, MOST_TASKS, Forecast
from robot_cells.orchestration.events import OrderSubmitted
from robot_cells.orchestration.orchestrator import Orchestrator

CONFIG = Path(__file__).parents[2] / "config"


@pytest.fixture
def orchestrator() -> Orchestrator:
    plant = load_plant(CONFIG / "lines" / "compute_tray.yaml")
    core = Orchestrator(plant.line, plant.products, JournalId("0badcafe"), epoch=1)
    book = load_orders(CONFIG / "orders" / "demo.yaml", plant)
    core.handle([OrderSubmitted(0.0, order) for order in book.orders])
    return core


def test_every_order_has_an_end_to_expect_not_before_the_bound(orchestrator: Orchestrator) -> None:
    found = Forecast().of(orchestrator.state, 0.0, tasks_left=144, wall_s=0.0)
    assert found is not None
    assert set(found.order_ends_s) == set(orchestrator.state.orders)
    assert 0.0 < found.lower_bound_s <= found.makespan_s == max(found.order_ends_s.values())


def test_a_forecast_is_kept_until_it_is_old(orchestrator: Orchestrator) -> None:
    forecast = Forecast()
    first = forecast.of(orchestrator.state, 0.0, tasks_left=144, wall_s=0.0)
    assert forecast.of(orchestrator.state, 50.0, tasks_left=144, wall_s=EVERY_S / 2) is first
    later = forecast.of(orchestrator.state, 100.0, tasks_left=144, wall_s=EVERY_S)
    assert later is not None and first is not None and later.makespan_s > first.makespan_s


@pytest.mark.parametrize("tasks_left", [0, MOST_TASKS + 1])
def test_nothing_and_too_much_are_not_foretold(orchestrator: Orchestrator, tasks_left: int) -> None:
    assert Forecast().of(orchestrator.state, 0.0, tasks_left, wall_s=0.0) is None
