"""Which cells could begin something now, found by what they can do and not by asking every cell."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Sequence

from robot_cells.ids import CellId
from robot_cells.orchestration.plant import OperationKey
from robot_cells.orchestration.state import State

Taker = tuple[float, int, CellId]
"""An idle cell for one operation: seconds it would take there, set-up included; place in the line document; cell."""


class IdleCells:
    """Cells (not vehicles) without work that take some, kept up to date cell by cell.

    `free` are those whose station is free, `occupied` those where a product stands. `roomy` are all cells, at work or
    not, that have room for one more product. Nothing here is state: it can be built from the state at any time.
    """

    def __init__(self, state: State) -> None:
        self._state = state
        self._plant = state.plant
        self.free: set[CellId] = set()
        self.occupied: set[CellId] = set()
        self.roomy: set[CellId] = set()
        self._takers: dict[OperationKey, list[Taker]] = {}
        self._entries: dict[CellId, list[tuple[OperationKey, Taker]]] = {}

    def rebuild(self) -> None:
        """Look at every cell."""
        for cell in self._plant.cells:
            self.refresh(cell)

    def refresh(self, cell_id: CellId) -> None:
        """Look at one cell, of which something may have changed; vehicles are passed over."""
        abilities = self._plant.abilities.get(cell_id)
        if abilities is None:
            return
        self._forget(cell_id)
        cell = self._state.cells[cell_id]
        capacity = self._plant.cells[cell_id].input_buffer.capacity
        if cell.station is None or capacity is None or len(cell.input) < capacity:
            self.roomy.add(cell_id)
        if cell.attempt is not None or not cell.usable:
            return
        if cell.station is not None:
            self.occupied.add(cell_id)
            return
        self.free.add(cell_id)
        rank = self._plant.rank[cell_id]
        entries = self._entries[cell_id] = []
        for key, duration_s in abilities.items():
            set_up_s = self._plant.changeover_s(cell_id, cell.product, key[0], cell.between)
            taker = (duration_s + set_up_s, rank, cell_id)
            insort(self._takers.setdefault(key, []), taker)
            entries.append((key, taker))

    def _forget(self, cell_id: CellId) -> None:
        self.free.discard(cell_id)
        self.occupied.discard(cell_id)
        self.roomy.discard(cell_id)
        for key, taker in self._entries.pop(cell_id, ()):
            takers = self._takers[key]
            del takers[bisect_left(takers, taker)]

    def takers(self, key: OperationKey) -> Sequence[Taker]:
        """The free cells that can do the operation, the fastest first, then in the order of the line document."""
        return self._takers.get(key, ())
