"""What an operator may choose when the orchestrator asks."""

from __future__ import annotations

from robot_cells.orders.operation import Operation
from robot_cells.orders.recipe import Recipe

RETRY = "retry"
"""The same again, as a new attempt."""
SCRAP = "scrap"
"""The piece is given up."""
ARRIVED = "arrived"
"""After a trip: the product stands at its target, the line goes on from there."""
REWORK_PREFIX = "rework:"
"""Followed by the id of a rework route: the piece goes along it."""


def after_failure(recipe: Recipe, operation: Operation) -> tuple[str, ...]:
    """Try again, a rework route that may follow the operation, or give the piece up."""
    return (RETRY, *(REWORK_PREFIX + route for route in recipe.routes_after(operation)), SCRAP)


AFTER_DOUBT = (RETRY, SCRAP)
"""What happened is not known: the operator looks, then it is done again from the start, or the piece is given up."""
AFTER_TRIP = (RETRY, ARRIVED, SCRAP)
"""The trip did not succeed: the vehicle tries again, somebody has brought the product there, or it is given up."""
