"""The order book: the work orders of a document, and the faults that its simulated equipment shall have."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from robot_cells.documents.document import Document
from robot_cells.documents.fault_checks import check_faults
from robot_cells.documents.model_problems import validate
from robot_cells.documents.order_checks import check_order_names, check_order_products, check_order_times
from robot_cells.documents.orders_model import OrdersModel, WorkOrderModel
from robot_cells.documents.orders_understood import understand
from robot_cells.documents.plant import Plant
from robot_cells.documents.problem import Problem, refuse
from robot_cells.documents.yaml_reader import read_document
from robot_cells.ids import OrderId, ProductId
from robot_cells.orders.product import Product
from robot_cells.orders.work_order import OnTimeout, WorkOrder
from robot_cells.simulations.fault_plan import FaultSpec


@dataclass(frozen=True, slots=True)
class OrderBook:
    """Work orders in the order of the document, and faults for simulated equipment."""

    orders: tuple[WorkOrder, ...]
    faults: tuple[FaultSpec, ...] = ()


def load_orders(path: Path, plant: Plant) -> OrderBook:
    """Read an orders document for a plant; raises `DocumentError` with every fault, one a line."""
    document = read_document(path)
    model, problems = check_orders(document, plant.products, [vehicle.id for vehicle in plant.line.vehicles])
    return _book(model, problems)


def read_order_book(path: Path) -> OrderBook:
    """Read an orders document without a plant: whether its products can be made is for the line to say.

    Raises `DocumentError` with every fault, one a line.
    """
    model, problems = check_orders(read_document(path))
    return _book(model, problems)


def check_orders(
    document: Document, products: Mapping[ProductId, Product] | None = None, vehicles: Collection[str] = ()
) -> tuple[OrdersModel | None, list[Problem]]:
    """The model of an orders document, or None where its shape is wrong; and everything that is wrong with it.

    Without `products`, those of the line that shall make them, only by itself.
    """
    model, problems = validate(document, OrdersModel)
    # What has the right shape is looked at also where something else has not.
    understood = understand(document, problems)
    problems += check_order_names(document, understood)
    problems += check_order_times(document, understood)
    if products is not None:
        problems += check_order_products(document, understood, products)
        problems += check_faults(document, understood, products, vehicles)
    return model, problems


def _book(model: OrdersModel | None, problems: list[Problem]) -> OrderBook:
    refuse(problems)
    assert model is not None
    return OrderBook(orders=tuple(_work_order(item) for item in model.orders), faults=tuple(model.faults))


def _work_order(model: WorkOrderModel) -> WorkOrder:
    return WorkOrder(
        id=OrderId(model.id),
        product=ProductId(model.product),
        quantity=model.quantity,
        release_s=model.release_s,
        due_s=model.due_s,
        priority=model.priority,
        timeout_s=model.timeout_s,
        on_timeout=OnTimeout(model.on_timeout),
    )
