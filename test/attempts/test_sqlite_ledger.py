"""The ledger of a cell on disk."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from robot_cells.attempts.assignment import Assignment, AssignmentKind
from robot_cells.attempts.report import Failure, Phase, Report
from robot_cells.attempts.sqlite_ledger import SqliteLedger
from robot_cells.errors import JournalError
from robot_cells.ids import AttemptId, CellId, JournalId

PROGRAM = {"program": {"process": "work", "hash": "ab12"}}
VERSION_1 = """
CREATE TABLE attempts (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT, attempt_id TEXT NOT NULL UNIQUE, journal_id TEXT NOT NULL,
    epoch INTEGER NOT NULL, begun_at_s REAL NOT NULL, report TEXT, acknowledged INTEGER NOT NULL DEFAULT 0
);
INSERT INTO attempts (attempt_id, journal_id, epoch, begun_at_s) VALUES ('j:old#1', 'j', 1, 2.0);
PRAGMA user_version=1;
"""
REPOSITORY = Path(__file__).parents[2]

DYING = """
import os, signal, sys
from pathlib import Path
from robot_cells.attempts.assignment import Assignment, AssignmentKind
from robot_cells.attempts.report import Phase, Report
from robot_cells.attempts.sqlite_ledger import SqliteLedger

ledger = SqliteLedger(Path(sys.argv[1]))
ledger.record_epoch("j", 7)
for number in range(1, 1000):
    attempt = f"j:t#{number}"
    ledger.begin(Assignment(AssignmentKind.EXECUTE, "j", 7, "c1", attempt), float(number), {})
    print(number, "begun", flush=True)
    ledger.end(Report("c1", 7, attempt, Phase.SUCCEEDED, float(number)))
    print(number, "ended", flush=True)
"""


def assignment(attempt: str) -> Assignment:
    return Assignment(AssignmentKind.EXECUTE, JournalId("j"), 1, CellId("c1"), AttemptId(attempt))


def end(attempt: str, **fields: Any) -> Report:
    return Report(CellId("c1"), 1, AttemptId(attempt), Phase.FAILED, 2.5, Failure("a.b", "text", "do"), **fields)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "c1.sqlite"


def reopened(ledger: SqliteLedger, path: Path) -> SqliteLedger:
    ledger.close()
    return SqliteLedger(path)


def test_what_was_written_is_there_after_reopening(path: Path) -> None:
    ledger = SqliteLedger(path)
    ledger.record_epoch(JournalId("j"), 3)
    ledger.begin(assignment("j:a#1"), 1.0, PROGRAM)
    ledger.note(AttemptId("j:a#1"), {"changed_over": True})
    ledger.begin(assignment("j:b#1"), 2.0, PROGRAM)
    report = end("j:b#1", result={"measurements": [{"value": 0.5, "curve": {"x": [1, 2]}}], "verdict": "fail"})
    ledger.end(report)
    ledger.acknowledge(AttemptId("j:b#1"))
    ledger = reopened(ledger, path)
    assert ledger.epochs() == {"j": 3}
    first, second = ledger.entries()
    assert (first.attempt, first.journal, first.epoch, first.begun_at_s, first.end) == ("j:a#1", "j", 1, 1.0, None)
    assert (first.known, second.known) == ({"changed_over": True}, PROGRAM)
    assert (second.end, second.is_acknowledged) == (report, True)


def test_a_killed_process_loses_nothing_that_it_said_was_written(path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    with subprocess.Popen(
        [sys.executable, "-c", DYING, str(path)], stdout=subprocess.PIPE, text=True, env=environment
    ) as process:
        assert process.stdout is not None
        said = [process.stdout.readline() for _ in range(25)]
        process.send_signal(signal.SIGKILL)
        said += process.stdout.readlines()
    assert process.returncode == -signal.SIGKILL
    ledger = SqliteLedger(path)
    entries = {entry.attempt: entry for entry in ledger.entries()}
    for number, what in (line.split() for line in said if line.endswith("\n")):
        entry = entries[AttemptId(f"j:t#{number}")]
        assert what == "begun" or entry.end is not None
    assert ledger.epochs() == {"j": 7}


def test_a_second_process_cannot_open_the_same_ledger(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("robot_cells.attempts.sqlite_ledger.LOCK_TIMEOUT_S", 0.0)
    first = SqliteLedger(path)
    with pytest.raises(JournalError, match="second process"):
        SqliteLedger(path)
    first.close()
    SqliteLedger(path).close()


def test_a_full_disk_is_said_and_the_ledger_works_on_once_there_is_room(path: Path) -> None:
    ledger = SqliteLedger(path)
    pages = ledger._database.execute("PRAGMA page_count").fetchone()[0]
    ledger._database.execute(f"PRAGMA max_page_count={pages}").fetchone()
    with pytest.raises(JournalError, match="full") as caught:
        for number in range(2000):
            ledger.begin(assignment(f"j:t#{number}"), 0.0, {})
    assert "Make room" in str(caught.value)
    written = len(ledger.entries())
    ledger._database.execute("PRAGMA max_page_count=100000").fetchone()
    ledger.begin(assignment("j:later#1"), 0.0, {})
    assert len(ledger.entries()) == written + 1


def test_a_damaged_file_is_said(path: Path) -> None:
    path.parent.mkdir(parents=True)
    path.write_bytes(b"this is no database " * 100)
    with pytest.raises(JournalError, match="not a database"):
        SqliteLedger(path)


def test_a_file_of_the_first_version_is_read_and_goes_on(path: Path) -> None:
    path.parent.mkdir(parents=True)
    with closing(sqlite3.connect(path)) as database:
        database.executescript(VERSION_1)
    ledger = SqliteLedger(path)
    ledger.begin(assignment("j:new#1"), 3.0, PROGRAM)
    ledger = reopened(ledger, path)
    assert [(item.attempt, item.known) for item in ledger.entries()] == [("j:old#1", {}), ("j:new#1", PROGRAM)]


def test_a_newer_file_is_left_alone(path: Path) -> None:
    SqliteLedger(path).close()
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA user_version=99")
    with pytest.raises(JournalError, match="version 99"):
        SqliteLedger(path)


def test_a_place_where_nothing_can_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(JournalError, match="See the rights"):
        SqliteLedger(tmp_path / "file" / "c1.sqlite")


def test_acknowledged_attempts_are_pruned_open_ones_never(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("robot_cells.attempts.sqlite_ledger.KEPT_ACKNOWLEDGED", 2)
    ledger = SqliteLedger(path)
    ledger.begin(assignment("j:open#1"), 0.0, {})
    for number in range(5):
        ledger.begin(assignment(f"j:t#{number}"), 0.0, {})
        ledger.end(end(f"j:t#{number}"))
        ledger.acknowledge(AttemptId(f"j:t#{number}"))
    ledger = reopened(ledger, path)
    assert [entry.attempt for entry in ledger.entries()] == ["j:open#1", "j:t#3", "j:t#4"]


def test_the_worker_finds_its_attempt_interrupted_in_a_new_process(path: Path, make_cellar: Any) -> None:
    cellar = make_cellar(SqliteLedger(path))
    cellar.execute()
    cellar.ledger = reopened(cellar.ledger, path)
    worker = cellar.restart()
    assert [report.phase for report in worker.unacknowledged()] == [Phase.INTERRUPTED]
