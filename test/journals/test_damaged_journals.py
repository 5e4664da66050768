"""Whatever has become of the file: what is read is what was written, up to where that can be known, or nothing is."""

from __future__ import annotations

import json
import random
import resource
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from robot_cells.errors import JournalError
from robot_cells.journals.record import Entry, Record
from robot_cells.journals.sqlite_journal import SqliteJournal, SqliteJournalReader

BATCH = 7
PLACES = random.Random(11).sample(range(1000), 60)
"""Where the files are damaged, in thousandths of their length."""


def entries(batch: int) -> list[Entry]:
    return [Entry(float(batch), batch * 10 + i, "k", f"s{i}", f'{{"n":{batch}}}' + "x" * 60) for i in range(BATCH)]


@pytest.fixture(scope="module", params=["a log that grows", "a log written beforehand"])
def written(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Path, list[Record]]]:
    """A folder with a journal that was closed and one whose writer died with everything in the log; their records."""
    folder = tmp_path_factory.mktemp("written")
    with closing(SqliteJournal(folder / "live.sqlite", 0)) as journal:
        if request.param == "a log written beforehand":
            journal.prewrite()
        journal._database.execute("PRAGMA wal_autocheckpoint = 0")
        for batch in range(40):
            journal.append(entries(batch))
        records = list(journal.read())
        for suffix in ("", "-wal"):
            shutil.copyfile(f"{journal.path}{suffix}", folder / f"died.sqlite{suffix}")
    (folder / "live.sqlite").rename(folder / "closed.sqlite")
    yield folder, records


def copy_of(written: tuple[Path, list[Record]], name: str, folder: Path) -> Path:
    for item in written[0].glob(f"{name}.sqlite*"):
        shutil.copyfile(item, folder / item.name)
    return folder / f"{name}.sqlite"


def used(log: Path) -> int:
    """How many bytes of a log SQLite has written."""
    return len(log.read_bytes().rstrip(b"\0"))


def opened(path: Path) -> tuple[list[Record] | None, SqliteJournal | None]:
    """What can be read after the journal was opened for writing and written; None where it was refused."""
    try:
        with closing(SqliteJournal(path, 5)) as journal:
            before = list(journal.read())
            journal.append(entries(99))
            assert [item.data for item in journal.read()][: len(before)] == [item.data for item in before]
            return before, journal
    except JournalError as error:
        assert error.remedy
        return None, None


