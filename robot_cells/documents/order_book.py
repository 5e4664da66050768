"""The order book: the work orders of a document, and the faults that its simulated equipment shall have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from robot_cells.documents.document import Document
from robot_cells.documents.model_problems import validate
from robot_cells.documents.order_checks import check_orders
from robot_cells.documents.orders_model import OrdersModel
from robot_cells.documents.plant import Plant
from robot_cells.documents.problem import refuse
from robot_cells.documents.yaml_reader import read_document
from robot_cells.ids import OrderId, ProductId
from robot_cells.orders.work_order import WorkOrder


@dataclass(frozen=True, slots=True)
class OrderBook:
    """Work orders in the order of the document, and faults for simulated equipment."""

    orders: tuple[WorkOrder, ...]
    faults: tuple[Mapping[str, object], ...] = ()


def load_orders(path: Path, plant: Plant) -> OrderBook:
    """Read an orders document for a plant; raises `DocumentError` with every fault, one a line."""
    document: Document = read_document(path)
    model, problems = validate(document, OrdersModel)
    if model is not None:
        problems += check_orders(document, model, plant.products)
    refuse(problems)
    assert model is not None
    return OrderBook(
        orders=tuple(
            WorkOrder(
                OrderId(item.id), ProductId(item.product), item.quantity, item.release_s, item.due_s, item.priority
            )
            for item in model.orders
        ),
        faults=tuple(model.faults),
    )
