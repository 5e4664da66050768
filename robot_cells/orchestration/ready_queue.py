"""Jobs that are alike: what holds for one of them holds for all, so that a decision looks at one."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from robot_cells.ids import CellId, JobId, OperationId, ProductId
from robot_cells.orchestration.places import Place
from robot_cells.orchestration.state import JobState, OrderState

_ByDue = tuple[float, float, int, int, JobId]
_ByWait = tuple[float, float, float, int, int, JobId]
_NOBODY: frozenset[CellId] = frozenset()


@dataclass(frozen=True, slots=True)
class Alike:
    """What the jobs of a queue have in common.

    `operations` are those that could be next; `pins` names for each the cell that the adopted schedule wants and can
    have. `refused` are cells that have refused the job a moment ago. `stands_at` is set where it matters where the job
    stands: where it would be carried from there, or keeps a station.
    """

    product: ProductId
    done: frozenset[OperationId]
    detour: tuple[OperationId, ...]
    operations: tuple[OperationId, ...]
    pins: tuple[CellId | None, ...]
    refused: frozenset[CellId] = _NOBODY
    stands_at: Place | None = None


class ReadyQueue:
    """Jobs that are `alike`, the most urgent first; `is_bound` where only the cell at which they stand can take them.

    A dispatch rule looks at nothing in which alike jobs differ but their due dates and how long they have waited, and
    by its contract (`schedules/rules.py`) neither makes a job less urgent. So the most urgent of the queue is the one
    due first or the one that has waited longest, priorities before both.
    """

    def __init__(self, alike: Alike, is_bound: bool) -> None:
        self.alike = alike
        self.is_bound = is_bound
        self._by_due: list[_ByDue] = []
        self._by_wait: list[_ByWait] = []
        self._entries: dict[JobId, tuple[_ByDue, _ByWait]] = {}

    def __len__(self) -> int:
        return len(self._entries)

    def __contains__(self, job: JobId) -> bool:
        return job in self._entries

    def __iter__(self) -> Iterator[JobId]:
        return (entry[-1] for entry in self._by_due)

    def add(self, job: JobState, order: OrderState) -> None:
        """Take the job in."""
        due_at_s = order.ranked_due_s
        due_s = due_at_s if due_at_s is not None else float("inf")
        urgency = -float(order.ranked_priority)
        by_due = (urgency, due_s, order.number, job.unit, job.id)
        by_wait = (urgency, job.ready_s, due_s, order.number, job.unit, job.id)
        insort(self._by_due, by_due)
        insort(self._by_wait, by_wait)
        self._entries[job.id] = (by_due, by_wait)

    def remove(self, job: JobId) -> None:
        """Let the job go."""
        by_due, by_wait = self._entries.pop(job)
        del self._by_due[bisect_left(self._by_due, by_due)]
        del self._by_wait[bisect_left(self._by_wait, by_wait)]

    def heads(self) -> Iterable[JobId]:
        """The one or two jobs of which one is the most urgent."""
        first, longest = self._by_due[0][-1], self._by_wait[0][-1]
        return (first,) if first == longest else (first, longest)
