"""Rules on the fault plan: what it names must be there."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from robot_cells.documents.document import Document
from robot_cells.documents.orders_understood import UnderstoodFault, UnderstoodOrder, UnderstoodOrders
from robot_cells.documents.problem import Problem
from robot_cells.documents.suggestion import one_of
from robot_cells.ids import OrderId, ProductId, serial_number
from robot_cells.orders.product import Product

_PARTS = {"screw": "screws", "module": "modules", "coupling": "couplings", "cable": "cables"}
"""Keys of faults that name a part of the layout, and where in the layout these parts are."""


def check_faults(
    document: Document, orders: UnderstoodOrders, products: Mapping[ProductId, Product], vehicles: Collection[str]
) -> Iterator[Problem]:
    """Faults that name a product, part or vehicle that there will not be."""
    for fault in orders.faults:
        serial = fault.names.get("serial")
        if serial is not None:
            order = _order_of(serial, orders)
            if order is not None and order.product is not None and ProductId(order.product) in products:
                product = products[ProductId(order.product)]
                yield from _check_parts(document, fault, product)
                yield from _check_type(document, fault, product)
            elif order is None and all(item.id is not None for item in orders.orders):
                yield document.problem(
                    (*fault.path, "serial"), f"no order here makes {serial}", _serials_remedy(orders)
                )
        vehicle = fault.names.get("vehicle")
        if vehicle is not None and vehicle not in vehicles:
            yield document.problem(
                (*fault.path, "vehicle"), f"there is no vehicle {vehicle}", one_of(vehicle, vehicles)
            )


def _check_parts(document: Document, fault: UnderstoodFault, product: Product) -> Iterator[Problem]:
    layout = product.layout
    for key, kind in _PARTS.items():
        name = fault.names.get(key)
        known = [part.id for part in getattr(layout, kind, ())]
        if name is not None and name not in known:
            what = f"{product.id} has no {key} {name}"
            yield document.problem((*fault.path, key), what, one_of(name, known))
    part = fault.names.get("part")
    types = {module.type for module in layout.modules} | {"coupling", "cable"} if layout is not None else set()
    if part is not None and part not in types:
        what = f"{product.id} has no part of the type {part}"
        yield document.problem((*fault.path, "part"), what, one_of(part, types))


def _check_type(document: Document, fault: UnderstoodFault, product: Product) -> Iterator[Problem]:
    """What is placed instead of a module has the type of another module of the product."""
    modules = product.layout.modules if product.layout is not None else ()
    wrong, module = fault.names.get("type"), fault.names.get("module")
    own = next((item.type for item in modules if item.id == module), None)
    if wrong is None or own is None:
        return
    others = {item.type for item in modules} - {own}
    if wrong == own:
        yield document.problem((*fault.path, "type"), f"{module} is a {own}: the right part", one_of("", others))
    elif wrong not in others:
        what = f"{product.id} has no module of the type {wrong}"
        yield document.problem((*fault.path, "type"), what, one_of(wrong, others))


def _order_of(serial: str, orders: UnderstoodOrders) -> UnderstoodOrder | None:
    """The order that makes a serial number, or would if its quantity were right; None when no order here does."""
    prefix, _, unit = serial.rpartition("-")
    for order in orders.orders:
        is_named = prefix == order.id and unit.isdecimal() and serial == serial_number(OrderId(prefix), int(unit))
        if is_named and (order.quantity is None or 1 <= int(unit) <= order.quantity):
            return order
    return None


def _serials_remedy(orders: UnderstoodOrders) -> str:
    ranges = [
        f"{serial_number(OrderId(order.id), 1)} to {serial_number(OrderId(order.id), order.quantity)}"
        for order in orders.orders[:8]
        if order.id is not None and order.quantity is not None
    ]
    more = ", ..." if len(orders.orders) > len(ranges) else ""
    return f"the orders make {', '.join(ranges)}{more}"
