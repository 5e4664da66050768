"""A restart from a snapshot and what came after it is a restart from all records."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from robot_cells.journals.replays import fit_of, replay
from robot_cells.journals.snapshot import SnapshotFit
from robot_cells.journals.sqlite_journal import SqliteJournal, SqliteJournalReader
from robot_cells.orchestration.events import OrchestratorStarted, TimePassed
from robot_cells.orchestration.state_document import digest_of, encode_state, state_digest


def keep_snapshot(line: Any, journal: SqliteJournal, documents: dict[str, str] | None = None) -> int:
    core = line.line.core
    text = encode_state(core.state)
    fit = fit_of(line.plant.sources if documents is None else documents)
    journal.keep_snapshot(core.state.events, core.now_s, fit, digest_of(text), text)
    return int(core.state.events)


@pytest.mark.parametrize("seed", range(5))
def test_the_state_from_a_snapshot_and_the_tail_is_that_from_all_records(random_line: Any, seed: int) -> None:
    line = random_line(seed)
    kept = []
    for records in sorted(line.random.sample(range(10, 500), 4)):
        line.run(records)
        kept.append(keep_snapshot(line, line.journal))
        line.run(line.line.core.state.events + line.random.randint(0, 60))
        shortened = replay(line.make, line.journal, line.journal, line.plant.sources)
        whole = replay(line.make, line.journal)
        assert (shortened.snapshot, whole.snapshot) == (kept[-1], 0)
        assert shortened.records + kept[-1] == whole.records
        lived = encode_state(line.line.core.state)
        assert encode_state(shortened.core.state) == encode_state(whole.core.state) == lived


@pytest.mark.parametrize("seed", range(3))
def test_what_is_decided_after_a_restart_does_not_depend_on_the_snapshot(random_line: Any, seed: int) -> None:
    line = random_line(seed)
    line.run(200)
    keep_snapshot(line, line.journal)
    line.run(260)
    at_s = line.line.now_s
    decided = []
    for snapshots in (line.journal, None):
        core = replay(line.make, line.journal, snapshots, line.plant.sources).core
        turns = [core.handle([OrchestratorStarted(at_s, 2)])]
        for cell, item in core.state.cells.items():
            heard = line.line.core.state.cells[cell]
            turns.append(core.handle([line_event(cell, item.host or heard.host, at_s)]))
        turns.append(core.handle([TimePassed(at_s + 500.0)]))
        decided.append(([turn.recorded for turn in turns], state_digest(core.state)))
    assert decided[0] == decided[1]


def line_event(cell: Any, host: str, at_s: float) -> Any:
    from robot_cells.orchestration.events import CellAppeared

    return CellAppeared(at_s, cell, host, "again")


def other_program(path: Path) -> None:
    with sqlite3.connect(path) as database:
        database.execute("UPDATE snapshots SET program = 'older'")


def other_state(path: Path) -> None:
    with sqlite3.connect(path) as database:
        database.execute("UPDATE snapshots SET state = (SELECT zeroblob(100))")


def other_time(path: Path) -> None:
    with sqlite3.connect(path) as database:
        database.execute("UPDATE snapshots SET now_s = now_s + 1")


def other_records(path: Path) -> None:
    with sqlite3.connect(path) as database:
        database.execute("UPDATE snapshots SET head = x'0011223344556677'")


@pytest.mark.parametrize("spoil", [other_program, other_state, other_time, other_records])
def test_a_snapshot_that_does_not_fit_is_passed_over_for_the_one_before(
    random_line: Any, spoil: Callable[[Path], None]
) -> None:
    line = random_line(3)
    line.run(100)
    first = keep_snapshot(line, line.journal)
    spoil_first = first
    line.run(150)
    line.journal.close()
    # The one that is spoilt is the latest; a whole one is before it.
    with closing(SqliteJournal(line.path, 2)) as journal:
        line.journal = journal
        keep_snapshot(line, journal)
    with closing(sqlite3.connect(line.path)) as database:
        row = database.execute("SELECT * FROM snapshots WHERE sequence = ?", (spoil_first,)).fetchone()
    spoil(line.path)
    with closing(sqlite3.connect(line.path)) as database:
        database.execute("INSERT OR REPLACE INTO snapshots VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
        database.commit()
    with closing(SqliteJournalReader(line.path)) as reader:
        line.journal = reader
        found = replay(line.make, reader, reader, line.plant.sources)
        assert found.snapshot == spoil_first
        assert encode_state(found.core.state) == encode_state(line.line.core.state)


def test_a_snapshot_of_other_documents_is_passed_over(random_line: Any) -> None:
    line = random_line(3)
    line.run(100)
    keep_snapshot(line, line.journal, {"line.yaml": "line: another"})
    assert replay(line.make, line.journal, line.journal, line.plant.sources).snapshot == 0


def test_the_mark_of_a_snapshot_changes_with_every_document_and_its_name() -> None:
    assert fit_of({"a": "x", "b": "y"}) == fit_of({"b": "y", "a": "x"})
    others = [{"a": "x"}, {"a": "x", "b": "z"}, {"a": "y", "b": "x"}, {"a": "x", "c": "y"}, {}]
    assert len({fit_of(item) for item in others} | {fit_of({"a": "x", "b": "y"})}) == len(others) + 1


def test_only_the_latest_two_are_kept(random_line: Any) -> None:
    line = random_line(3)
    kept = []
    for records in (50, 80, 110):
        line.run(records)
        kept.append(keep_snapshot(line, line.journal))
    assert [item.sequence for item in line.journal.snapshots()] == [kept[2], kept[1]]
    assert all(item.fit == fit_of(line.plant.sources) for item in line.journal.snapshots())
    assert SnapshotFit("", "") != fit_of({})


def test_the_state_at_a_record_is_begun_with_a_snapshot_before_it(random_line: Any) -> None:
    line = random_line(3)
    line.run(50)
    first = keep_snapshot(line, line.journal)
    line.run(120)
    found = replay(line.make, line.journal, line.journal, line.plant.sources, until=first + 7)
    assert (found.snapshot, found.records, found.core.state.events) == (first, 7, first + 7)
    assert replay(line.make, line.journal, line.journal, line.plant.sources, until=first - 1).snapshot == 0
