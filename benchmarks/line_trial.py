"""One run of a line within the benchmark's own process, and what it came to."""

from __future__ import annotations

import json
import time
from contextlib import closing, nullcontext
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from benchmarks.action_beside import ActionBeside
from benchmarks.footprint import FootprintSampler, ProcessFootprint
from benchmarks.percentiles import Percentiles
from benchmarks.simulation_watch import SimulationWatch
from robot_cells.bringup.bringup_options import BringupOptions
from robot_cells.cli.line_session import LineSession, running_line
from robot_cells.cli.order_run import make_orders
from robot_cells.cli.run_report import truth_beside
from robot_cells.documents.order_book import load_orders
from robot_cells.documents.plant import load_plant
from robot_cells.errors import BringupError
from robot_cells.journals.sqlite_journal import SqliteJournalReader
from robot_cells.nodes.line_snapshot import LineSnapshot
from robot_cells.reports.run_report import RunReport, report_of

SAMPLE_PERIOD_S = 5.0
"""Reading the memory maps of a process takes milliseconds of processor time: often enough, and not felt."""
SIMULATION_SUMMARY = "simulation.json"


@dataclass(frozen=True, slots=True)
class LineTrial:
    """What was measured. Times of real time in seconds.

    `missed_deadlines` are those of the simulation from the submission to the last end; None where nothing is simulated.
    `bare_action` is the round trip of an action that ran beside the line meanwhile; None where none did.
    """

    started_in_s: float
    wall_s: float
    ended_in_s: float
    report: RunReport
    missed_deadlines: int | None
    real_time_factor: float | None
    bare_action: Percentiles | None
    footprints: tuple[ProcessFootprint, ...]


def run_trial(
    options: BringupOptions, *, limit_s: float, footprints: bool = False, beside: ActionBeside | None = None
) -> LineTrial:
    """Run the orders of `options.orders` to their end; raises `BringupError` when that takes more than `limit_s`."""
    assert options.orders is not None
    plant = load_plant(options.line)
    orders = load_orders(options.orders, plant).orders
    with running_line(plant, options, lambda _: None) as session:
        shown = _Sampling(session if footprints else None)
        with SimulationWatch(session.client.domain) as watch, beside or nullcontext():
            run = make_orders(session, orders, shown, limit_s)
        down_s = time.monotonic()
    ended_in_s = time.monotonic() - down_s
    if run.open_orders:
        raise BringupError(
            f"The orders did not end within {limit_s:g} s: {', '.join(run.open_orders)}.",
            where=str(options.run_directory),
            remedy="Its logs and its journal say what the line was waiting for.",
        )
    with closing(SqliteJournalReader(options.journal_path)) as journal:
        report = report_of(journal, truth=truth_beside(options.journal_path), wall_s=run.wall_s)
    summary = _simulation_summary(options.run_directory)
    return LineTrial(
        session.started_in_s,
        run.wall_s,
        ended_in_s,
        report,
        watch.missed,
        None if summary is None else float(summary["real_time_factor"]),
        None if beside is None else beside.times,
        shown.sampler.result(),
    )


def _simulation_summary(directory: Path) -> dict[str, float] | None:
    path = directory / SIMULATION_SUMMARY
    if not path.exists():
        return None
    summary: dict[str, float] = json.loads(path.read_text(encoding="utf-8"))
    return summary


class _Sampling:
    """Shows nothing; takes a sample of the processes now and then."""

    def __init__(self, session: LineSession | None) -> None:
        self.sampler = FootprintSampler()
        self._session = session
        self._next_s = 0.0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Nothing to undo."""

    def tell(self, text: str) -> None:
        """Nobody watches."""

    def show(self, line: LineSnapshot) -> None:
        """The line goes on: time for a sample, perhaps."""
        now_s = time.monotonic()
        if self._session is None or now_s < self._next_s:
            return
        self._next_s = now_s + SAMPLE_PERIOD_S
        self.sampler.sample({item.name: item.pid for item in self._session.supervisor.processes if item.pid})
