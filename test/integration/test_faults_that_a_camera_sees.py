"""Faults of an orders document that only a camera sees, on the reference line: each is caught and put right."""

from __future__ import annotations

import pytest

from robot_cells.documents.order_book import load_orders
from robot_cells.orchestration import events
from robot_cells.reports.inspection_figures import Judged, inspection_figures

ORDERS = """
orders:
  - {id: WO-1, product: tray_a, quantity: 5}
  - {id: WO-2, product: tray_b, quantity: 2}
faults:
  - {fault: wrong_module, serial: WO-1-001, module: nic_1, type: power_board}
  - {fault: loose_cable, serial: WO-1-002, cable: cable_2, end: 2, pulled_m: 0.0015}
  - {fault: hanging_cable, serial: WO-1-003, cable: cable_3, sag: 2.5}
  - {fault: misplaced_module, serial: WO-1-004, module: cpu_1, dx_m: 0.0007}
  - {fault: loose_cable, serial: WO-2-001, cable: cable_1}
  - {fault: wrong_module, serial: WO-2-001, module: drive_2, type: memory_bank}
"""
CAUGHT = {
    "WO-1/001": [("inspect.wrong_module", "nic_1")],
    "WO-1/002": [("inspect.loose_cable", "cable_2")],
    "WO-1/003": [("inspect.loose_cable", "cable_3")],
    "WO-1/004": [("inspect.misplaced_module", "cpu_1")],
    "WO-2/001": [("inspect.wrong_module", "drive_2"), ("inspect.loose_cable", "cable_1")],
}


@pytest.fixture(scope="module")
def finished(virtual_line, reference_plant, tmp_path_factory):
    path = tmp_path_factory.mktemp("orders") / "orders.yaml"
    path.write_text(ORDERS, encoding="utf-8")
    book = load_orders(path, reference_plant)
    line = virtual_line(book.faults, seed=3)
    line.run(book.orders)
    return line


def of_type(line, kind):
    return [event for event in line.recorded if isinstance(event, kind)]


def truth(line):
    return line.equipment.plant.truth.document((), line.equipment.plant.faults.happened)


def test_every_fault_is_caught_by_the_inspection_under_its_name(finished) -> None:
    assert finished.equipment.plant.faults.pending == ()
    rerouted = of_type(finished, events.JobRerouted)
    found = {event.job: sorted((item["code"], item["subject"]) for item in event.defects) for event in rerouted}
    assert found == {job: sorted(defects) for job, defects in CAUGHT.items()}
    assert len(rerouted) == len(CAUGHT), "each is caught once and put right by the first rework"


def test_nobody_is_asked_and_every_tray_leaves_as_it_should_be(finished) -> None:
    assert of_type(finished, events.PromptRaised) == of_type(finished, events.JobScrapped) == []
    released = truth(finished)["released"]
    assert len(released) == 7
    assert finished.equipment.plant.truth.released_defects == [()] * 7
    assert all(tray["loose_cables"] == {} for tray in released)
    assert {module["type"] for tray in released for module in tray["modules"].values()} == {""}


def test_the_table_of_escapes_counts_them_as_bad_ones_that_were_caught(finished) -> None:
    judged = [
        Judged(event.attempt, "inspect", "inspection", "presence", str(event.result["verdict"]))
        for event in of_type(finished, events.AttemptEnded)
        if "verdict" in event.result
    ]
    (figures,) = inspection_figures(judged, truth(finished))
    counts = (figures.bad, figures.escapes, figures.good, figures.false_calls, figures.undecided)
    assert counts == (len(CAUGHT), 0, 7, 0, 0)
