"""Rules on work orders that their shape alone does not show."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from robot_cells.documents.document import Document
from robot_cells.documents.duplicates import duplicates
from robot_cells.documents.orders_model import OrdersModel
from robot_cells.documents.problem import Problem
from robot_cells.documents.suggestion import one_of


def check_order_times(document: Document, model: OrdersModel) -> Iterator[Problem]:
    """Work orders that are due before they are released."""
    for index, order in enumerate(model.orders):
        if order.due_s is not None and order.due_s <= order.release_s:
            yield document.problem(
                ("orders", index, "due_s"),
                f"due at {order.due_s:g} s, but released only at {order.release_s:g} s",
                "let it be due after its release; both count from the submission",
            )


def check_order_names(document: Document, model: OrdersModel) -> list[Problem]:
    """Work orders of the same name."""
    return duplicates(
        document, [(("orders", index, "id"), order.id) for index, order in enumerate(model.orders)], "work order"
    )


def check_order_products(document: Document, model: OrdersModel, products: Collection[str]) -> Iterator[Problem]:
    """Work orders for a product that the line does not make."""
    for index, order in enumerate(model.orders):
        if order.product not in products:
            yield document.problem(
                ("orders", index, "product"), f"there is no product {order.product}", one_of(order.product, products)
            )
