"""The twin schedules anew as the line does: deterministic, never moving what is frozen, and ahead of the rules."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from robot_cells.documents.order_book import load_orders
from robot_cells.documents.plant import Plant
from robot_cells.errors import TwinError
from robot_cells.horizons.frozen_tasks import frozen_tasks, moved_tasks
from robot_cells.orchestration.events import ScheduleAdopted
from robot_cells.orchestration.orchestrator import Orchestrator
from robot_cells.orchestration.state_document import state_digest
from robot_cells.twins.event_hash import event_hash
from robot_cells.twins.full_depth import full_outcome_of
from robot_cells.twins.scenario import Scenario
from robot_cells.twins.twin import JOURNAL, Twin

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def tight(reference_plant: Plant, demo: Scenario) -> Scenario:
    book = load_orders(ROOT / "config/orders/tight.yaml", reference_plant)
    little = replace(reference_plant.line.scheduling, iterations=20, rollouts=2)
    line = replace(reference_plant.line, scheduling=little)
    return replace(demo, line=line, orders=book.orders[:3], faults=book.faults, rule="search")


def adoptions(run: Twin, scenario: Scenario) -> int:
    """How many schedules were adopted; none of them may move what is frozen, and a replay comes to the same state."""
    core = Orchestrator(scenario.line, scenario.products, JOURNAL, epoch=1)
    begun, count = 0, 0
    for place, event in enumerate(run.recorded):
        if isinstance(event, ScheduleAdopted):
            core.replay(run.recorded[begun:place])
            begun, count = place, count + 1
            frozen = frozen_tasks(core.state, event.at_s, event.at_s + scenario.line.scheduling.frozen_s)
            assert moved_tasks(event.schedule, frozen, core.state.schedule) == ()
    core.replay(run.recorded[begun:])
    assert state_digest(core.state) == state_digest(run.orchestrator.state)
    return count


def test_the_same_seed_searches_alike_and_moves_nothing_that_is_frozen(tight: Scenario) -> None:
    first, again = Twin(tight, 1), Twin(tight, 1)
    assert event_hash(first.run()) == event_hash(again.run())
    assert adoptions(first, tight) >= 1


def test_a_line_without_work_to_rearrange_runs_as_by_the_rules(tiny: Callable[..., Scenario]) -> None:
    assert event_hash(Twin(tiny(1, rule="search"), 3).run()) == event_hash(Twin(tiny(1), 3).run())


def test_rules_is_another_name_of_the_usual_rule(demo: Scenario) -> None:
    assert event_hash(Twin(replace(demo, rule="rules"), 2).run()) == event_hash(Twin(demo, 2).run())


def test_in_full_depth_a_search_is_refused(demo: Scenario) -> None:
    with pytest.raises(TwinError, match="by rules only"):
        full_outcome_of(replace(demo, rule="search"), 0)


def test_an_unknown_scheduler_is_refused_with_those_that_there_are(demo: Scenario) -> None:
    with pytest.raises(TwinError, match="There are rules, search, "):
        Twin(replace(demo, rule="luck"), 0)
