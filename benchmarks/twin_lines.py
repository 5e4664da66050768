"""Generated lines for the twin: stages of equal cells, vehicles between them, mixed orders, trouble now and then."""

from __future__ import annotations

from dataclasses import dataclass

from robot_cells.ids import CellId, LineId, OperationId, OrderId, ProductId
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
from robot_cells.twins.model import Breakdown, FailureRate, TwinModel
from robot_cells.twins.scenario import Scenario

PRODUCTS = 3
PIECES = 50
"""Of one product in each order."""


@dataclass(frozen=True, slots=True)
class TwinLine:
    """How large a generated line is; `tasks` counts operations, trips of vehicles come on top."""

    stages: int
    cells_per_stage: int
    vehicles: int
    jobs: int
    duration_s: float

    @property
    def cells(self) -> int:
        """Cells of all stages."""
        return self.stages * self.cells_per_stage

    @property
    def tasks(self) -> int:
        """Operations of all jobs."""
        return self.stages * self.jobs


SHIFT = TwinLine(stages=4, cells_per_stage=5, vehicles=10, jobs=2_000, duration_s=56.0)
"""About eight hours of work for twenty cells."""
LARGE = TwinLine(stages=5, cells_per_stage=20, vehicles=40, jobs=4_000, duration_s=120.0)
"""A hundred cells, twenty thousand tasks."""


def scenario_of(size: TwinLine) -> Scenario:
    """The line, its orders and its model."""
    cells = tuple(
        Cell(
            CellId(f"cell_{stage}_{number:02d}"),
            CellKind.ASSEMBLY,
            (Capability(f"step_{stage}", size.duration_s * (1.0 + 0.02 * (number % 3)), "none"),),
            input_buffer=Buffer(2),
            output_buffer=Buffer(2),
            pose=Pose2D(4.0 * stage, 3.0 * number),
            changeovers_s=_changeovers_s(stage),
        )
        for stage in range(size.stages)
        for number in range(size.cells_per_stage)
    )
    vehicles = tuple(
        Vehicle(CellId(f"amr_{number:02d}"), cells[number % len(cells)].id, 2.0) for number in range(size.vehicles)
    )
    line = Line(LineId("generated"), cells, vehicles, wip_limit=3 * len(cells))
    products = {name: Product(name, _recipe(size.stages)) for name in map(_product, range(PRODUCTS))}
    orders = tuple(
        WorkOrder(OrderId(f"WO-{number:03d}"), _product(number % PRODUCTS), PIECES, due_s=1_500.0 * (1 + number))
        for number in range(size.jobs // PIECES)
    )
    model = TwinModel(
        failures=(FailureRate(_operation(1), "step.failed", 0.01), FailureRate(_operation(2), "step.bad", 0.01)),
        breakdowns=tuple(Breakdown(cell.id, 14_400.0, 300.0) for cell in cells[::3]),
    )
    return Scenario(line, products, orders, model=model)


def _product(number: int) -> ProductId:
    return ProductId(f"product_{number}")


def _operation(stage: int) -> OperationId:
    return OperationId(f"step_{stage}")


def _recipe(stages: int) -> Recipe:
    rules = (FailureRule(Consequence.RETRY, limit=1, backoff_s=5.0), FailureRule(Consequence.SCRAP))
    return Recipe(
        tuple(
            Operation(
                _operation(stage),
                f"step_{stage}",
                after=(_operation(stage - 1),) if stage else (),
                on_failure=rules,
            )
            for stage in range(stages)
        )
    )


def _changeovers_s(stage: int) -> dict[tuple[ProductId, ProductId], float]:
    """The first stage has to be set up for another product."""
    names = [_product(number) for number in range(PRODUCTS)]
    return {(one, other): 20.0 for one in names for other in names if one != other and stage == 0}
