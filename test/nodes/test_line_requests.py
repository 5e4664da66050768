"""What is asked of the services of a line, without a node."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from robot_cells.documents.plant import load_plant
from robot_cells.errors import OrderError
from robot_cells.ids import JournalId, OrderId, ProductId
from robot_cells.nodes.line_requests import submit_order
from robot_cells.orchestration.events import OrderSubmitted
from robot_cells.orchestration.orchestrator import Orchestrator
from robot_cells.orders.work_order import OnTimeout, WorkOrder
from robot_cells_msgs.srv import SubmitOrder


@pytest.fixture
def core(tiny_line: Path) -> Orchestrator:
    """An orchestrator that has taken an order with a time-out from a document."""
    plant = load_plant(tiny_line)
    core = Orchestrator(plant.line, plant.products, JournalId("9f2c41aa"), epoch=1)
    order = WorkOrder(OrderId("WO-1"), ProductId("plate"), 2, timeout_s=60.0, on_timeout=OnTimeout.CANCEL)
    core.handle([OrderSubmitted(0.0, order)])
    return core


def request(quantity: int) -> SubmitOrder.Request:
    return SubmitOrder.Request(order_id="WO-1", product="plate", quantity=quantity, due_s=math.nan)


def test_an_order_with_a_time_out_that_comes_again_through_the_service_keeps_it(core: Orchestrator) -> None:
    assert submit_order(core, 1.0, request(2)) == ()
    assert core.state.orders["WO-1"].order.timeout_s == 60.0


def test_an_order_of_the_same_name_with_other_content_is_refused(core: Orchestrator) -> None:
    with pytest.raises(OrderError, match="other content"):
        submit_order(core, 1.0, request(3))
