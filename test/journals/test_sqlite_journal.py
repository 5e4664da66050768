"""The journal keeps whole batches, tells what is damaged, and has one writer."""

from __future__ import annotations

import gzip
import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest

import robot_cells
from robot_cells.errors import JournalError
from robot_cells.journals.record import Entry
from robot_cells.journals.snapshot import SnapshotFit
from robot_cells.journals.sqlite_journal import SqliteJournal, SqliteJournalReader
from robot_cells.journals.verification import verify


def entries(count: int, start: int = 0) -> list[Entry]:
    return [Entry(float(i), 1000 + i, "line_held", f"s{i}", f'{{"reason":"{i}"}}') for i in range(start, start + count)]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "line.journal"


def test_what_is_appended_is_read_in_order_with_positions_from_one(path: Path) -> None:
    journal = SqliteJournal(path, 0)
    assert journal.append(entries(2)) == (1, 2)
    assert journal.append(entries(1, 2)) == (3,)
    assert journal.append([]) == ()
    records = list(journal.read())
    assert [record.sequence for record in records] == [1, 2, 3]
    assert [record.subject for record in records] == ["s0", "s1", "s2"]
    assert [record.sequence for record in journal.read(3)] == [3]


def test_more_records_than_one_page_are_read_whole(path: Path) -> None:
    journal = SqliteJournal(path, 0)
    journal.append(entries(2500))
    assert [record.sequence for record in journal.read()] == list(range(1, 2501))


def test_every_opening_for_writing_begins_an_epoch_and_the_name_stays(path: Path) -> None:
    first = SqliteJournal(path, 0)
    name = first.journal_id
    assert first.epoch == 1
    first.close()
    second = SqliteJournal(path, 0)
    assert (second.epoch, second.journal_id) == (2, name)
    assert len(name) == 8
    assert int(name, 16) >= 0


def test_reading_while_it_is_written_sees_what_is_durable_and_begins_no_epoch(path: Path) -> None:
    journal = SqliteJournal(path, 0)
    journal.append(entries(1))
    reader = SqliteJournalReader(path)
    assert [record.subject for record in reader.read()] == ["s0"]
    journal.append(entries(1, 1))
    assert [record.subject for record in reader.read(2)] == ["s1"]
    assert reader.epoch == 1


def test_documents_of_the_latest_epoch_are_kept(path: Path) -> None:
    journal = SqliteJournal(path, 0)
    journal.keep_documents({"line.yaml": "line: a", "old.yaml": "x"})
    journal.close()
    journal = SqliteJournal(path, 0)
    assert journal.documents() == {"line.yaml": "line: a", "old.yaml": "x"}
    journal.keep_documents({"line.yaml": "line: b"})
    assert SqliteJournalReader(path).documents() == {"line.yaml": "line: b"}
    assert SqliteJournalReader(path).documents(1) == {"line.yaml": "line: a", "old.yaml": "x"}
    assert SqliteJournalReader(path).documents(7) == {"line.yaml": "line: b"}


def test_a_second_writer_is_refused_until_the_first_has_gone(path: Path) -> None:
    first = SqliteJournal(path, 0)
    with pytest.raises(JournalError, match="Another orchestrator writes"):
        SqliteJournal(path, 0)
    assert SqliteJournalReader(path).epoch == 1, "a refused writer leaves no epoch behind"
    first.close()
    SqliteJournal(path, 0).close()


def test_a_full_disk_is_said_and_leaves_nothing_half_written(path: Path) -> None:
    journal = SqliteJournal(path, 0)
    journal.append(entries(3))
    pages = journal._database.execute("PRAGMA page_count").fetchone()[0]
    journal._database.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(JournalError, match="disk is full"):
        journal.append([Entry(0.0, 0, "k", "s", "x" * 4000) for _ in range(50)])
    assert len(list(journal.read())) == 3
    journal._database.execute("PRAGMA max_page_count = 1000000")
    assert journal.append(entries(1, 3)) == (4,), "it goes on where it was once there is room"
    assert len(list(journal.read())) == 4


@pytest.mark.parametrize(
    "content", [b"this is not a database at all, whatever its name says" * 40, b"SQLite format 3\x00" + b"\xff" * 4096]
)
def test_a_file_that_is_no_journal_is_refused_by_writers_and_readers(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(JournalError):
        SqliteJournal(path, 0)
    with pytest.raises(JournalError):
        SqliteJournalReader(path)


def test_another_sqlite_file_is_refused_and_left_alone(path: Path) -> None:
    database = sqlite3.connect(path)
    database.execute("CREATE TABLE notes (text)")
    database.commit()
    database.close()
    before = path.read_bytes()
    with pytest.raises(JournalError, match="no journal"):
        SqliteJournal(path, 0)
    assert path.read_bytes() == before


def test_a_journal_of_another_schema_version_is_refused(path: Path) -> None:
    journal = SqliteJournal(path, 0)
    journal._database.execute("PRAGMA user_version = 99")
    journal.close()
    with pytest.raises(JournalError, match="schema version 99"):
        SqliteJournal(path, 0)


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE records SET data = '{}' WHERE sequence = 2",
        "UPDATE records SET at_s = 99.0 WHERE sequence = 2",
        "UPDATE records SET kind = 'other' WHERE sequence = 2",
        "UPDATE records SET recorded_ns = 5 WHERE sequence = 2",
        "DELETE FROM records WHERE sequence = 2",
    ],
)
def test_a_changed_or_missing_record_is_noticed(path: Path, damage: str) -> None:
    journal = SqliteJournal(path, 0)
    journal.append(entries(4))
    journal.close()
    database = sqlite3.connect(path)
    database.execute(damage)
    database.commit()
    database.close()
    reader = SqliteJournalReader(path)
    with pytest.raises(JournalError, match="Record 2 is damaged"):
        list(reader.read())


