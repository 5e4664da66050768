"""All results of one run of the benchmark, and how they stand to the aims."""

from __future__ import annotations

from dataclasses import dataclass

from benchmarks.bare_action import BareAction
from benchmarks.cell_death import CellDeaths
from benchmarks.emergency_stops import EmergencyStops
from benchmarks.footprint import ProcessFootprint
from benchmarks.inspections.findings import Findings
from benchmarks.journal_writes import JournalWrites
from benchmarks.machine import Machine
from benchmarks.measures import Dispatch, SpeedRun, Throughput
from benchmarks.percentiles import Percentiles
from benchmarks.physics.figures import PhysicsFigures
from benchmarks.restarts import Restarts
from benchmarks.twin_speed import TwinSpeed


@dataclass(frozen=True, slots=True)
class Results:
    """`highest_speed` is the largest speed that was tried at which the simulation missed no deadline; None: none."""

    machine: Machine
    is_quick: bool
    bare_action: BareAction
    dispatch: tuple[Dispatch, ...]
    throughput: Throughput
    speed_runs: tuple[SpeedRun, ...]
    speed_search: tuple[SpeedRun, ...]
    highest_speed: float | None
    footprints: tuple[ProcessFootprint, ...]
    journal_writes: JournalWrites | None = None
    restarts: Restarts | None = None
    twins: tuple[TwinSpeed, ...] = ()
    emergency_stops: EmergencyStops | None = None
    cell_deaths: CellDeaths | None = None
    inspections: Findings | None = None
    physics: PhysicsFigures | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """A measured value beside the one that it is compared with; `ratio` shall be at most (or at least) `aim`."""

    name: str
    value: float
    reference: float
    unit: str
    aim: float
    at_least: bool = False

    @property
    def ratio(self) -> float:
        """Value over reference."""
        return self.value / self.reference

    @property
    def is_met(self) -> bool:
        """Whether the aim is reached."""
        return self.ratio >= self.aim if self.at_least else self.ratio <= self.aim


REFERENCE_SPEED = 20.0
RESTART_AIM_MS = 2000.0
STOP_AIM_MS = 200.0
NOTICED_AIM_MS = 1000.0
"""No yardstick is measured for a restart, an emergency stop or a death: they are compared with what is aimed at."""


def comparisons(results: Results) -> tuple[Comparison, ...]:
    """Everything that has an aim. The yardsticks were measured in the same run on the same machine."""
    bare, fewest = results.bare_action, results.dispatch[0]
    found = []
    for run in results.speed_runs:
        if run.speed == REFERENCE_SPEED:
            found += _dispatch_comparisons(run, run.bare_action, "a bare action beside it")
            found += _dispatch_comparisons(run, bare.one_at_a_time, "a bare action on a machine that does nothing else")
    for item in results.dispatch[1:]:
        name = f"dispatch with {item.cells} cells, over that with {fewest.cells}, p50"
        found.append(Comparison(name, item.p50_ms, fewest.p50_ms, "ms", 2.0))
    name = f"tasks per second with {results.throughput.in_flight} in flight, over bare actions"
    found.append(Comparison(name, results.throughput.tasks_per_s, bare.goals_per_s, "1/s", 1.0, at_least=True))
    return (*found, *_journal_comparisons(results), *_stop_comparisons(results), *_death_comparisons(results))


def _dispatch_comparisons(run: SpeedRun, bare: Percentiles | None, what: str) -> tuple[Comparison, ...]:
    if bare is None:
        return ()
    name = f"dispatch on the reference line at speed {run.speed:g}, over {what}"
    return (
        Comparison(f"{name}, p50", run.dispatch_p50_ms, bare.p50_ms, "ms", 1.0),
        Comparison(f"{name}, p99", run.dispatch_p99_ms, bare.p99_ms, "ms", 3.0),
    )


def _journal_comparisons(results: Results) -> tuple[Comparison, ...]:
    found = []
    writes, restarts = results.journal_writes, results.restarts
    if writes is not None:
        name = f"durable events per second, {writes.group} a turn, over bare SQLite, one a transaction"
        found.append(Comparison(name, writes.grouped_per_s, writes.bare_per_s, "1/s", 5.0, at_least=True))
    if restarts is not None:
        name = f"first decision after the orchestrator was killed, {restarts.records} records, p99"
        found.append(Comparison(name, restarts.decided.p99_ms, RESTART_AIM_MS, "ms", 1.0))
    return tuple(found)


def _stop_comparisons(results: Results) -> tuple[Comparison, ...]:
    stops = results.emergency_stops
    if stops is None:
        return ()
    name = f"emergency stop until every one of {stops.cells} cells aborts, p99"
    return (Comparison(name, stops.aborting.p99_ms, STOP_AIM_MS, "ms", 1.0),)


def _death_comparisons(results: Results) -> tuple[Comparison, ...]:
    deaths = results.cell_deaths
    if deaths is None:
        return ()
    return (Comparison("a killed cell is noticed, p99", deaths.noticed.p99_ms, NOTICED_AIM_MS, "ms", 1.0),)
