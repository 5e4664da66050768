"""What is asked of the services of a line about orders, without a node."""

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


def request(**fields: object) -> SubmitOrder.Request:
    return SubmitOrder.Request(**{"order_id": "WO-1", "product": "plate", "quantity": 2, "due_s": math.nan} | fields)


SAME = {"timeout_s": 60.0, "on_timeout": SubmitOrder.Request.CANCEL}


def test_an_order_with_a_time_out_is_taken_in_with_it(core: Orchestrator) -> None:
    (event,) = submit_order(core, 1.0, request(order_id="WO-2", **SAME))
    assert event == OrderSubmitted(
        1.0, WorkOrder(OrderId("WO-2"), ProductId("plate"), 2, timeout_s=60.0, on_timeout=OnTimeout.CANCEL)
    )


def test_a_time_out_of_0_is_no_limit(core: Orchestrator) -> None:
    (event,) = submit_order(core, 1.0, request(order_id="WO-2"))
    assert isinstance(event, OrderSubmitted)
    assert (event.order.timeout_s, event.order.on_timeout) == (None, OnTimeout.ALARM)


def test_an_order_that_comes_again_with_its_time_out_means_nothing(core: Orchestrator) -> None:
    assert submit_order(core, 1.0, request(**SAME)) == ()


@pytest.mark.parametrize(
    "other", [{"quantity": 3}, {"timeout_s": 0.0}, {"timeout_s": 61.0}, {"on_timeout": 0}], ids=str
)
def test_an_order_of_the_same_name_with_other_content_is_refused(core: Orchestrator, other: dict[str, object]) -> None:
    with pytest.raises(OrderError, match="other content"):
        submit_order(core, 1.0, request(**SAME | other))


WRONG = [
    ({"timeout_s": math.nan}, "The time-out is nan s"),
    ({"timeout_s": -1.0}, "The time-out is -1.0 s"),
    ({"timeout_s": math.inf}, "The time-out is inf s"),
    ({"timeout_s": 60.0, "on_timeout": 2}, "on_timeout is 2, which means nothing. There is 0 (ALARM), 1 (CANCEL)."),
    ({"release_s": math.nan}, "The release time is nan s"),
    ({"due_s": math.inf}, "The due time is inf s"),
]


@pytest.mark.parametrize(("fields", "said"), WRONG, ids=[said for _, said in WRONG])
def test_a_number_that_means_nothing_is_refused_with_one_sentence(
    core: Orchestrator, fields: dict[str, object], said: str
) -> None:
    with pytest.raises(OrderError) as refusal:
        submit_order(core, 1.0, request(order_id="WO-2", **fields))
    assert str(refusal.value).startswith(f"WO-2: {said}")
