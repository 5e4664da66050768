"""One writer at a time."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from robot_cells.errors import JournalError


class WriteLock:
    """A lock on a file beside the journal (`flock`); the operating system gives it back when its process dies."""

    def __init__(self, journal: Path) -> None:
        self._journal = journal
        self._file: int | None = None

    def take(self) -> None:
        """Take the lock; raises `JournalError` when another process has it, or the folder cannot be written."""
        path = self._journal.with_name(self._journal.name + ".lock")
        try:
            file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError as error:
            raise JournalError(
                f"The journal cannot be written: {error.strerror}.",
                where=str(self._journal),
                remedy="Make the folder, or name another one.",
            ) from error
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(file)
            raise JournalError(
                "Another orchestrator writes this journal.",
                where=str(self._journal),
                remedy="Stop it first, or name another journal.",
            ) from error
        self._file = file

    def release(self) -> None:
        """Give the lock back. The file stays: removing it could let two in."""
        if self._file is not None:
            os.close(self._file)
            self._file = None
