"""Before a cell that appears is told of to the decision core, it is asked what became of the work that it had.

So what ended while the orchestrator or the cell was away is known before anything new is given to that cell. Pure:
every time handed in is wall time in seconds, of one monotonic clock.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from robot_cells.ids import CellId
from robot_cells.orchestration.cell_heard import CellHeard, HostHeard
from robot_cells.orchestration.state import State

ASK_AGAIN_S = 0.2
"""A question that has not been answered for so long is put again. The cell may not have heard it, or the answer came
before discovery had matched this end; a cell that is asked twice answers twice, and its second answer tells no more."""
ANSWER_LIMIT_S = 1.0
"""A cell that has not answered for so long joins in without: what it has ended, it repeats by itself."""


@dataclass(slots=True)
class _Waiting:
    """A cell whose word is held back: its latest word, until when, and when it is to be asked (again)."""

    host: str
    incarnation: str
    latest: CellHeard
    until_s: float
    ask_at_s: float
    has_answered: bool = False


class Reconciliation:
    """Holds back the words of cells that have something to answer first.

    `ask` sends the question to a cell, and gives whether somebody is there to hear it. Cells without open or doubted
    attempts have nothing to answer.
    """

    def __init__(self, ask: Callable[[CellId], bool]) -> None:
        self._ask = ask
        self._known: dict[CellId, str] = {}
        self._waiting: dict[CellId, _Waiting] = {}
        self._met: list[CellId] = []

    def hear(self, heard: HostHeard, state: State, now_s: float) -> HostHeard | None:
        """The word of a process, without the cells that are held back; None where none is left."""
        passed: list[CellHeard] = []
        for item in heard.cells:
            if self._known.get(item.cell) == heard.incarnation or not _has_work(state, item.cell):
                self._meet(item.cell, heard.incarnation)
                self._waiting.pop(item.cell, None)
                passed.append(item)
                continue
            waiting = self._waiting.get(item.cell)
            if waiting is None or waiting.incarnation != heard.incarnation:
                until_s = now_s + ANSWER_LIMIT_S
                self._waiting[item.cell] = _Waiting(heard.host, heard.incarnation, item, until_s, now_s)
            else:
                waiting.latest = item
        return replace(heard, cells=tuple(passed)) if passed else None

    def answered(self, cell: CellId) -> None:
        """The cell has answered; what it said is handed to the decision core together with its word."""
        waiting = self._waiting.get(cell)
        if waiting is not None:
            waiting.has_answered = True

    def due(self, now_s: float) -> tuple[HostHeard, ...]:
        """Ask those that have not answered; the words of those that have answered, or have not for too long."""
        passed: list[HostHeard] = []
        for cell, item in list(self._waiting.items()):
            if not item.has_answered and now_s >= item.ask_at_s and self._ask(cell):
                item.ask_at_s = now_s + ASK_AGAIN_S
            if item.has_answered or now_s >= item.until_s:
                del self._waiting[cell]
                self._meet(cell, item.incarnation)
                passed.append(HostHeard(item.host, item.incarnation, (item.latest,)))
        return tuple(passed)

    def met(self) -> tuple[CellId, ...]:
        """The cells that have been passed on for the first time since the last call; one that was lost is met again."""
        met, self._met = tuple(self._met), []
        return met

    def _meet(self, cell: CellId, incarnation: str) -> None:
        if self._known.get(cell) != incarnation:
            self._known[cell] = incarnation
            self._met.append(cell)

    @property
    def is_waiting(self) -> bool:
        """Whether any cell is held back."""
        return bool(self._waiting)

    def forget(self, host: str, state: State) -> None:
        """A process has fallen silent: what its cells have done since has to be asked for again."""
        for cell in [name for name, item in self._waiting.items() if item.host == host]:
            del self._waiting[cell]
        for cell in [name for name in self._known if state.cells[name].host == host]:
            del self._known[cell]


def is_replaced(state: State, heard: HostHeard) -> bool:
    """Whether the process that spoke is another than the one that its cells are known of: that one has died."""
    cells = (state.cells.get(item.cell) for item in heard.cells)
    return any(cell is not None and cell.present and cell.incarnation != heard.incarnation for cell in cells)


def _has_work(state: State, cell: CellId) -> bool:
    if cell not in state.cells:
        return False
    return any(item.cell == cell for attempts in (state.attempts, state.doubted) for item in attempts.values())
