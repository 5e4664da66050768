"""Older records move to archives; the history of every serial number stays, whole and in order."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

import robot_cells
from robot_cells.errors import JournalError
from robot_cells.journals.compaction import compact
from robot_cells.journals.record import Record
from robot_cells.journals.replays import replay
from robot_cells.journals.sqlite_journal import SqliteJournal, SqliteJournalReader
from robot_cells.journals.verification import Verification, verify
from robot_cells.orchestration.state_document import encode_state
from robot_cells.reports.run_report import report_of
from robot_cells.reports.trace import trace_of


def records_of(path: Path, start: int = 1) -> list[Record]:
    with closing(SqliteJournalReader(path)) as reader:
        return list(reader.read(start))


def verified(path: Path) -> Verification:
    with closing(SqliteJournalReader(path)) as reader:
        return verify(reader)


def test_every_record_is_read_through_the_archives_in_its_order(ran) -> None:
    before, head = records_of(ran.path), verified(ran.path).head
    for keep in (200, 100, 30):
        found = compact(ran.path, keep)
        assert found.records == keep
        assert found.archive is not None
        assert (ran.path.parent / found.archive.name).is_file()
    assert records_of(ran.path) == before
    for start in (50, 101, len(before) - 30, len(before) - 29, len(before)):
        assert records_of(ran.path, start) == before[start - 1 :]
    assert verified(ran.path).head == head
    assert verified(ran.path).archives == 3


def test_trace_and_report_are_those_of_before(ran) -> None:
    with closing(SqliteJournalReader(ran.path)) as reader:
        serial = next(item.data for item in reader.read() if item.kind == "job_released")
        serial = serial.split('"job":"')[1].split('"')[0].replace("/", "-")
        before = (trace_of(reader, serial).to_dict(), report_of(reader).to_json())
    compact(ran.path, 40)
    with closing(SqliteJournalReader(ran.path)) as reader:
        assert (trace_of(reader, serial).to_dict(), report_of(reader).to_json()) == before


def test_a_line_goes_on_with_a_compacted_journal(ran) -> None:
    lived = encode_state(ran.line.core.state)
    compact(ran.path, 0)
    with closing(SqliteJournal(ran.path, 2)) as journal:
        assert journal.repair is None
        ran.journal = journal
        core = replay(ran.make, journal).core
        assert encode_state(core.state) == lived
        ran.line._journal = journal
        ran.run(ran.line.core.state.events + 40)
    assert verified(ran.path).records == ran.line.core.state.events


def test_there_is_nothing_to_move_twice(ran) -> None:
    compact(ran.path, 50)
    assert compact(ran.path, 50).archive is None
    assert compact(ran.path, 10_000).archive is None


def test_a_reader_that_is_in_the_middle_reads_on_from_the_archive(ran) -> None:
    before = records_of(ran.path)
    with closing(SqliteJournalReader(ran.path)) as reader:
        rows = reader.read()
        first = [next(rows) for _ in range(5)]
        compact(ran.path, 20)
        assert reader.read(6) is not None
        assert first + list(reader.read(6)) == before


def test_a_line_that_runs_is_not_compacted(ran) -> None:
    with (
        closing(SqliteJournal(ran.path, 2)),
        pytest.raises(JournalError, match="Another orchestrator writes this journal"),
    ):
        compact(ran.path, 10)


def test_a_missing_archive_is_named_and_another_one_in_its_place_is_refused(ran) -> None:
    archive = compact(ran.path, 50).archive
    assert archive is not None
    path = ran.path.parent / archive.name
    content = path.read_bytes()
    path.unlink()
    with pytest.raises(JournalError, match=f"archive with the records 1 to {archive.last} is missing"):
        records_of(ran.path)
    path.write_bytes(content.replace(archive.name.encode(), b"x"))
    with closing(SqliteJournalReader(ran.path)) as reader:
        identity = reader.journal_id
    path.write_bytes(content.replace(identity.encode(), b"0" * len(identity)))
    with pytest.raises(JournalError, match="not the archive of the journal"):
        records_of(ran.path)
    path.write_bytes(content)
    assert len(records_of(ran.path)) == ran.line.core.state.events


def test_a_changed_record_in_an_archive_is_named(ran, spoiler) -> None:
    archive = compact(ran.path, 50).archive
    assert archive is not None
    path = ran.path.parent / archive.name
    spoiler(path, path.read_bytes().index(b"stamp.1#1"), 1)
    with pytest.raises(JournalError, match=r"Record \d+ is damaged"):
        records_of(ran.path)


def test_a_damaged_record_is_not_moved(ran) -> None:
    with closing(SqliteJournal(ran.path, 2)) as journal:
        journal._database.execute("UPDATE records SET subject = 'x' WHERE sequence = 100")
    with pytest.raises(JournalError, match="Record 100 is damaged or missing; nothing was moved"):
        compact(ran.path, 50)
    with closing(SqliteJournalReader(ran.path)) as reader:
        assert reader.archives == ()


COMPACTOR = """
import sys
from pathlib import Path
from robot_cells.journals.compaction import compact
print("begun", flush=True)
for keep in range(int(sys.argv[2]), -1, -10):
    compact(Path(sys.argv[1]), keep)
"""


def test_a_compaction_killed_at_any_moment_loses_nothing(ran) -> None:
    environment = {**os.environ, "PYTHONPATH": str(Path(robot_cells.__file__).parent.parent)}
    before, head = records_of(ran.path), verified(ran.path).head
    moments = random.Random(5)
    keep = len(before) - 10
    # On a busy machine none of those that are killed may have got anywhere: the last one is left to its end.
    for wait_s in (*(moments.uniform(0.0, 0.12) for _ in range(5)), None):
        process = subprocess.Popen(
            [sys.executable, "-c", COMPACTOR, str(ran.path), str(keep)],
            stdout=subprocess.PIPE,
            env=environment,
            text=True,
        )
        process.stdout.readline()
        try:
            process.wait(wait_s)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        assert records_of(ran.path) == before
        assert verified(ran.path).head == head
    with closing(SqliteJournalReader(ran.path)) as reader:
        assert reader.archives, "none of the compactions got anywhere"
