"""When orders will be done, foretold now and then."""

from __future__ import annotations

import math

from robot_cells.orchestration.predictions import Prediction, predict
from robot_cells.orchestration.state import State

EVERY_S = 5.0
"""Wall time between two forecasts: each takes milliseconds in which nothing is dispatched."""
MOST_TASKS = 300
"""With more work than this a forecast would take too long for the loop that dispatches."""


class Forecast:
    """Keeps the latest prediction and makes a new one when it is old, or when orders have come or gone."""

    def __init__(self) -> None:
        self._latest: Prediction | None = None
        self._made_s = -math.inf
        self._orders = -1

    def of(self, state: State, now_s: float, tasks_left: int, wall_s: float) -> Prediction | None:
        """What is to be expected at line time `now_s`; None when there is nothing or too much left to do."""
        ongoing = sum(item.end is None for item in state.orders.values())
        if ongoing != self._orders or wall_s >= self._made_s + EVERY_S:
            self._orders, self._made_s = ongoing, wall_s
            self._latest = predict(state, now_s) if 0 < tasks_left <= MOST_TASKS else None
        return self._latest
