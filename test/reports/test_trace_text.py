from __future__ import annotations

from rich.console import Console

from robot_cells.ids import AttemptId, CellId, JobId, OrderId, ProductId, SerialNumber
from robot_cells.reports.trace import Step, Trace
from robot_cells.reports.trace_text import MOST_MEASUREMENTS, trace_text


def text_of(measurements: list[dict[str, object]], **more: object) -> str:
    step = Step(
        operation="fasten", visit=1, number=1, cell=CellId("assembly_1"), attempt=AttemptId("a"), begun_s=0.0, ended_s=9.0,
        outcome="succeeded", is_rework=False, origin="", target="", code="", message="", verdict="", evidence="",
        defects=(), measurements={"measurements": measurements, **more},
    )  # fmt: skip
    names = (SerialNumber("WO-1-001"), JobId("WO-1/001"), OrderId("WO-1"), ProductId("tray_a"))
    console = Console(width=200, record=True)
    console.print(trace_text(Trace(*names, "completed", "", 0.0, 9.0, (step,), ())))
    return console.export_text()


def torque(value: float, verdict: str = "pass") -> dict[str, object]:
    return {"name": "torque", "value": value, "unit": "N.m", "low": 0.57, "high": 0.7, "verdict": verdict}


def test_a_few_measurements_are_shown_with_their_limits() -> None:
    assert "torque 0.6 N.m (>= 0.57 and <= 0.7)" in text_of([torque(0.6)])


def test_of_many_measurements_those_that_passed_are_counted_and_the_others_shown() -> None:
    text = text_of([torque(0.6)] * MOST_MEASUREMENTS + [torque(0.31, "fail")])
    assert "torque 0.31 N.m (>= 0.57 and <= 0.7): fail" in text
    assert f"{MOST_MEASUREMENTS} measurements passed" in text
    assert "torque 0.6 " not in text


def test_equal_items_of_a_list_are_counted() -> None:
    assert "parts 2 x cable; processor" in text_of([], parts=["cable", "processor", "cable"])
