"""What the journal does around SQLite leaves SQLite's locks alone."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from robot_cells.journals.record import Entry
from robot_cells.journals.sqlite_journal import SqliteJournal

_ENTRY = Entry(1.0, 1, "line_held", "", '{"version": 1, "reason": "a"}')
_IS_HELD = """\
import fcntl, sys
with open(sys.argv[1], "r+b") as file:
    try:
        fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, 128)
    except BlockingIOError:
        sys.exit(0)
sys.exit("nobody holds the index")
"""
"""Asks as SQLite does when it opens an index: byte 128 is its "dead man switch" (`UNIX_SHM_DMS`)."""


def test_an_open_journal_holds_its_index_against_other_processes(tmp_path: Path) -> None:
    """The writer has the index mapped: were it nobody's, the next reader would cut it, and the writer die of SIGBUS."""
    path = tmp_path / "journal.sqlite"
    SqliteJournal(path, 1).close()
    journal = SqliteJournal(path, 2)
    journal.append([_ENTRY])
    command = [sys.executable, "-c", _IS_HELD, f"{path}-shm"]
    asked = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    journal.close()
    assert asked.returncode == 0, asked.stderr
