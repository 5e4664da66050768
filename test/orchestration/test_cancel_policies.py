"""Who cancels may name a policy; where nobody does, each attempt ends as its operation says."""

from __future__ import annotations

from typing import Any

import pytest

from robot_cells.attempts.assignment import AssignmentKind
from robot_cells.ids import OperationId, OrderId
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


def cancelled_twice(kit: Any, first: Event, second: Event) -> tuple[list[CancelPolicy], list[str]]:
    """How the attempt of a long operation is to end after each of two commands, and the kinds that were recorded."""
    long = Operation(OperationId("cut"), "cut", cancel=PARK)
    fate = kit.Endless(None)  # It does not heed a cancel.
    plant = kit.FakePlant(kit.line(kit.cell("a", "cut")), [kit.chain("p", long)], lambda _: fate)
    plant.submit("WO-1", "p")
    plant.run(until_s=1.0)
    plant.tell(first)
    plant.tell(second)
    requests = plant.ended("cancel_requested")
    assert [item.cancel_policy for item in plant.sent if item.kind is AssignmentKind.CANCEL] == [
        item.policy for item in requests
    ]
    assert plant.replayed().state == plant.orchestrator.state
    return [item.policy for item in requests], [item.kind for item in plant.recorded]


COMMANDS = {
    "order_cancelled": lambda policy: OrderCancelled(1.0, OrderId("WO-1"), policy),
    "line_stopped": lambda policy: LineStopped(1.0, "", policy),
}


@pytest.mark.parametrize("kind", COMMANDS)
@pytest.mark.parametrize(
    ("first", "second", "policies"),
    [
        (None, STOP_NOW, [PARK, STOP_NOW]),
        (FINISH_STEP, STOP_NOW, [FINISH_STEP, STOP_NOW]),
        (STOP_NOW, STOP_NOW, [STOP_NOW]),
        (STOP_NOW, FINISH_STEP, [STOP_NOW]),
        (FINISH_STEP, PARK, [FINISH_STEP]),
        (None, None, [PARK]),
    ],
)
def test_what_ends_too_gently_can_be_stopped_at_once_by_a_second_command_and_by_nothing_less(
    kit: Any, kind: str, first: CancelPolicy | None, second: CancelPolicy | None, policies: list[CancelPolicy]
) -> None:
    found, kinds = cancelled_twice(kit, COMMANDS[kind](first), COMMANDS[kind](second))
    assert found == policies
    assert kinds.count(kind) == len(policies), "what changes nothing is not recorded"
