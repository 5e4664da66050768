from __future__ import annotations

from contextlib import closing
from pathlib import Path

from benchmarks.journal_writes import GROUP, measure_journal_writes
from benchmarks.long_journal import write_long_journal
from benchmarks.short_task_line import PRODUCT, write_short_task_line
from robot_cells.documents.plant import load_plant
from robot_cells.journals.replays import replay
from robot_cells.journals.sqlite_journal import SqliteJournalReader
from robot_cells.journals.verification import verify
from robot_cells.orchestration.orchestrator import Orchestrator


def test_a_long_journal_is_one_that_a_line_goes_on_with_from_a_snapshot(tmp_path: Path) -> None:
    written = write_short_task_line(tmp_path / "plant", cells=3, tasks=1, in_flight=2)
    plant = load_plant(written.line)
    path = tmp_path / "journal.sqlite"
    records = write_long_journal(path, plant, PRODUCT, 6000)
    with closing(SqliteJournalReader(path)) as journal:
        assert verify(journal).records == records >= 6000
        identity = journal.journal_id
        found = replay(
            lambda: Orchestrator(plant.line, plant.products, identity, epoch=1), journal, journal, plant.sources
        )
    assert 5000 <= found.snapshot < records
    assert found.core.state.jobs == {}
    assert all(order.end is not None for order in found.core.state.orders.values())


def test_every_way_of_writing_is_measured(tmp_path: Path) -> None:
    found = measure_journal_writes(tmp_path / "writes", events=10)
    assert (found.group, found.events) == (GROUP, 10)
    assert min(found.bare_per_s, found.single_per_s, found.grouped_per_s) > 0
    with closing(SqliteJournalReader(tmp_path / "writes" / "journal.sqlite")) as journal:
        assert journal.last_sequence == 10 + 10 * GROUP
