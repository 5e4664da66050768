"""A public job-shop instance as documents, so that it is run by everything that runs an ordinary line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from robot_cells.lines.capability import Capability
from robot_cells.lines.cell import Cell
from robot_cells.orders.operation import Operation
from robot_cells.orders.product import Product
from robot_cells.schedules.instances import DWELL, Instance

SHORTEST_S = 0.001
"""Some public instances have operations of duration 0; a document's durations are longer than nothing."""


@dataclass(frozen=True, slots=True)
class InstanceDocuments:
    """Where the documents lie."""

    line: Path
    orders: Path


def write_instance_documents(folder: Path, instance: Instance) -> InstanceDocuments:
    """Write line, products, process and orders below `folder`; those of a run that goes on are written again."""
    (folder / "processes").mkdir(parents=True, exist_ok=True)
    (folder / "products").mkdir(exist_ok=True)
    for product in instance.products.values():
        _write(folder / "products" / f"{product.id}.yaml", _product(product))
    _write(folder / "processes" / f"{DWELL}.yaml", _PROCESS)
    _write(folder / "line.yaml", _line(instance))
    orders = [{"id": item.id, "product": item.product, "quantity": item.quantity} for item in instance.orders]
    _write(folder / "orders.yaml", {"orders": orders})
    return InstanceDocuments(folder / "line.yaml", folder / "orders.yaml")


_PROCESS: Mapping[str, object] = {
    "process": DWELL,
    "description": "The machine works for as long as the instance says.",
    "parameters": {"duration_s": {"type": "number", "unit": "s"}},
    "tree": {"skill": "dwell", "with": {"duration_s": "${duration_s}"}},
}


def _line(instance: Instance) -> dict[str, object]:
    return {
        "line": str(instance.line.id),
        "description": "A public job-shop instance; products change machines at once.",
        "products": [f"products/{product}.yaml" for product in instance.products],
        "processes": "processes",
        "cells": [_cell(place, cell) for place, cell in enumerate(instance.line.cells)],
    }


def _cell(place: int, cell: Cell) -> dict[str, object]:
    return {
        "id": str(cell.id),
        "kind": cell.kind.value,
        "pose": {"x_m": float(place), "y_m": 0.0},
        "capabilities": [_capability(item) for item in cell.capabilities],
        "devices": [{"id": str(item.id), "kind": item.kind.value} for item in cell.devices],
    }


def _capability(capability: Capability) -> dict[str, object]:
    nominal = {"duration_s": capability.duration_s}
    # The parameter is a stand-in: every operation says how long it takes on each machine, and that wins.
    return {"name": capability.name, **nominal, "process": capability.process, "parameters": nominal.copy()}


def _product(product: Product) -> dict[str, object]:
    return {"product": str(product.id), "operations": [_operation(item) for item in product.recipe.operations]}


def _operation(operation: Operation) -> dict[str, object]:
    return {
        "id": str(operation.id),
        "capability": operation.capability,
        "after": [str(item) for item in operation.after],
        "durations_s": {str(cell): max(SHORTEST_S, value) for cell, value in operation.durations_s.items()},
    }


def _write(path: Path, content: Mapping[str, object]) -> None:
    path.write_text(yaml.safe_dump(dict(content), sort_keys=False), encoding="utf-8")
