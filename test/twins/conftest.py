"""A tiny line, and the reference line with its demonstration orders."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from robot_cells.documents.order_book import OrderBook, load_orders
from robot_cells.documents.plant import Plant, load_plant
from robot_cells.documents.process_library import processes_of
from robot_cells.ids import CellId, OperationId, OrderId, ProductId
from robot_cells.lines.buffer import Buffer
from robot_cells.lines.capability import Capability
from robot_cells.lines.cell import Cell
from robot_cells.lines.cell_kind import CellKind
from robot_cells.lines.line import Line
from robot_cells.lines.pose import Pose2D
from robot_cells.lines.vehicle import Vehicle
from robot_cells.orders.operation import Consequence, FailureRule, Operation
from robot_cells.orders.product import Product
from robot_cells.orders.recipe import Recipe
from robot_cells.orders.work_order import WorkOrder
from robot_cells.twins.scenario import Scenario

ROOT = Path(__file__).parents[2]


def tiny_scenario(quantity: int = 3, **more: object) -> Scenario:
    """Two cells and a vehicle: make (30 s) on one, test (20 s) on the other; a failed test is tried again once."""
    cells = (
        Cell(CellId("maker"), CellKind.ASSEMBLY, (Capability("make", 30.0, "make"),), output_buffer=Buffer(1)),
        Cell(
            CellId("tester"),
            CellKind.INSPECTION,
            (Capability("test", 20.0, "test"),),
            input_buffer=Buffer(1),
            pose=Pose2D(6.0, 0.0),
        ),
    )
    line = Line("tiny", cells, (Vehicle(CellId("amr"), CellId("maker")),))
    rules = (FailureRule(Consequence.RETRY, limit=1), FailureRule(Consequence.ASK))
    operations = (
        Operation(OperationId("make"), "make"),
        Operation(OperationId("test"), "test", after=(OperationId("make"),), on_failure=rules),
    )
    product = Product(ProductId("thing"), Recipe(operations))
    orders = (WorkOrder(OrderId("WO-1"), product.id, quantity, due_s=200.0),)
    return Scenario(line, {product.id: product}, orders, **more)


@pytest.fixture
def tiny() -> Callable[..., Scenario]:
    return tiny_scenario


@pytest.fixture(scope="session")
def reference_plant() -> Plant:
    return load_plant(ROOT / "config/lines/compute_tray.yaml")


@pytest.fixture(scope="session")
def demo_orders(reference_plant: Plant) -> OrderBook:
    return load_orders(ROOT / "config/orders/demo.yaml", reference_plant)


@pytest.fixture(scope="session")
def demo(reference_plant: Plant, demo_orders: OrderBook) -> Scenario:
    return Scenario(
        reference_plant.line,
        reference_plant.products,
        demo_orders.orders,
        demo_orders.faults,
        processes=processes_of(reference_plant),
    )
