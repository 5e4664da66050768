"""What the journal does around SQLite leaves SQLite's locks alone."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from robot_cells.journals.record import Entry
from robot_cells.journals.sqlite_journal import SqliteJournal

_ENTRY = Entry(1.0, 1, "line_held", "", '{"version": 1, "reason": "a"}')
_IS_HELD = """\
import fcntl, sys
with open(sys.argv[1], "r+b") as file:
    try:
        fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, int(sys.argv[2]), int(sys.argv[3]))
    except BlockingIOError:
        sys.exit(0)
sys.exit("nobody holds it")
"""
"""Asks for a lock as SQLite does."""


@pytest.mark.parametrize(
    ("suffix", "count", "start"),
    [
        # The "dead man switch" (`UNIX_SHM_DMS`) of the index, which the writer has mapped: were it nobody's, the next
        # reader would cut it, and the writer die of SIGBUS.
        ("-shm", 1, 128),
        # The bytes of which every user of a database holds one (`SHARED_FIRST`, `SHARED_SIZE`): were it nobody's, the
        # last reader to go would take the log away with it.
        ("", 510, 0x40000002),
    ],
)
def test_an_open_journal_is_held_against_other_processes(tmp_path: Path, suffix: str, count: int, start: int) -> None:
    path = tmp_path / "journal.sqlite"
    SqliteJournal(path, 1).close()
    journal = SqliteJournal(path, 2)
    journal.append([_ENTRY])
    command = [sys.executable, "-c", _IS_HELD, f"{path}{suffix}", str(count), str(start)]
    asked = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    journal.close()
    assert asked.returncode == 0, asked.stderr
