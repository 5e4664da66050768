"""Rules on the fault plan: what it names must be there."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from robot_cells.documents.document import Document, KeyPath
from robot_cells.documents.orders_model import OrdersModel
from robot_cells.documents.problem import Problem
from robot_cells.documents.suggestion import one_of
from robot_cells.ids import OrderId, ProductId, serial_number
from robot_cells.orders.product import Product

_PARTS = {"screw": "screws", "module": "modules", "coupling": "couplings"}
"""Keys of faults that name a part of the layout, and where in the layout these parts are."""


def check_faults(
    document: Document, model: OrdersModel, products: Mapping[ProductId, Product], vehicles: Collection[str]
) -> Iterator[Problem]:
    """Faults that name a product, part or vehicle that there will not be."""
    for index, fault in enumerate(model.faults):
        path: KeyPath = ("faults", index)
        serial = getattr(fault, "serial", None)
        if serial is not None:
            found = _product_of(serial, model)
            if found is None:
                yield document.problem((*path, "serial"), f"no order here makes {serial}", _serials_remedy(model))
            else:
                product = products.get(ProductId(found))
                if product is not None:
                    yield from _check_parts(document, path, fault, product)
        vehicle = getattr(fault, "vehicle", None)
        if vehicle is not None and vehicle not in vehicles:
            yield document.problem((*path, "vehicle"), f"there is no vehicle {vehicle}", one_of(vehicle, vehicles))


def _check_parts(document: Document, path: KeyPath, fault: object, product: Product) -> Iterator[Problem]:
    layout = product.layout
    for key, kind in _PARTS.items():
        name = getattr(fault, key, None)
        known = [part.id for part in getattr(layout, kind, ())]
        if name is not None and name not in known:
            what = f"{product.id} has no {key} {name}"
            yield document.problem((*path, key), what, one_of(name, known))
    part = getattr(fault, "part", None)
    types = {module.type for module in layout.modules} | {"coupling", "cable"} if layout is not None else set()
    if part is not None and part not in types:
        yield document.problem((*path, "part"), f"{product.id} has no part of the type {part}", one_of(part, types))


def _product_of(serial: str, model: OrdersModel) -> str | None:
    """The product of a serial number, None when no order of the document makes it."""
    for order in model.orders:
        prefix, _, unit = serial.rpartition("-")
        if prefix == order.id and unit.isdecimal() and 1 <= int(unit) <= order.quantity:
            return order.product if serial == serial_number(OrderId(order.id), int(unit)) else None
    return None


def _serials_remedy(model: OrdersModel) -> str:
    ranges = [
        f"{serial_number(OrderId(order.id), 1)} to {serial_number(OrderId(order.id), order.quantity)}"
        for order in model.orders[:8]
    ]
    more = ", ..." if len(model.orders) > len(ranges) else ""
    return f"the orders make {', '.join(ranges)}{more}"