def test_a_missing_file_and_a_missing_folder_are_said(tmp_path: Path) -> None:
    with pytest.raises(JournalError, match="no journal"):
        SqliteJournalReader(tmp_path / "none.journal")
    with pytest.raises(JournalError, match="cannot be written"):
        SqliteJournal(tmp_path / "nowhere" / "line.journal", 0)


WRITER = """
import sys
from pathlib import Path
from robot_cells.journals.record import Entry
from robot_cells.journals.sqlite_journal import SqliteJournal
journal = SqliteJournal(Path(sys.argv[1]), 0)
batch = int(sys.argv[2])
while True:
    positions = journal.append([Entry(0.0, 0, "k", str(batch), "{}") for _ in range(7)])
    print(positions[-1], flush=True)
    batch += 1
"""


def test_a_writer_killed_in_the_middle_of_writing_leaves_whole_batches_and_no_lock(path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(Path(robot_cells.__file__).parent.parent)}
    total = 0
    for turn in range(3):
        writer = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(path), str(turn * 1000)],
            stdout=subprocess.PIPE,
            env=environment,
            text=True,
        )
        acknowledged = [int(writer.stdout.readline()) for _ in range(5 + turn)][-1]
        writer.send_signal(signal.SIGKILL)
        writer.wait()
        writer.stdout.close()
        journal = SqliteJournal(path, 0)
        records = list(journal.read())
        assert len(records) >= acknowledged, "what was said to be durable is there"
        assert len(records) % 7 == 0, "no batch is there in part"
        assert len(records) > total
        total = len(records)
        journal.close()


STORED = Path(__file__).parent / "stored" / "0.1.0" / "journal.sql.gz"


def test_a_journal_of_the_first_tables_is_gone_on_with(path: Path) -> None:
    database = sqlite3.connect(path)
    database.executescript(gzip.decompress(STORED.read_bytes()).decode())
    assert database.execute("PRAGMA user_version").fetchone() == (1,)
    database.close()
    before = list(SqliteJournalReader(path).read())
    journal = SqliteJournal(path, 5)
    assert (journal.repair, journal.epoch) == (None, 2)
    journal.append(entries(3))
    journal.keep_snapshot(len(before) + 3, 1.0, SnapshotFit("p", "d"), "digest", "{}")
    assert [item.sequence for item in journal.snapshots()] == [len(before) + 3]
    journal.close()
    assert list(SqliteJournalReader(path).read())[: len(before)] == before
    assert SqliteJournal(path, 6).repair is None


def test_a_snapshot_that_finds_no_room_leaves_the_journal_as_it_was(path: Path) -> None:
    journal = SqliteJournal(path, 0)
    journal.append(entries(3))
    pages = journal._database.execute("PRAGMA page_count").fetchone()[0]
    journal._database.execute(f"PRAGMA max_page_count = {pages}")
    large = "".join(random.Random(1).choices("abcdefghij", k=200_000))
    with pytest.raises(JournalError, match="disk is full"):
        journal.keep_snapshot(3, 1.0, SnapshotFit("p", "d"), "digest", large)
    assert list(journal.snapshots()) == []
    assert journal.append(entries(1, 3)) == (4,)
    assert len(list(journal.read())) == 4


KEEPER = """
import random, sys, time
from pathlib import Path
from robot_cells.journals.record import Entry
from robot_cells.journals.snapshot import SnapshotFit
from robot_cells.journals.sqlite_journal import SqliteJournal
journal = SqliteJournal(Path(sys.argv[1]), time.time_ns())
journal._database.execute("PRAGMA wal_autocheckpoint = 8")
assert journal.repair is None
print("open", flush=True)
while True:
    last = journal.append([Entry(0.0, 0, "k", "s", "x" * random.choice((100, 500, 3000))) for _ in range(7)])[-1]
    print(last, flush=True)
    journal.keep_snapshot(last, 1.0, SnapshotFit("p", "d"), "digest", str(last) * 3000)
"""


@pytest.mark.parametrize("is_watched", [False, True])
def test_a_writer_killed_at_any_moment_loses_nothing_that_it_said_was_durable(path: Path, is_watched: bool) -> None:
    """While somebody else has the file open, SQLite does not look at its log anew: that is another path of its own."""
    environment = {**os.environ, "PYTHONPATH": str(Path(robot_cells.__file__).parent.parent)}
    moments = random.Random(3)
    total = 0
    SqliteJournal(path, 0).close()
    watcher = SqliteJournalReader(path) if is_watched else None
    for _ in range(8):
        writer = subprocess.Popen(
            [sys.executable, "-c", KEEPER, str(path)], stdout=subprocess.PIPE, env=environment, text=True
        )
        assert writer.stdout.readline() == "open\n"
        killer = threading.Timer(moments.uniform(0.0, 0.05), writer.kill)
        killer.start()
        said = [line for line in writer.stdout.read().splitlines() if line]
        writer.wait()
        killer.join()
        writer.stdout.close()
        # What the last line says may have been cut off in the middle of its digits: then it says too little.
        acknowledged = max(map(int, said), default=total)
        with closing(SqliteJournalReader(path)) as reader:
            found = verify(reader)
            snapshots = list(reader.snapshots())
        assert found.records >= acknowledged >= total
        assert found.records % 7 == 0
        assert all(item.sequence <= found.records and item.state == str(item.sequence) * 3000 for item in snapshots)
        total = found.records
    assert total > 0
    if watcher is not None:
        watcher.close()
