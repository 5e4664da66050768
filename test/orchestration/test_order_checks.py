"""Orders that cannot be made are refused before anything is written."""

from __future__ import annotations

import math
from typing import Any

import pytest

from robot_cells.errors import OrderError
from robot_cells.ids import OrderId, ProductId, PromptId
from robot_cells.orchestration.order_checks import check_answer, check_open, check_order, check_priority
from robot_cells.orders.work_order import MAX_QUANTITY, WorkOrder


def state_of(kit: Any) -> Any:
    products = [kit.chain("p", "cut"), kit.chain("impossible", "cut", "levitate")]
    plant = kit.FakePlant(kit.line(kit.cell("a", "cut")), products)
    plant.submit("WO-1", "p", 2, due_s=100.0)
    return plant


def order(name: str = "WO-2", product: str = "p", quantity: int = 1, **more: Any) -> WorkOrder:
    return WorkOrder(OrderId(name), ProductId(product), quantity, **more)


def test_a_new_order_is_new_and_the_same_again_is_accepted_without_effect(kit: Any) -> None:
    state = state_of(kit).orchestrator.state
    assert check_order(state, order()) is True
    assert check_order(state, order("WO-1", quantity=2, due_s=100.0)) is False


def test_an_order_submitted_twice_is_made_once(kit: Any) -> None:
    plant = state_of(kit)
    plant.submit("WO-1", "p", 2, due_s=100.0)
    plant.run()
    assert len(plant.ended("job_completed")) == 2


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (order("WO-1", quantity=3, due_s=100.0), "other content"),
        (order(product="q"), "does not make 'q'"),
        (order(product="impossible"), "No cell of the line can do the operation 'levitate'"),
        (order(quantity=0), "quantity is 0"),
        (order(quantity=-1), "quantity is -1"),
        (order(quantity=MAX_QUANTITY + 1), "quantity"),
        (order(""), "id of an order"),
        (order("a b"), "id of an order"),
        (order("a:b"), "id of an order"),
        (order("a#b"), "id of an order"),
        (order("x" * 65), "id of an order"),
        (order("../x"), "id of an order"),
        (order("WO-1\n"), "id of an order"),
        (order(release_s=-1.0), "release time"),
        (order(release_s=math.nan), "release time"),
        (order(release_s=1e300), "release time"),
        (order(due_s=math.inf), "due time"),
        (order(due_s=math.nan), "due time"),
        (order(due_s=1e300), "due time"),
        (order(release_s=100.0, due_s=50.0), "due time"),
        (order(priority=1_000_001), "priority is 1000001"),
        (order(priority=-(2**63)), "priority"),
    ],
)
def test_an_order_that_cannot_be_made_is_refused(kit: Any, wrong: WorkOrder, words: str) -> None:
    with pytest.raises(OrderError, match=words):
        check_order(state_of(kit).orchestrator.state, wrong)


@pytest.mark.parametrize("priority", [1_000_001, -1_000_001, 2**63 - 1])
def test_a_priority_beyond_reason_is_refused(priority: int) -> None:
    with pytest.raises(OrderError, match="it must be from -1000000 to 1000000"):
        check_priority(OrderId("WO-1"), priority)


def test_commands_on_unknown_and_ended_orders_are_refused(kit: Any) -> None:
    plant = state_of(kit)
    assert check_open(plant.orchestrator.state, OrderId("WO-1")).order.id == "WO-1"
    plant.run()
    for name, words in (("WO-1", "has ended"), ("WO-9", "no such order")):
        with pytest.raises(OrderError, match=words):
            check_open(plant.orchestrator.state, OrderId(name))


def test_an_answer_to_no_question_is_refused(kit: Any) -> None:
    with pytest.raises(OrderError, match="not open"):
        check_answer(state_of(kit).orchestrator.state, PromptId("q"), "yes")
