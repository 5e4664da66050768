"""What one process says about its cells, without the middleware that carries it."""

from __future__ import annotations

from dataclasses import dataclass

from robot_cells.ids import AttemptId, CellId

NOT_WORKING = frozenset({1, 2, 5, 7, 8, 9, 10, 11, 13})
"""PackML numbers (`CellState.msg`) in which a cell takes no work: clearing, stopped, suspended, stopping, aborting,
aborted, holding, held, suspending."""


@dataclass(frozen=True, slots=True)
class CellHeard:
    """One cell; `state` is its PackML number, `message` why it stands still."""

    cell: CellId
    state: int
    message: str = ""
    attempt_id: AttemptId = AttemptId("")


@dataclass(frozen=True, slots=True)
class HostHeard:
    """All cells of one process. `incarnation` differs after every restart of it."""

    host: str
    incarnation: str
    cells: tuple[CellHeard, ...]
