"""Inspections of the fast twin that are wrong as often as the model says, and what that lets through."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import robot_cells
from robot_cells.documents.order_book import load_orders
from robot_cells.documents.plant import load_plant
from robot_cells.documents.process_library import processes_of
from robot_cells.errors import DocumentError, TwinError
from robot_cells.ids import OperationId
from robot_cells.orchestration.events import AttemptEnded
from robot_cells.simulations.fault_plan import LostScrew
from robot_cells.twins.changes import changed, parse_change
from robot_cells.twins.full_depth import full_outcome_of
from robot_cells.twins.model import FailureRate, InspectionRate, TwinModel
from robot_cells.twins.model_reader import load_twin_model
from robot_cells.twins.outcome import Outcome, outcome_of
from robot_cells.twins.prediction import prediction_of
from robot_cells.twins.scenario import Scenario
from robot_cells.twins.twin import Twin

CONFIG = Path(robot_cells.__file__).parent.parent / "config"
LOOK = OperationId("inspect")


@pytest.fixture(scope="module")
def demo() -> Scenario:
    plant = load_plant(CONFIG / "lines" / "compute_tray.yaml")
    orders = load_orders(CONFIG / "orders" / "demo.yaml", plant).orders
    return Scenario(plant.line, plant.products, orders, processes=processes_of(plant))


def outcome(scenario: Scenario, *rates: InspectionRate, **model: Any) -> Outcome:
    return outcome_of(replace(scenario, model=TwinModel(inspections=rates, **model)), 1)


def lost(scenario: Scenario) -> Scenario:
    return replace(scenario, faults=(LostScrew(fault="lost_screw", serial="WO-1-002", screw="cp_1_s1"),))


def test_without_rates_nothing_is_ever_wrong(demo: Scenario) -> None:
    found = outcome(lost(demo))
    (figures,) = found.inspections
    assert (figures.bad, figures.escapes, figures.false_calls, figures.undecided) == (1, 0, 0, 0)
    assert found.delivered_bad == 0


def test_what_escapes_is_delivered_with_its_defect(demo: Scenario) -> None:
    found = outcome(lost(demo), InspectionRate(LOOK, escape=1.0))
    (figures,) = found.inspections
    assert (figures.bad, figures.escapes) == (1, 1)
    assert figures.missed == {"inspect.missing_screw": 1}
    assert found.delivered_bad == 1


def test_bad_luck_that_escapes_stays_on_the_product(demo: Scenario) -> None:
    rate = FailureRate(LOOK, "inspect.missing_screw", 1.0, subject="cp_1_s1")
    found = outcome(demo, InspectionRate(LOOK, escape=1.0), failures=(rate,))
    pieces = sum(item.completed for item in found.orders.values())
    assert found.delivered_bad == pieces > 0


def test_in_full_depth_the_verdict_is_the_model_s_and_the_truth_that_of_the_equipment(demo: Scenario) -> None:
    one = replace(demo, orders=(replace(demo.orders[0], quantity=1),))
    fault = LostScrew(fault="lost_screw", serial="WO-1-001", screw="cp_1_s1")
    found = full_outcome_of(replace(one, faults=(fault,)), 1)
    (figures,) = found.inspections
    assert (figures.bad, figures.good, figures.escapes, figures.false_calls) == (1, 1, 0, 0)
    assert found.delivered_bad == 0


def test_a_false_call_costs_time_and_lets_nothing_through(demo: Scenario) -> None:
    right, wrong = outcome(demo), outcome(demo, InspectionRate(LOOK, false_call=0.5, subject="cp_1_s1"))
    (figures,) = wrong.inspections
    assert figures.false_calls > 0
    assert (figures.bad, wrong.delivered_bad) == (0, 0)
    assert wrong.makespan_s > right.makespan_s


def test_what_cannot_be_judged_is_never_a_pass(demo: Scenario) -> None:
    twin = Twin(replace(demo, model=TwinModel(inspections=(InspectionRate(LOOK, undecided=1.0),))), 1)
    ends = [item for item in twin.run() if isinstance(item, AttemptEnded) and "/inspect." in item.attempt]
    assert ends
    assert {(item.failure.code if item.failure else "", item.result["verdict"]) for item in ends} == {
        ("inspect.undecided", "undecided")
    }


def test_the_same_seed_is_wrong_in_the_same_places(demo: Scenario) -> None:
    rate = InspectionRate(LOOK, escape=0.5, false_call=0.2, undecided=0.1)
    assert outcome(lost(demo), rate) == outcome(lost(demo), rate)


def test_rates_are_kept_over_many_inspections(demo: Scenario) -> None:
    rate = InspectionRate(LOOK, false_call=0.2, undecided=0.1)
    scenario = replace(demo, model=TwinModel(inspections=(rate,)))
    (figures,) = prediction_of([outcome_of(scenario, seed) for seed in range(8)]).inspections
    assert figures.inspections > 90
    assert figures.false_calls / figures.good == pytest.approx(0.2, abs=0.09)
    assert figures.undecided / figures.good == pytest.approx(0.1, abs=0.07)


def test_what_if_sets_a_rate_that_no_document_has(demo: Scenario) -> None:
    made = changed(
        demo, [parse_change("inspections.inspect.escape=0.25"), parse_change("inspections.inspect.undecided=0.1")]
    )
    assert made.model.inspections == (InspectionRate(LOOK, escape=0.25, undecided=0.1),)
    for wrong in ("inspections.inspekt.escape=0.1", "inspections.inspect.escape=1.1", "inspections.inspect.miss=0"):
        with pytest.raises(TwinError):
            changed(demo, [parse_change(wrong)])


def test_a_document_says_how_often_and_never_more_than_always(tmp_path: Path) -> None:
    plant = load_plant(CONFIG / "lines" / "compute_tray.yaml")
    path = tmp_path / "twin.yaml"
    path.write_text(
        "twin: compute_tray\ninspections: [{operation: inspect, escape: 0.3, undecided: 0.7}]\n", encoding="utf-8"
    )
    assert load_twin_model(path, plant).inspections == (InspectionRate(LOOK, escape=0.3, undecided=0.7),)
    path.write_text(
        "twin: compute_tray\ninspections: [{operation: inspekt, escape: 0.4, undecided: 0.7}]\n", encoding="utf-8"
    )
    with pytest.raises(DocumentError, match=r"(?s)inspekt.*more than all|more than all.*inspekt"):
        load_twin_model(path, plant)
