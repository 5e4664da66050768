"""Journals of every version that there was stay readable, and lead to the state that they led to then."""

from __future__ import annotations

import gzip
import json
import runpy
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from robot_cells.journals.event_records import event_of
from robot_cells.journals.sqlite_journal import SqliteJournalReader
from robot_cells.orchestration.orchestrator import Orchestrator
from robot_cells.orchestration.state_document import encode_state, state_digest
from robot_cells.reports.journal_plant import plant_of_journal
from robot_cells.reports.run_report import report_of
from robot_cells.reports.trace import trace_of

STORED = sorted((Path(__file__).parent / "stored").glob("*/journal.sql.gz"))
TABLES = {"orders", "jobs", "attempts", "cells", "prompts", "alarms", "closed", "tries", "uses", "refused", "answered"}
"""Objects of the state whose keys are ids: one more is a difference. In all others, fields may have been added."""


@pytest.fixture(params=STORED, ids=lambda path: path.parent.name)
def stored(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[SqliteJournalReader, object]]:
    """A stored journal, and the state as the version that wrote it had it in the end."""
    dump: Path = request.param
    path = tmp_path / "journal.sqlite"
    with closing(sqlite3.connect(path)) as database:
        database.executescript(gzip.decompress(dump.read_bytes()).decode())
    state = json.loads(dump.with_name("state.json").read_text(encoding="utf-8"))
    with closing(SqliteJournalReader(path)) as reader:
        yield reader, state


def replayed(reader: SqliteJournalReader) -> Orchestrator:
    plant = plant_of_journal(reader)
    assert plant is not None
    core = Orchestrator(plant.line, plant.products, reader.journal_id, epoch=reader.epoch)
    core.replay(event_of(record) for record in reader.read())
    return core


def differences(then: object, now: object, where: str = "state", is_table: bool = False) -> list[str]:
    """Where `now` does not say what `then` said; fields that were added since are passed over."""
    if isinstance(then, dict) and isinstance(now, dict):
        lost = sorted(then.keys() - now.keys()) + (sorted(now.keys() - then.keys()) if is_table else [])
        found = [f"{where}: {key}" for key in lost]
        for key in [key for key in then if key in now]:
            found += differences(then[key], now[key], f"{where}.{key}", key in TABLES)
        return found
    if isinstance(then, list) and isinstance(now, list) and len(then) == len(now):
        pairs = enumerate(zip(then, now, strict=True))
        return [item for place, (a, b) in pairs for item in differences(a, b, f"{where}[{place}]")]
    return [] if then == now else [f"{where}: {then!r} then, {now!r} now"]


def test_every_record_is_read_and_leads_to_the_state_of_then(stored: tuple[SqliteJournalReader, object]) -> None:
    reader, then = stored
    core = replayed(reader)
    assert core.state.events == len(list(reader.read())) > 200
    assert differences(then, json.loads(encode_state(core.state))) == []


def test_replaying_twice_gives_the_same_digest(stored: tuple[SqliteJournalReader, object]) -> None:
    assert state_digest(replayed(stored[0]).state) == state_digest(replayed(stored[0]).state)


def test_a_stored_journal_can_be_reported_and_traced(stored: tuple[SqliteJournalReader, object]) -> None:
    reader, _ = stored
    assert report_of(reader).tasks.lost == 0
    assert len(trace_of(reader, "WO-1-002").to_dict()) > 3


def test_a_change_of_the_state_would_be_found() -> None:
    then = {"mode": "held", "orders": {"WO-1": {"number": 1, "floor": ["a"]}}, "events": 7}
    assert differences(then, {**then, "added": 0}) == []
    assert differences(then, {**then, "events": 8}) == ["state.events: 7 then, 8 now"]
    assert differences(then, {**then, "orders": {}}) == ["state.orders: WO-1"]
    assert differences(then, {**then, "orders": {**then["orders"], "WO-2": {}}}) == ["state.orders: WO-2"]
    changed = {"WO-1": {"number": 1, "floor": []}}
    assert differences(then, {**then, "orders": changed}) == ["state.orders.WO-1.floor: ['a'] then, [] now"]


def test_the_script_that_writes_the_next_one_works(tmp_path: Path) -> None:
    script = runpy.run_path(str(Path(__file__).with_name("write_stored_journal.py")))
    path, line = script["write_journal"](tmp_path / "plant")
    with closing(SqliteJournalReader(path)) as reader:
        assert state_digest(replayed(reader).state) == state_digest(line.core.state)
