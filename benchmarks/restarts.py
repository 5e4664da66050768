"""The orchestrator is killed: how long until the restarted one decides again (`python -m benchmarks.restarts`)."""

from __future__ import annotations

import os
import signal
import tempfile
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from benchmarks.long_journal import write_long_journal
from benchmarks.percentiles import Percentiles, summarise
from benchmarks.short_task_line import PRODUCT, write_short_task_line
from robot_cells.bringup.bringup_options import BringupOptions, Simulation
from robot_cells.bringup.restart_policy import STEADY_S
from robot_cells.cli.line_session import LineSession, running_line
from robot_cells.documents.plant import load_plant
from robot_cells.errors import BringupError
from robot_cells.ids import OrderId, ProductId
from robot_cells.journals.sqlite_journal import SqliteJournalReader
from robot_cells.orchestration.events import AttemptDispatched, OrchestratorStarted
from robot_cells.orders.work_order import MAX_QUANTITY, WorkOrder

RECORDS = 100_000
CELLS = 6
IN_FLIGHT = 2
"""Pieces on the floor meanwhile: there is always something to decide, and the journal does not double."""
PROCESSES = 2
LIMIT_S = 30.0
"""A restart that takes longer is a fault, and said to be."""
_LOOK_S = 0.05


@dataclass(frozen=True, slots=True)
class Restarts:
    """A journal of `records` (`latest_records` in the end). Milliseconds of real time from the kill to each event.

    `opened`: the new process opens the journal; `started`: it has the state and its first record is decided;
    `decided`: it dispatches an attempt, which needs cells that it has heard.
    """

    records: int
    latest_records: int
    opened: Percentiles
    started: Percentiles
    decided: Percentiles


def measure_restarts(folder: Path, *, kills: int, domain: int, records: int = RECORDS) -> Restarts:
    """Kill the orchestrator of a line at work `kills` times."""
    written = write_short_task_line(folder / "plant", cells=CELLS, tasks=1, in_flight=IN_FLIGHT)
    plant = load_plant(written.line)
    options = BringupOptions(
        line=written.line,
        run_directory=folder / "run",
        simulation=Simulation.NONE,
        processes=PROCESSES,
        domain=domain,
        log_level="warn",
    )
    count = write_long_journal(options.journal_path, plant, PRODUCT, records)
    with running_line(plant, options, lambda _: None) as session:
        session.client.submit(WorkOrder(OrderId("NOW"), ProductId(PRODUCT), MAX_QUANTITY))
        with closing(SqliteJournalReader(options.journal_path)) as journal:
            times = [_killed(session, journal) for _ in range(kills)]
            latest = journal.last_sequence
    columns = [summarise(column) for column in zip(*times, strict=True)]
    return Restarts(count, latest, *columns)


def _killed(session: LineSession, journal: SqliteJournalReader) -> tuple[float, float, float]:
    """Seconds from the kill to the opening of the journal, to the first record, to the first dispatch."""
    # A process that has not worked for a while yet counts as one that fails to start, and is made to wait.
    time.sleep(STEADY_S + 0.5)
    pid = next(item.pid for item in session.supervisor.processes if item.name == "orchestrator")
    before, killed_ns = journal.last_sequence, time.time_ns()
    os.kill(pid, signal.SIGKILL)
    started_ns = 0
    deadline_s = time.monotonic() + LIMIT_S
    while time.monotonic() < deadline_s:
        time.sleep(_LOOK_S)
        for record in journal.read(before + 1):
            before = record.sequence
            if record.kind == OrchestratorStarted.kind:
                started_ns = record.recorded_ns
            elif record.kind == AttemptDispatched.kind and started_ns:
                moments = (journal.opened_ns, started_ns, record.recorded_ns)
                return tuple((moment - killed_ns) / 1e9 for moment in moments)  # type: ignore[return-value]
    raise BringupError(
        f"The orchestrator did not decide anything within {LIMIT_S:g} s after it was killed.",
        remedy="Its log says what it waited for.",
    )


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="robot_cells_restarts_") as name:
        print(measure_restarts(Path(name), kills=20, domain=int(os.environ.get("ROS_DOMAIN_ID", "99"))))
