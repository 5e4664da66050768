"""What an operator may choose when the orchestrator asks."""

from __future__ import annotations

from robot_cells.orders.operation import Operation
from robot_cells.orders.recipe import Recipe

RETRY = "retry"
"""The same again, as a new attempt."""
SCRAP = "scrap"
"""The piece is given up."""
DONE = "done"
"""It is done all the same: somebody has looked, and says so by name. After a trip: the product stands at its target."""
GOOD = "good"
"""The model could not say so, or says otherwise: somebody has looked at the picture, and says so by name."""
ARRIVED = "arrived"
"""What questions about trips offered in the place of `done`; journals of that time may hold such a question open."""
BY_NAME = (DONE, GOOD)
"""What stands in the place of a cell's word: somebody has to say it, by name."""
REWORK_PREFIX = "rework:"
"""Followed by the id of a rework route: the piece goes along it."""


def after_failure(recipe: Recipe, operation: Operation) -> tuple[str, ...]:
    """Try again, a rework route that may follow the operation, or give the piece up."""
    return (RETRY, *(REWORK_PREFIX + route for route in recipe.routes_after(operation)), SCRAP)


def or_done(allowed: tuple[str, ...]) -> tuple[str, ...]:
    """The same, and that it is done all the same; another try stays the first of them."""
    return (*(item for item in allowed if item == RETRY), DONE, *(item for item in allowed if item != RETRY))


def or_good(allowed: tuple[str, ...]) -> tuple[str, ...]:
    """The same, and that the piece is good; another picture stays the first of them."""
    return (*(item for item in allowed if item == RETRY), GOOD, *(item for item in allowed if item != RETRY))


AFTER_DOUBT = (RETRY, SCRAP)
"""What happened is not known: the operator looks, then it is done again from the start, or the piece is given up."""
AFTER_TRIP = or_done(AFTER_DOUBT)
"""The trip did not succeed: the vehicle tries again, the product stands at its target, or it is given up."""
