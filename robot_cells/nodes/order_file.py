"""The orders of a document, handed in by the orchestrator itself when it starts."""

from __future__ import annotations

import time
from pathlib import Path

from rclpy.impl.rcutils_logger import RcutilsLogger

from robot_cells.documents.order_book import load_orders
from robot_cells.documents.plant import Plant
from robot_cells.nodes.request import Answer, Request
from robot_cells.orchestration.events import Event, OrderSubmitted
from robot_cells.orchestration.orchestrator import Orchestrator
from robot_cells.orchestration.order_checks import check_order
from robot_cells.orders.work_order import WorkOrder


def order_requests(path: Path, plant: Plant, logger: RcutilsLogger) -> list[Request]:
    """One request for each order; those that the journal has already mean nothing. Raises `DocumentError`.

    `logger` (of the node) is told which were refused.
    """
    return [_request(order, logger) for order in load_orders(path, plant).orders]


def _request(order: WorkOrder, logger: RcutilsLogger) -> Request:
    def decide(core: Orchestrator, at_s: float) -> tuple[Event, ...]:
        """The order, where the line takes it."""
        return (OrderSubmitted(at_s, order),) if check_order(core.state, order) else ()

    def answered(answer: Answer) -> None:
        """Logs what the line says against it."""
        if not answer.accepted:
            logger.error(f"The order {order.id} was not accepted: {answer.message}")

    return Request(decide, answered, time.time_ns())
