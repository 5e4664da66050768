"""When cells break down and how long they stand: drawn by cell and number, whatever the line does meanwhile."""

from __future__ import annotations

from collections.abc import Iterable

from robot_cells.ids import CellId
from robot_cells.twins.model import Breakdown
from robot_cells.twins.random_draws import exponential, uniforms

SHORTEST_S = 1.0
"""Neither working nor standing takes less."""


class Breakdowns:
    """The breakdowns of one run, one after another for each cell."""

    def __init__(self, breakdowns: Iterable[Breakdown], seed: int) -> None:
        self._by_cell = {item.cell: item for item in breakdowns}
        self._seed = seed
        self._counts: dict[CellId, int] = {}

    @property
    def cells(self) -> tuple[CellId, ...]:
        """The cells that may break down, in the order of the model."""
        return tuple(self._by_cell)

    def next(self, cell: CellId) -> tuple[float, float]:
        """How long the cell works until its next breakdown, and how long that lasts; seconds."""
        item = self._by_cell[cell]
        number = self._counts[cell] = self._counts.get(cell, 0) + 1
        working, standing, _, _ = uniforms(self._seed, cell, "breakdown", str(number))
        return (
            round(max(SHORTEST_S, exponential(working, item.mtbf_s)), 3),
            round(max(SHORTEST_S, exponential(standing, item.mttr_s)), 3),
        )

    def mttr_s(self, cell: CellId) -> float:
        """The mean time to repair of a cell that stands now; 0 where the model says nothing about it."""
        item = self._by_cell.get(cell)
        return item.mttr_s if item is not None else 0.0
