"""When what was recorded: the events of a journal by real time."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, groupby

from robot_cells.ids import AttemptId, CellId, TaskId
from robot_cells.journals.event_records import event_of
from robot_cells.journals.record import Record
from robot_cells.orchestration.events import (
    AttemptDispatched,
    AttemptEnded,
    AttemptRefused,
    CellAppeared,
    CellHeld,
    CellLost,
    CellReleased,
    Event,
    OrchestratorStarted,
)


class Moments:
    """Looks for what came after a moment; all times are Unix times in nanoseconds."""

    def __init__(self, records: Iterable[Record]) -> None:
        """Raises `JournalError` for a record that cannot be understood."""
        self._events: list[tuple[int, Event]] = [(record.recorded_ns, event_of(record)) for record in records]
        # What is heard in one turn may be written after what was decided in it: a record is looked for from here on.
        self._latest_ns = list(accumulate((at_ns for at_ns, _ in self._events), max))

    def orchestrator_began(self, after_ns: int) -> int | None:
        """When an orchestrator that started after that time had heard its first cell."""
        began = False
        for at_ns, event in self._after(after_ns):
            began = began or isinstance(event, OrchestratorStarted)
            if began and isinstance(event, CellAppeared):
                return at_ns
        return None

    def noticed(self, cells: Iterable[CellId], after_ns: int) -> int | None:
        """When the first of the cells was recorded as lost, or as heard again from a new process."""
        wanted = frozenset(cells)
        for at_ns, event in self._after(after_ns):
            if isinstance(event, CellLost | CellAppeared) and event.cell in wanted:
                return at_ns
        return None

    def usable(self, cells: Sequence[CellId], after_ns: int) -> int | None:
        """When all of the cells had appeared after that time, and none of them was standing still."""
        missing = set(cells)
        standing: set[CellId] = set()
        # What a process says of its cells is heard at one moment: that one is back, and that it stands still.
        for at_ns, group in groupby(self._after(after_ns), key=_at_ns):
            for _, event in group:
                if isinstance(event, CellAppeared):
                    missing.discard(event.cell)
                if isinstance(event, CellHeld):
                    standing.add(event.cell)
                elif isinstance(event, CellLost | CellAppeared | CellReleased):
                    standing.discard(event.cell)
            if not missing and standing.isdisjoint(cells):
                return at_ns
        return None

    def in_hand(self, cells: Iterable[CellId], at_ns: int) -> tuple[TaskId, ...]:
        """The tasks that the cells had in work at that time."""
        wanted = frozenset(cells)
        open_tasks: dict[AttemptId, TaskId] = {}
        for then_ns, event in self._events:
            if then_ns >= at_ns:
                break
            if isinstance(event, AttemptDispatched) and event.cell in wanted:
                open_tasks[event.attempt] = event.task
            elif isinstance(event, AttemptEnded | AttemptRefused):
                open_tasks.pop(event.attempt, None)
        return tuple(open_tasks.values())

    def given_elsewhere(self, task: TaskId, cells: Iterable[CellId], after_ns: int) -> int | None:
        """When the task was dispatched to another cell; None when it never was, or first to one of these cells."""
        own = frozenset(cells)
        for at_ns, event in self._after(after_ns):
            if isinstance(event, AttemptDispatched) and event.task == task:
                return at_ns if event.cell not in own else None
        return None

    def _after(self, after_ns: int) -> Iterator[tuple[int, Event]]:
        first = bisect_left(self._latest_ns, after_ns)
        return ((at_ns, event) for at_ns, event in self._events[first:] if at_ns >= after_ns)


def _at_ns(moment: tuple[int, Event]) -> int:
    return moment[0]
