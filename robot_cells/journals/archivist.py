"""Older records move to archives by themselves while the line runs, and no decision waits for it.

What takes long is copying, and that is done in a thread of its own, which only reads. The thread that writes the
journal takes the copy's name in and drops what it holds a little at a time. A block of records has the same bounds
whenever this is broken off, so that the next try replaces the file that was left.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from robot_cells.errors import JournalError
from robot_cells.journals.archive_file import write_archive
from robot_cells.journals.archives import Archive
from robot_cells.journals.journal_options import JournalOptions
from robot_cells.journals.record_rows import Row
from robot_cells.journals.sqlite_journal import SqliteJournal
from robot_cells.journals.sqlite_reader import SqliteJournalReader

FIRST_LOOK_S = 10.0
"""A line that has just been started has better things to do."""
LOOK_S = 1.0
"""So often, in seconds of wall time, it looks whether there is something to do."""
DROP_S = 0.1
"""So often some of what was copied is dropped: a line may write thousands of records a second."""
RETRY_S = 300.0
"""What could not be copied is tried again after so many seconds of wall time."""
DROPPED = 1000
"""So many records are dropped at a time, in about 2 ms where the disk is idle."""


class Archivist:
    """Keeps a journal that is open for writing within its bounds; all calls come from the thread that writes it.

    `began_s` is the wall time of the start in seconds. `fault` is why the last try failed; None where it did not.
    """

    def __init__(self, journal: SqliteJournal, options: JournalOptions, began_s: float) -> None:
        self._journal = journal
        self._options = options
        self._copying: _Copying | None = None
        self._due_s = began_s + FIRST_LOOK_S if options.limit else math.inf
        self.fault: JournalError | None = None

    @property
    def due_s(self) -> float:
        """The wall time in seconds at which the next look is due."""
        return self._due_s

    def look(self, wall_s: float) -> None:
        """Do the next little piece of work, if there is any."""
        self._due_s = wall_s + LOOK_S
        try:
            if self._copying is None and self._journal.drop_archived(DROPPED):
                self._due_s = wall_s + DROP_S
            elif self._copying is None:
                self._begin()
            elif not self._copying.is_alive():
                copying, self._copying = self._copying, None
                self._journal.take_archive(copying.result())
                self.fault = None
        except JournalError as error:
            self.fault = error
            self._due_s = wall_s + RETRY_S

    def close(self) -> None:
        """Break off what is being copied, and wait for the end of that: the journal may be closed afterwards."""
        self._due_s = math.inf
        if self._copying is not None:
            self._copying.stop()
            self._copying = None

    def _begin(self) -> None:
        """Copy the next block, where there are records enough."""
        archived = self._journal.archived
        if self._journal.last_sequence - archived > self._options.limit:
            self._copying = _Copying(self._journal.path, archived + 1, archived + self._options.block)
            self._copying.start()


class _Copying(threading.Thread):
    """Copies one block of records to an archive."""

    def __init__(self, journal: Path, first: int, last: int) -> None:
        super().__init__(name="archivist", daemon=True)
        self._journal = journal
        self._first = first
        self._last = last
        self._shall_end = threading.Event()
        self._archive: Archive | None = None
        self._fault = JournalError(
            "The copying of older records broke off.", where=str(journal), remedy="Read the log of the orchestrator."
        )

    def run(self) -> None:
        """Copy; the result is asked for when the thread has ended."""
        try:
            with closing(SqliteJournalReader(self._journal)) as reader:
                head = reader.checksum_at(self._first - 1)
                self._archive = write_archive(
                    self._journal, reader.journal_id, self._first, self._last, head, self._rows(reader)
                )
        except JournalError as error:
            self._fault = error

    def result(self) -> Archive:
        """The archive; raises `JournalError` where it could not be written."""
        if self._archive is None:
            raise self._fault
        return self._archive

    def stop(self) -> None:
        """Break off and wait for the end."""
        self._shall_end.set()
        self.join()

    def _rows(self, reader: SqliteJournalReader) -> Iterator[Row]:
        for row in reader.rows(self._first):
            if self._shall_end.is_set():
                return
            yield row
