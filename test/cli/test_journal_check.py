"""A journal that a line cannot go on with is refused before anything is started."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from robot_cells.cli.journal_check import check_journal
from robot_cells.documents.plant import Plant, load_plant
from robot_cells.errors import JournalError
from robot_cells.ids import CellId, OrderId, ProductId
from robot_cells.journals.event_records import entry_of
from robot_cells.journals.sqlite_journal import SqliteJournal
from robot_cells.orchestration.events import CellAppeared, OrchestratorStarted, OrderSubmitted
from robot_cells.orders.work_order import WorkOrder

LINE = """\
line: {line}
products: [product.yaml]
processes: processes
cells:
  - id: {cell}
    kind: machine_tending
    pose: {{x_m: 0.0, y_m: 0.0}}
    capabilities: [{{name: stamp, duration_s: 2, process: stamp}}]
"""


def plant_of(folder: Path, line: str = "single", cell: str = "press", product: str = "plate") -> Plant:
    """A line of one cell, read from documents of its own."""
    (folder / "processes").mkdir(parents=True)
    (folder / "line.yaml").write_text(LINE.format(line=line, cell=cell))
    (folder / "product.yaml").write_text(f"product: {product}\noperations: [{{id: stamp, capability: stamp}}]\n")
    (folder / "processes" / "stamp.yaml").write_text("process: stamp\ntree: {set: {done: true}}\n")
    return load_plant(folder / "line.yaml")


@pytest.fixture
def plant(tmp_path: Path) -> Plant:
    return plant_of(tmp_path / "plant")


@pytest.fixture
def journal(tmp_path: Path, plant: Plant) -> Path:
    """A journal of the plant that knows its cell and an order."""
    path = tmp_path / "journal.sqlite"
    writer = SqliteJournal(path, 0)
    order = WorkOrder(OrderId("WO-1"), ProductId("plate"), 2)
    events = (OrchestratorStarted(0.0, 1), CellAppeared(0.0, CellId("press"), "press", "1"), OrderSubmitted(1.0, order))
    writer.append([entry_of(event, 0) for event in events])
    writer.keep_documents(plant.sources)
    writer.close()
    return path


def test_a_line_goes_on_with_its_own_journal(plant: Plant, journal: Path) -> None:
    check_journal(journal, plant)


def test_a_journal_that_is_not_there_or_still_blank_will_be_made(plant: Plant, tmp_path: Path) -> None:
    path = tmp_path / "new.sqlite"
    check_journal(path, plant)
    path.touch()
    check_journal(path, plant)
    sqlite3.connect(path).execute("PRAGMA journal_mode = WAL").connection.close()
    check_journal(path, plant)


def half(path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])


def changed(path: Path) -> None:
    with sqlite3.connect(path) as database:
        database.execute("UPDATE records SET data = replace(data, '1', '3') WHERE sequence = 2")


def foreign(path: Path) -> None:
    path.unlink()
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE shopping (item TEXT)")


SPOILT: list[tuple[Callable[[Path], object], str]] = [
    (lambda path: path.write_text("no database, but a text of some length " * 50), "damaged or no journal"),
    (half, "damaged or no journal"),
    (changed, "Record 2 is damaged or missing"),
    (foreign, "The file is no journal"),
]


@pytest.mark.parametrize(("spoil", "what"), SPOILT, ids=[what for _, what in SPOILT])
def test_a_file_that_cannot_be_trusted_is_refused(
    plant: Plant, journal: Path, spoil: Callable[[Path], object], what: str
) -> None:
    spoil(journal)
    with pytest.raises(JournalError, match=what) as error:
        check_journal(journal, plant)
    assert error.value.where == str(journal)
    assert error.value.remedy


def test_a_journal_with_a_torn_end_is_gone_on_with_and_that_is_said(
    plant: Plant, journal: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with sqlite3.connect(journal) as database:
        database.execute("UPDATE records SET data = 'torn' WHERE sequence = 3")
    check_journal(journal, plant)
    assert "damaged behind record 2" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("other", "what"),
    [
        ({"line": "double"}, "is that of the line single, not of double"),
        ({"cell": "lathe"}, "does not fit the line single: .*no cell 'press'"),
        ({"product": "bowl"}, "does not fit the line single: .*does not make 'plate'"),
    ],
)
def test_a_journal_of_another_line_is_refused(tmp_path: Path, journal: Path, other: dict[str, str], what: str) -> None:
    with pytest.raises(JournalError, match=what) as error:
        check_journal(journal, plant_of(tmp_path / "other", **other))
    assert error.value.remedy


def test_a_journal_that_another_line_writes_is_refused_at_once(plant: Plant, journal: Path) -> None:
    writer = SqliteJournal(journal, 0)
    with pytest.raises(JournalError, match="Another orchestrator writes this journal"):
        check_journal(journal, plant)
    writer.close()
    check_journal(journal, plant)
