from __future__ import annotations

import pytest

from robot_cells.attempts.assignment import Assignment, AssignmentKind
from robot_cells.twins.process_predictions import ProcessPredictions
from robot_cells.twins.process_skills import skill_tries
from robot_cells.twins.scenario import Scenario


def asked(capability: str, product: str, **parameters: object) -> Assignment:
    return Assignment(
        AssignmentKind.EXECUTE, "j", 0, "", "j:A/001/x.1#1", serial="A-001", product=product, capability=capability,
        parameters=parameters,
    )  # fmt: skip


@pytest.fixture
def predictions(demo: Scenario) -> ProcessPredictions:
    return ProcessPredictions({cell.id: cell for cell in demo.line.cells}, demo.processes, demo.products)


def test_more_defects_take_longer_to_put_right(predictions: ProcessPredictions) -> None:
    screws = [{"code": "inspect.missing_screw", "subject": f"cp_1_s{number}"} for number in (1, 2)]
    one, two = (predictions.duration_s(asked("refit", "tray_a", defects=screws[:n]), "assembly_1") for n in (1, 2))
    assert one is not None
    assert two is not None
    assert two > one


def test_the_change_over_is_not_part_of_the_prediction(predictions: ProcessPredictions) -> None:
    plain = predictions.duration_s(asked("place_modules", "tray_a"), "assembly_1")
    assert predictions.duration_s(asked("place_modules", "tray_a", changeover_s=40.0), "assembly_1") == plain


@pytest.mark.parametrize(("capability", "cell"), [("fly", "assembly_1"), ("refit", "nowhere")])
def test_what_cannot_be_built_is_not_predicted(predictions: ProcessPredictions, capability: str, cell: str) -> None:
    assert predictions.duration_s(asked(capability, "tray_a", defects=[]), cell) is None


def test_tries_of_a_skill_are_those_of_the_retries_around_it(demo: Scenario) -> None:
    assert skill_tries(demo.processes["scan_serial"])["scan_code"] == 3
    assert skill_tries(demo.processes["inspect_tray"]) == {
        "take_in": 1, "scan_code": 1, "dwell": 1, "capture": 2, "inspect": 2
    }  # fmt: skip
