"""Who cancels may name a policy; where nobody does, each attempt ends as its operation says."""

from __future__ import annotations

from typing import Any

import pytest

from robot_cells.ids import OperationId
from robot_cells.lines.vehicle import Vehicle
from robot_cells.orchestration.events import Event, LineStopped, OrderCancelled
from robot_cells.orders.cancel_policy import CancelPolicy
from robot_cells.orders.operation import Operation

FINISH_STEP, PARK, STOP_NOW = CancelPolicy


def cancelled(kit: Any, event: Event) -> dict[str, CancelPolicy]:
    """By operation how the attempts end that run when the event comes."""
    line = kit.line(
        kit.cell("a", "cut"), kit.cell("b", "weld"), kit.cell("c", "paint", x_m=50.0), vehicles=[Vehicle("amr", "a")]
    )
    products = [
        kit.chain("p", Operation(OperationId("cut"), "cut", cancel=PARK)),
        kit.chain("q", Operation(OperationId("weld"), "weld", cancel=STOP_NOW)),
        kit.chain("r", "cut", "paint"),
    ]
    plant = kit.FakePlant(line, products)
    plant.submit("WO-1", "r")
    plant.run(until_s=12.0)
    plant.submit("WO-2", "p")
    plant.submit("WO-3", "q")
    plant.run(until_s=14.0)
    plant.tell(event)
    operations = {item.attempt: item.operation for item in plant.ended("attempt_dispatched")}
    return {operations[item.attempt]: item.policy for item in plant.ended("cancel_requested")}


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        (None, {"cut": PARK, "weld": STOP_NOW, "transport": FINISH_STEP}),
        (FINISH_STEP, {"cut": FINISH_STEP, "weld": FINISH_STEP, "transport": FINISH_STEP}),
        (STOP_NOW, {"cut": STOP_NOW, "weld": STOP_NOW, "transport": STOP_NOW}),
    ],
)
def test_the_stop_of_a_line_ends_each_attempt_by_its_policy_or_by_its_operations(
    kit: Any, policy: CancelPolicy | None, expected: dict[str, CancelPolicy]
) -> None:
    assert cancelled(kit, LineStopped(14.0, "maintenance", policy)) == expected


@pytest.mark.parametrize(
    ("order", "policy", "expected"),
    [
        ("WO-1", None, {"transport": FINISH_STEP}),
        ("WO-2", None, {"cut": PARK}),
        ("WO-3", None, {"weld": STOP_NOW}),
        ("WO-3", PARK, {"weld": PARK}),
    ],
)
def test_the_cancel_of_an_order_ends_its_attempts_and_no_others(
    kit: Any, order: str, policy: CancelPolicy | None, expected: dict[str, CancelPolicy]
) -> None:
    assert cancelled(kit, OrderCancelled(14.0, order, policy)) == expected
