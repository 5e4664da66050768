"""The pieces of every stored journal have their record, and it proves itself."""

from __future__ import annotations

import gzip
import json
import sqlite3
from contextlib import closing
from pathlib import Path

import jsonschema
import pytest

from robot_cells.journals.sqlite_journal import SqliteJournalReader
from robot_cells.reports.history_reader import history_of
from robot_cells.reports.part_record_reader import record_of
from robot_cells.reports.record_check import prove
from robot_cells.reports.record_page import record_page
from robot_cells.reports.record_schema import record_schema

STORED = sorted((Path(__file__).parents[1] / "journals" / "stored").glob("*/journal.sql.gz"))


def test_there_is_a_stored_journal() -> None:
    assert STORED


@pytest.mark.parametrize("dump", STORED, ids=lambda path: path.parent.name)
def test_every_piece_of_a_stored_journal_has_a_record_that_proves_itself(dump: Path, tmp_path: Path) -> None:
    path, schema = tmp_path / "journal.sqlite", record_schema()
    with closing(sqlite3.connect(path)) as database:
        database.executescript(gzip.decompress(dump.read_bytes()).decode())
    with closing(SqliteJournalReader(path)) as reader:
        serials = [job.serial for job in history_of(reader).jobs.values()]
        assert serials
        kinds = set()
        for serial in serials:
            record = record_of(reader, serial)
            content = json.loads(json.dumps(record.to_dict(), allow_nan=False))
            jsonschema.validate(content, schema)
            assert prove(content, reader, tmp_path).record == record
            assert serial in record_page(record, tmp_path)
            kinds |= {decision.kind for decision in record.decisions}
    assert {"rework", "retry", "question", "answer"} <= kinds
