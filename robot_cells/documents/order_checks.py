"""Rules on work orders that their shape alone does not show."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from robot_cells.documents.document import Document
from robot_cells.documents.duplicates import duplicates
from robot_cells.documents.orders_understood import UnderstoodOrders
from robot_cells.documents.problem import Problem
from robot_cells.documents.suggestion import one_of


def check_order_times(document: Document, orders: UnderstoodOrders) -> Iterator[Problem]:
    """Work orders that are due before they are released."""
    for order in orders.orders:
        if order.due_s is not None and order.release_s is not None and order.due_s <= order.release_s:
            yield document.problem(
                (*order.path, "due_s"),
                f"due at {order.due_s:g} s, but released only at {order.release_s:g} s",
                "let it be due after its release; both count from the submission",
            )


def check_order_names(document: Document, orders: UnderstoodOrders) -> list[Problem]:
    """Work orders of the same name."""
    names = [((*order.path, "id"), order.id) for order in orders.orders if order.id is not None]
    return duplicates(document, names, "work order")


def check_order_products(document: Document, orders: UnderstoodOrders, products: Collection[str]) -> Iterator[Problem]:
    """Work orders for a product that the line does not make."""
    for order in orders.orders:
        if order.product is not None and order.product not in products:
            yield document.problem(
                (*order.path, "product"), f"there is no product {order.product}", one_of(order.product, products)
            )
