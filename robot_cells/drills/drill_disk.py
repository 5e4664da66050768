"""The disks of a drill: what is durable when a process dies, and what is not; and the points at which it dies."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from robot_cells.attempts.assignment import Assignment
from robot_cells.attempts.memory_ledger import MemoryLedger
from robot_cells.attempts.report import Report
from robot_cells.clock import Clock
from robot_cells.drills.fault import Crash, FullDisk, SlowDisk
from robot_cells.errors import JournalError
from robot_cells.ids import AttemptId, JournalId
from robot_cells.journals.record import Entry, Record
from robot_cells.journals.snapshot import Snapshot, SnapshotFit

JOURNAL = JournalId("d411ed00")
"""The id of every drill's journal: a drill is the same run whenever it is made."""


class ProcessDiedError(Exception):
    """The process that writes dies here: nothing after this happens in it. Not an error of the line."""


class DrillDisk:
    """The disk of one process; lasts through its death. `writes` counts the tries to write, failed ones included.

    `motions` counts those that the process has begun.
    """

    def __init__(self, process: str, clock: Clock, faults: Sequence[Crash | SlowDisk | FullDisk]) -> None:
        mine = [item for item in faults if item.process == process]
        self._clock = clock
        self._crashes = [item for item in mine if isinstance(item, Crash)]
        self._slow = [item for item in mine if isinstance(item, SlowDisk)]
        self._full = [item for item in mine if isinstance(item, FullDisk)]
        self.writes = 0
        self.motions = 0
        self.busy_s = 0.0
        """How long the writes of the present turn take."""
        self.crash: Crash | None = None
        """Why the process died."""

    def write(self) -> None:
        """One write begins. Raises `JournalError` when the disk is full; dies before it where the plan says so."""
        self.writes += 1
        now_s = self._clock.now()
        self._die("before_write")
        if any(item.covers(now_s) for item in self._full):
            raise JournalError("The disk is full.", remedy="Make room.")
        self.busy_s += sum(item.delay_s for item in self._slow if item.covers(now_s))

    def written(self) -> None:
        """It is durable; dies after it where the plan says so."""
        self._die("after_write")

    @property
    def is_torn(self) -> bool:
        """Whether the process dies in the middle of this write: to be asked while it is going on."""
        return any(item.at_write == self.writes and item.point == "in_write" for item in self._crashes)

    def tear(self) -> None:
        """Dies in the middle of it where the plan says so; what was written until then is durable."""
        self._die("in_write")

    def moved(self) -> None:
        """A motion has begun; dies before anybody is told where the plan says so."""
        self.motions += 1
        self._die_of([item for item in self._crashes if item.at_motion == self.motions])

    def _die(self, point: str) -> None:
        self._die_of([item for item in self._crashes if item.at_write == self.writes and item.point == point])

    def _die_of(self, causes: Sequence[Crash]) -> None:
        if causes:
            self.crash = causes[0]
            raise ProcessDiedError


class DrillJournal:
    """A journal on such a disk (`Journal`, `SnapshotStore`)."""

    def __init__(self, disk: DrillDisk) -> None:
        self._disk = disk
        self.records: list[Record] = []
        self._snapshots: list[Snapshot] = []
        self._epoch = 0

    def open(self) -> None:
        """A process opens it for writing: a new epoch begins."""
        self._epoch += 1

    def copy(self, disk: DrillDisk) -> DrillJournal:
        """What is durable, for another process on another disk."""
        copied = DrillJournal(disk)
        copied.records, copied._snapshots, copied._epoch = list(self.records), list(self._snapshots), self._epoch
        return copied

    @property
    def journal_id(self) -> JournalId:
        """The same in every drill."""
        return JOURNAL

    @property
    def epoch(self) -> int:
        """How often it was opened."""
        return self._epoch

    def read(self, from_sequence: int = 1) -> Iterator[Record]:
        """What is durable."""
        return iter(self.records[from_sequence - 1 :])

    def snapshots(self) -> Iterator[Snapshot]:
        """The latest first."""
        return reversed(self._snapshots)

    def keep_snapshot(self, sequence: int, now_s: float, fit: SnapshotFit, digest: str, state: str) -> None:
        """One write."""
        self._disk.write()
        self._disk.tear()
        self._snapshots.append(Snapshot(sequence, now_s, b"", fit, digest, state))
        self._disk.written()

    def documents(self, epoch: int | None = None) -> Mapping[str, str]:
        """None are kept."""
        return {}

    def keep_documents(self, documents: Mapping[str, str]) -> None:
        """Not kept."""

    def close(self) -> None:
        """Nothing to do."""

    def append(self, entries: Sequence[Entry]) -> tuple[int, ...]:
        """All of them or none; when the process dies in it perhaps the first half of them."""
        if not entries:
            return ()
        self._disk.write()
        first = len(self.records) + 1
        records = [
            Record(first + place, item.at_s, item.recorded_ns, item.kind, item.subject, item.data)
            for place, item in enumerate(entries)
        ]
        self.records += records[: len(records) // 2] if self._disk.is_torn else records
        self._disk.tear()
        self._disk.written()
        return tuple(range(first, len(self.records) + 1))


class DrillLedger(MemoryLedger):
    """A ledger on such a disk: lasts; acknowledgements become durable with the next entry only."""

    def __init__(self, disk: DrillDisk) -> None:
        super().__init__()
        self._disk = disk
        self._unsure: list[AttemptId] = []

    def record_epoch(self, journal: JournalId, epoch: int) -> None:
        """One write."""
        self._write()
        super().record_epoch(journal, epoch)
        self._disk.written()

    def begin(self, assignment: Assignment, at_s: float, known: Mapping[str, object]) -> None:
        """One write."""
        self._write()
        super().begin(assignment, at_s, known)
        self._disk.written()

    def note(self, attempt: AttemptId, known: Mapping[str, object]) -> None:
        """One write."""
        self._write()
        super().note(attempt, known)
        self._disk.written()

    def end(self, report: Report) -> None:
        """One write."""
        self._write()
        super().end(report)
        self._disk.written()

    def acknowledge(self, attempt: AttemptId) -> None:
        """Waits for the next write."""
        self._unsure.append(attempt)

    def crash(self) -> None:
        """The process has died: what waited is gone."""
        self._unsure.clear()

    def _write(self) -> None:
        self._disk.write()
        self._disk.tear()
        for attempt in self._unsure:
            super().acknowledge(attempt)
        self._unsure.clear()
