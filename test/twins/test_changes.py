from __future__ import annotations

from collections.abc import Callable

import pytest

from robot_cells.errors import TwinError
from robot_cells.lines.cell import Cell
from robot_cells.orchestration.events import AttemptDispatched, AttemptEnded
from robot_cells.twins.changes import changed, parse_change
from robot_cells.twins.model import TwinModel
from robot_cells.twins.outcome import outcome_of
from robot_cells.twins.scenario import Scenario
from robot_cells.twins.twin import Twin


def with_changes(scenario: Scenario, *texts: str) -> Scenario:
    return changed(scenario, [parse_change(text) for text in texts])


def maker(scenario: Scenario) -> Cell:
    return scenario.line.cells[0]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("line.vehicles=3", lambda item: len(item.line.vehicles) == 3),
        ("line.wip_limit=6", lambda item: item.line.wip_limit == 6),
        ("line.wip_limit=none", lambda item: item.line.wip_limit is None),
        ("cells.maker.capabilities.make.duration_s=80", lambda item: maker(item).capabilities[0].duration_s == 80),
        ("cells.tester.input_buffer.capacity=4", lambda item: item.line.cells[1].input_buffer.capacity == 4),
        ("cells.maker.output_buffer.capacity=none", lambda item: maker(item).output_buffer.capacity is None),
        ("cells.maker.copies=3", lambda item: [cell.id[-6:] for cell in item.line.cells[2:]] == ["copy_1", "copy_2"]),
        ("vehicles.amr.speed_mps=2.5", lambda item: item.line.vehicles[0].speed_mps == 2.5),
        ("vehicles.amr.transfer_s=0", lambda item: item.line.vehicles[0].transfer_s == 0.0),
        ("orders.WO-1.quantity=20", lambda item: item.orders[0].quantity == 20),
        ("orders.WO-1.priority=-3", lambda item: item.orders[0].priority == -3),
        ("orders.WO-1.due_s=none", lambda item: item.orders[0].due_s is None),
        ("orders.WO-1.release_s=60", lambda item: item.orders[0].release_s == 60.0),
        ("scheduler=minimum_slack", lambda item: item.rule == "minimum_slack"),
    ],
)  # fmt: skip
def test_a_change_sets_what_its_path_names(
    tiny: Callable[..., Scenario], text: str, found: Callable[[Scenario], bool]
) -> None:
    assert found(with_changes(tiny(), text))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("line.vehicels=3", "Did you mean vehicles?"),
        ("cell.maker.copies=2", "Did you mean cells?"),
        ("cells.makr.copies=2", "Did you mean maker?"),
        ("cells.maker.capabilities.mak.duration_s=8", "Did you mean make?"),
        ("cells.maker.capabilities.make.duration=8", "Did you mean duration_s?"),
        ("cells.maker.input_buffer=8", "There is capacity"),
        ("cells.maker.input_buffer.capacity.much=8", "nothing lies below"),
        ("cells=8", "There is maker, tester"),
        ("orders.WO-2.quantity=8", "WO-1"),
        ("orders.WO-1.quantity=0", "1 or more"),
        ("orders.WO-1.quantity=many", "whole number"),
        ("orders.WO-1.release_s=nan", "0 or more"),
        ("line.vehicles=0", "1 or more"),
        ("scheduler=minimal_slack", "Did you mean minimum_slack?"),
        ("line.vehicles", "path=value"),
        ("=3", "path=value"),
    ],
)
def test_a_change_that_names_nothing_is_refused_with_what_there_is(
    tiny: Callable[..., Scenario], text: str, says: str
) -> None:
    with pytest.raises(TwinError, match=says.replace("?", r"\?")) as error:
        with_changes(tiny(), text)
    assert error.value.where == text


def test_a_change_of_the_nominal_duration_scales_what_was_measured(tiny: Callable[..., Scenario]) -> None:
    scenario = tiny(quantity=1, model=TwinModel(shares={("make", None, None): 1.5}, spread=0.0))
    longer = with_changes(scenario, "cells.maker.capabilities.make.duration_s=60")
    before, after = (outcome_of(item, 0).makespan_s for item in (scenario, longer))
    assert after - before == pytest.approx(1.5 * 30.0)


def test_a_copy_of_a_cell_works_like_the_original(tiny: Callable[..., Scenario]) -> None:
    scenario = tiny(quantity=4, model=TwinModel(shares={("make", "thing", "maker"): 2.0}, spread=0.0))
    recorded = Twin(with_changes(scenario, "cells.maker.copies=2"), 1).run()
    begun = {event.attempt: event for event in recorded if isinstance(event, AttemptDispatched)}
    took = {
        (begun[event.attempt].cell, round(event.at_s - begun[event.attempt].at_s, 3))
        for event in recorded
        if isinstance(event, AttemptEnded) and begun[event.attempt].operation == "make"
    }
    assert took == {("maker", 60.0), ("maker_copy_1", 60.0)}


def test_more_vehicles_are_like_those_that_there_are_and_both_are_used(tiny: Callable[..., Scenario]) -> None:
    fleet = with_changes(tiny(), "line.vehicles=2").line.vehicles
    assert [(item.id, item.speed_mps, item.home) for item in fleet] == [
        ("amr", 1.0, "maker"),
        ("amr_copy_1", 1.0, "maker"),
    ]


def test_fewer_vehicles_are_the_first_ones(demo: Scenario) -> None:
    assert [item.id for item in with_changes(demo, "line.vehicles=1").line.vehicles] == ["amr_1"]
