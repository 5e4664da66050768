"""What a recipe says of itself."""

from __future__ import annotations

import pytest

from robot_cells.ids import OperationId
from robot_cells.orders.operation import Consequence, FailureRule, Operation
from robot_cells.orders.recipe import Recipe, ReworkRoute

MEND, REFIT = FailureRule(Consequence.REWORK, route="mend"), FailureRule(Consequence.REWORK, route="refit")


@pytest.mark.parametrize(
    ("rules", "routes"),
    [
        ((), ()),
        ((FailureRule(Consequence.RETRY), FailureRule(Consequence.SCRAP)), ()),
        ((REFIT,), ("refit",)),
        ((REFIT, MEND), ("mend", "refit")),
        ((REFIT, FailureRule(Consequence.ASK)), ("mend", "refit", "look")),
    ],
)
def test_the_routes_after_an_operation_are_those_that_its_rules_name_or_all_where_one_asks(
    rules: tuple[FailureRule, ...], routes: tuple[str, ...]
) -> None:
    operation = Operation(OperationId("inspect"), "inspect_tray", on_failure=rules)
    step = Operation(OperationId("step"), "refit")
    known = {name: ReworkRoute(name, (step,), operation.id) for name in ("mend", "refit", "look")}
    assert Recipe((operation,), known).routes_after(operation) == routes
