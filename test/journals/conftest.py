"""Journals of lines that have run on virtual time, with failures from a seed."""

from __future__ import annotations

import random
import runpy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from robot_cells.attempts.report import Phase
from robot_cells.ids import CellId
from robot_cells.journals.checksum import documents_digest
from robot_cells.journals.sqlite_journal import SqliteJournal
from robot_cells.orchestration.events import OrchestratorStarted
from robot_cells.orchestration.orchestrator import Orchestrator

SCRIPT = runpy.run_path(str(Path(__file__).with_name("write_stored_journal.py")))
FAILURES = [
    (Phase.FAILED, "press.jam"),
    (Phase.FAILED, "measure.crooked"),
    (Phase.INTERRUPTED, "attempt.interrupted"),
    (Phase.REFUSED, "cell.busy"),
]


class RandomLine:
    """The line of the stored journals under an endless flow of orders; one attempt in five does not succeed."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.random = random.Random(seed)
        self.plant = SCRIPT["write_plant"](folder)
        self.path = folder / "journal.sqlite"
        self.journal = SqliteJournal(self.path, 1)
        # Nothing here is about the death of the machine, and hundreds of turns need not wait for the disk.
        self.journal._database.execute("PRAGMA synchronous = OFF")
        self.journal.keep_documents(self.plant.sources)
        self.line = SCRIPT["StoredLine"](self.plant, self.journal, self._fate)
        self.orders = 0
        self.line.tell(OrchestratorStarted(0.0, 1, documents_digest(self.plant.sources)))
        self.line.hear("1")

    def make(self) -> Orchestrator:
        """A decision core in its first state."""
        return Orchestrator(self.plant.line, self.plant.products, self.journal.journal_id, epoch=1)

    def run(self, records: int) -> None:
        """Until so many records have been written."""
        state = self.line.core.state
        while state.events < records:
            if len(state.jobs) < 5:
                self.orders += 1
                self.line.submit(
                    f"WO-{100 + self.orders}", self.random.randint(1, 3), priority=self.random.randint(0, 3)
                )
            if self.random.random() < 0.1:
                cell = CellId(self.random.choice(list(state.cells)))
                self.line.tell(*self.line.core.observe_silence(f"host_{cell}", self.line.now_s, "silent"))
                self.line.hear(str(self.random.random()), cells=(cell,))
            self.line.run(self.line.now_s + self.random.uniform(1.0, 60.0))
            while state.prompts:
                self.line.answer(self.random.choice(next(iter(state.prompts.values())).prompt.choices))

    def _fate(self, attempt: str) -> tuple[Phase, str]:
        return self.random.choice(FAILURES) if self.random.random() < 0.2 else (Phase.SUCCEEDED, "")


@pytest.fixture
def random_line(tmp_path: Path) -> Callable[[int], RandomLine]:
    """Makes one from a seed."""
    return lambda seed: RandomLine(tmp_path / f"line_{seed}", seed)


@pytest.fixture
def ran(random_line: Callable[[int], RandomLine]) -> RandomLine:
    """A line that has written some 300 records; its journal is closed."""
    made = random_line(7)
    made.run(300)
    made.journal.close()
    return made


def spoil(path: Path, offset: int, mask: int = 0xFF) -> None:
    """Flip bits of one byte of a file."""
    content = bytearray(path.read_bytes())
    content[offset] ^= mask
    path.write_bytes(bytes(content))


@pytest.fixture
def spoiler() -> Any:
    """Flips bits of one byte: `spoiler(path, offset)`."""
    return spoil