@pytest.mark.parametrize("place", PLACES)
def test_a_flipped_bit_in_the_file_is_refused_or_costs_the_end_only(
    written: tuple[Path, list[Record]], tmp_path: Path, spoiler: Any, place: int
) -> None:
    path = copy_of(written, "closed", tmp_path)
    spoiler(path, path.stat().st_size * place // 1000, 1 << place % 8)
    found, journal = opened(path)
    if found is not None and journal is not None:
        assert found == written[1][: len(found)]
        assert len(found) == len(written[1]) or journal.repair is not None


@pytest.mark.parametrize("place", PLACES[:20])
def test_a_file_that_was_cut_short_is_refused(written: tuple[Path, list[Record]], tmp_path: Path, place: int) -> None:
    path = copy_of(written, "closed", tmp_path)
    path.write_bytes(path.read_bytes()[: path.stat().st_size * place // 1000])
    found, _ = opened(path)
    assert found is None


@pytest.mark.parametrize("place", PLACES)
def test_a_flipped_bit_in_the_log_costs_whole_commits_and_is_told(
    written: tuple[Path, list[Record]], tmp_path: Path, spoiler: Any, place: int
) -> None:
    path = copy_of(written, "died", tmp_path)
    log = path.with_name("died.sqlite-wal")
    spoiler(log, used(log) * place // 1000, 1 << place % 8)
    found, journal = opened(path)
    if found is None or journal is None:
        return
    assert found == written[1][: len(found)]
    assert len(found) % BATCH == 0
    if len(found) < len(written[1]):
        assert journal.repair is not None
        assert journal.repair.lost is not None
        assert journal.repair.lost.kept.is_file()
        assert f"behind record {len(found)}" in journal.repair.text


@pytest.mark.parametrize("place", PLACES)
def test_a_log_that_was_cut_short_leaves_whole_commits(
    written: tuple[Path, list[Record]], tmp_path: Path, place: int
) -> None:
    path = copy_of(written, "died", tmp_path)
    log = path.with_name("died.sqlite-wal")
    log.write_bytes(log.read_bytes()[: used(log) * place // 1000])
    found, _ = opened(path)
    if found is not None:
        assert found == written[1][: len(found)]
        assert len(found) % BATCH == 0


def test_a_journal_whose_writer_died_is_whole_and_needs_no_repair(
    written: tuple[Path, list[Record]], tmp_path: Path
) -> None:
    found, journal = opened(copy_of(written, "died", tmp_path))
    assert found == written[1]
    assert journal is not None
    assert journal.repair is None


def change(path: Path, sql: str) -> None:
    with closing(sqlite3.connect(path)) as database:
        database.execute(sql)
        database.commit()


@pytest.mark.parametrize(
    ("damage", "first", "count"),
    [
        ("UPDATE records SET data = 'x' WHERE sequence = 280", 280, 1),
        ("UPDATE records SET data = x'ff' WHERE sequence > 270", 271, 10),
        ("UPDATE records SET checksum = x'' WHERE sequence >= 279", 279, 2),
        ("UPDATE records SET at_s = 'soon' WHERE sequence = 280", 280, 1),
        ("DELETE FROM records WHERE sequence = 279", 279, 1),
        ("DELETE FROM records WHERE sequence > 270", 271, 0),
    ],
)
def test_a_damaged_end_is_cut_kept_and_told(
    written: tuple[Path, list[Record]], tmp_path: Path, damage: str, first: int, count: int
) -> None:
    path = copy_of(written, "closed", tmp_path)
    change(path, damage)
    found, journal = opened(path)
    assert found is not None
    assert journal is not None
    assert found == written[1][: len(found)]
    repair = journal.repair
    assert repair is not None
    assert repair.cut is not None
    assert (repair.cut.first, repair.cut.records) == (first, count)
    kept = [json.loads(line) for line in repair.cut.kept.read_text(encoding="utf-8").splitlines()]
    assert [item["sequence"] for item in kept] == list(range(281 - count, 281))
    assert repair.cut.last == 280
    assert repair.cut.kept.name in repair.text


@pytest.mark.parametrize(
    "damage", ["UPDATE records SET data = 'x' WHERE sequence = 100", "DELETE FROM records WHERE sequence = 100"]
)
def test_damage_in_the_middle_is_refused_where_it_is_read(
    written: tuple[Path, list[Record]], tmp_path: Path, damage: str
) -> None:
    path = copy_of(written, "closed", tmp_path)
    change(path, damage)
    with closing(SqliteJournal(path, 5)) as journal, pytest.raises(JournalError, match="Record 100") as error:
        list(journal.read())
    assert "salvage" in error.value.remedy
    with closing(SqliteJournalReader(path)) as reader:
        assert len(list(reader.read(102))) == 179, "nothing behind the damage was touched"


def test_a_journal_of_which_nothing_is_whole_is_refused_and_left_alone(
    written: tuple[Path, list[Record]], tmp_path: Path
) -> None:
    path = copy_of(written, "closed", tmp_path)
    change(path, "UPDATE records SET data = 'x'")
    with pytest.raises(JournalError, match="None of the last 280 records is whole"):
        SqliteJournal(path, 5)
    with closing(SqliteJournalReader(path)) as reader:
        assert reader.last_sequence == 280


def test_a_log_that_was_written_beforehand_and_never_used_is_no_loss(tmp_path: Path) -> None:
    with closing(SqliteJournal(tmp_path / "live.sqlite", 0)) as journal:
        journal.append(entries(1))
        journal.prewrite()
        for suffix in ("", "-wal"):
            shutil.copyfile(f"{journal.path}{suffix}", tmp_path / f"died.sqlite{suffix}")
    assert not any((tmp_path / "died.sqlite-wal").read_bytes())
    found, died = opened(tmp_path / "died.sqlite")
    assert found is not None and len(found) == BATCH
    assert died is not None and died.repair is None


def test_commits_only_overwrite_a_log_that_was_written_beforehand(tmp_path: Path) -> None:
    with closing(SqliteJournal(tmp_path / "journal.sqlite", 0)) as journal:
        journal.prewrite()
        log = tmp_path / "journal.sqlite-wal"
        length = log.stat().st_size
        for batch in range(400):
            journal.append(entries(batch))
        assert log.stat().st_size == length > 4_000_000
        with closing(SqliteJournalReader(journal.path)) as reader:
            assert len(list(reader.read())) == 400 * BATCH


def test_where_somebody_reads_or_the_disk_is_full_the_log_is_not_written_beforehand(tmp_path: Path) -> None:
    with closing(SqliteJournal(tmp_path / "journal.sqlite", 0)) as journal:
        journal.append(entries(1))
        log = tmp_path / "journal.sqlite-wal"
        with closing(sqlite3.connect(journal.path)) as reader:
            assert reader.execute("BEGIN").execute("SELECT count(*) FROM records").fetchone() == (BATCH,)
            journal.prewrite()
            assert log.stat().st_size < 1_000_000
        limit = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (2_000_000, limit[1]))
        try:
            journal.prewrite()
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, limit)
        assert log.stat().st_size == 0
        journal.append(entries(2))
        assert len(list(journal.read())) == 2 * BATCH
