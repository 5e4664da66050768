"""A journal built by hand, whose every figure can be computed on paper."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from robot_cells.attempts.report import Failure, Phase
from robot_cells.ids import (
    AttemptId,
    CellId,
    JobId,
    JournalId,
    OperationId,
    OrderId,
    ProductId,
    attempt_id,
    job_id,
    task_id,
)
from robot_cells.journals.event_records import entry_of
from robot_cells.journals.sqlite_journal import SqliteJournal
from robot_cells.orchestration.events import (
    AttemptAccepted,
    AttemptDispatched,
    AttemptEnded,
    AttemptStarted,
    Event,
    JobReleased,
    OrderSubmitted,
    Trip,
)
from robot_cells.orders.work_order import WorkOrder

JOURNAL = JournalId("9f2c41aa")
MS = 1_000_000


@dataclass
class Story:
    """Writes events one after another; each is recorded ten milliseconds after the one before it."""

    journal: SqliteJournal
    count: int = 0
    now_ns: int = 10**18
    numbers: dict[AttemptId, int] = field(default_factory=dict)

    def tell(self, *events: Event, after_ms: float = 10.0) -> int:
        """Record events; gives the position of the last."""
        for event in events:
            self.now_ns += round(after_ms * MS)
            self.count = self.journal.append([entry_of(event, self.now_ns)])[-1]
        return self.count

    def order(self, name: str, quantity: int = 1, at_s: float = 0.0, **more: float | int) -> None:
        self.tell(OrderSubmitted(at_s, WorkOrder(OrderId(name), ProductId("tray"), quantity, **more)))

    def release(self, order: str, unit: int, at_s: float, cell: str = "a") -> JobId:
        job = job_id(OrderId(order), unit)
        self.tell(JobReleased(at_s, job, CellId(cell)))
        return job

    def dispatch(
        self,
        job: JobId,
        operation: str,
        cell: str,
        at_s: float,
        *,
        visit: int = 1,
        number: int = 1,
        expected_s: float = 10.0,
        changeover_s: float = 0.0,
        trip: Trip | None = None,
        because: int = 0,
    ) -> AttemptId:
        task = task_id(job, OperationId(operation), visit)
        attempt = attempt_id(JOURNAL, task, number)
        self.tell(
            AttemptDispatched(
                at_s,
                attempt,
                task,
                job,
                OperationId(operation),
                visit,
                number,
                CellId(cell),
                expected_s,
                changeover_s,
                trip,
                because,
            )
        )
        return attempt

    def work(
        self,
        job: JobId,
        operation: str,
        cell: str,
        start_s: float,
        end_s: float,
        outcome: Phase = Phase.SUCCEEDED,
        *,
        code: str = "",
        result: dict[str, object] | None = None,
        accepted_after_ms: float = 10.0,
        **more: object,
    ) -> int:
        """A whole attempt, from dispatch to end; gives the position of the end."""
        attempt = self.dispatch(job, operation, cell, start_s, **more)
        self.tell(AttemptAccepted(start_s, attempt), after_ms=accepted_after_ms)
        self.tell(AttemptStarted(start_s, attempt))
        failure = Failure(code, "as the story goes") if code else None
        return self.tell(AttemptEnded(end_s, attempt, CellId(cell), outcome, failure, result or {}))


@pytest.fixture
def story(tmp_path: Path) -> Iterator[Story]:
    journal = SqliteJournal(tmp_path / "journal.sqlite", 10**18, JOURNAL)
    journal._database.execute("PRAGMA synchronous = OFF")  # what is read is tested here, not what survives
    yield Story(journal)
    journal.close()


@pytest.fixture
def journal(story: Story) -> SqliteJournal:
    return story.journal


@pytest.fixture
def executions() -> type["Executions"]:
    return Executions


class Executions:
    """Makes the document of the simulated equipment."""

    @staticmethod
    def of(rows: Sequence[tuple[str, str, str, int]]) -> dict[str, object]:
        """From rows of attempt id, command, subject, count."""
        keys = ("attempt_id", "command", "subject", "count")
        return {"executions": [dict(zip(keys, row, strict=True)) for row in rows]}
