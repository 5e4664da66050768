"""When orders will be done, foretold now and then, in the pauses of the loop that dispatches."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable, Hashable

from robot_cells.horizons.measured_durations import MeasuredDurations
from robot_cells.horizons.prediction import Predicting, Prediction
from robot_cells.horizons.rollout import Base
from robot_cells.journals.event_records import event_of
from robot_cells.journals.record import Record
from robot_cells.orchestration.events import AttemptDispatched, AttemptEnded, OrderSubmitted
from robot_cells.orchestration.plant import Plant
from robot_cells.orchestration.state import State
from robot_cells.orchestration.state_document import encode_state

EVERY_S = 5.0
"""Wall time between two forecasts, though nothing has changed that matters to them."""
LEAST_S = 1.0
"""Wall time between two forecasts at least, whatever changes."""
SHARE = 0.05
"""Forecasts take no more than this share of the time."""
SLICE_S = 0.002
"""A forecast is made in slices of so much wall time: what has arrived meanwhile goes first."""
MOST_TASKS = 500
"""With more work than this a forecast would be too old when it is made."""
MOST_HEARD = 2_000
"""So many of the latest records are kept until there is time to measure durations by them."""
MEASURED = frozenset({OrderSubmitted.kind, AttemptDispatched.kind, AttemptEnded.kind})
"""The records that durations are measured by."""


class Forecast:
    """Keeps the latest prediction; makes another one when it is old, or something has changed that it rests on."""

    def __init__(self, plant: Plant) -> None:
        self._plant = plant
        self._measured = MeasuredDurations(plant)
        self._heard: deque[Record] = deque(maxlen=MOST_HEARD)
        self._latest: Prediction | None = None
        self._predicting: Predicting | None = None
        self._is_due = False
        self._begun_s = self._next_s = -math.inf
        self._took_s = 0.0
        self._rests_on: Hashable = None

    def hear(self, record: Record) -> None:
        """This was recorded."""
        if record.kind in MEASURED:
            self._heard.append(record)

    def of(self, state: State, tasks_left: int, wall_s: float) -> Prediction | None:
        """The latest, None where there is none yet, or nothing or too much left to do; sees whether one is due."""
        if not 0 < tasks_left <= MOST_TASKS:
            self._latest = self._predicting = self._rests_on = None
            self._is_due = False
        elif self._predicting is None and wall_s >= self._next_s:
            rests_on = _rests_on(state)
            self._is_due |= rests_on != self._rests_on or wall_s >= self._begun_s + EVERY_S
            self._rests_on = rests_on
        return self._latest

    @property
    def is_at_work(self) -> bool:
        """Whether there is something to be done for the next one."""
        return self._is_due or self._predicting is not None

    def work(self, state: State, now_s: float, wall: Callable[[], float]) -> bool:
        """One slice of it; whether there is another prediction. It begins with the state at line time `now_s`."""
        begun_s = wall()
        is_new = False
        while self.is_at_work and not is_new and wall() < begun_s + SLICE_S:
            is_new = self._step(state, now_s, begun_s)
        self._took_s += wall() - begun_s
        if is_new:
            self._next_s = self._begun_s + max(LEAST_S, self._took_s / SHARE)
        return is_new

    def _step(self, state: State, now_s: float, wall_s: float) -> bool:
        if self._heard:
            self._measured.note([event_of(self._heard.popleft())])
        elif self._predicting is None:
            self._is_due, self._begun_s, self._took_s = False, wall_s, 0.0
            document, shares = encode_state(state), self._measured.shares
            base = Base(self._plant.line, self._plant.products, document, now_s, shares=shares)
            self._predicting = Predicting(base, self._plant.line.scheduling)
        elif self._predicting.step():
            self._latest, self._predicting = self._predicting.result(), None
            return True
        return False


def _rests_on(state: State) -> Hashable:
    """What makes a forecast old when it changes: open orders, cells that work, the mode of the line, its schedule."""
    return (
        tuple(item.order.id for item in state.orders.values() if item.end is None),
        tuple(cell.id for cell in state.cells.values() if cell.usable),
        state.mode,
        id(state.schedule),
    )
