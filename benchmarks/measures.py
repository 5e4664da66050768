"""The measurements, each one function; `python -m benchmarks` runs them one after another."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks.action_beside import ActionBeside
from benchmarks.bare_action import BareAction, bare_round, summary_of
from benchmarks.footprint import ProcessFootprint
from benchmarks.line_trial import LineTrial, run_trial
from benchmarks.percentiles import Percentiles
from benchmarks.short_task_line import write_short_task_line
from robot_cells.bringup.bringup_options import BringupOptions, Simulation

REFERENCE_LINE = Path("config/lines/compute_tray.yaml")
REFERENCE_ORDERS = Path("config/orders/demo.yaml")
SHORT_TASK_PROCESSES = 4
SHORT_TASK_LIMIT_S = 300.0
EQUAL_LOAD = 6
"""Pieces on the floor while dispatch is compared over numbers of cells: what grows is the line, not the load."""
MARGIN = 3.0
"""A run may take this many times as long as its line time at its speed, and a minute, before it is given up."""


@dataclass(frozen=True, slots=True)
class Dispatch:
    """Dispatch latency on a line of `cells` cells: from the record of the cause to that of the acceptance, in ms."""

    cells: int
    processes: int
    count: int
    p50_ms: float
    p99_ms: float


@dataclass(frozen=True, slots=True)
class Throughput:
    """Short tasks with `in_flight` pieces on the floor; `tasks_per_s` of real time, from submission to the last end.

    `tasks` are those of all rounds, `tasks_per_s` is the median of the rounds.
    """

    cells: int
    tasks: int
    in_flight: int
    succeeded: int
    lost: int
    executed_twice: int
    tasks_per_s: float


@dataclass(frozen=True, slots=True)
class SpeedRun:
    """The reference line at one speed; times of real time in seconds, `makespan_s` in line time.

    `bare_action` is the round trip of an action that ran beside the line, under the same load.
    """

    speed: float
    orders: str
    started_in_s: float
    wall_s: float
    ended_in_s: float
    makespan_s: float
    pieces: int
    missed_deadlines: int
    real_time_factor: float
    dispatch_p50_ms: float
    dispatch_p99_ms: float
    bare_action: Percentiles | None = None


def measure_dispatch(folder: Path, *, cells: int, tasks: int, domain: int) -> Dispatch:
    """Dispatch latency over short tasks, with the same load whatever the number of cells."""
    trial = _short_tasks(folder, cells=cells, tasks=tasks, in_flight=EQUAL_LOAD, domain=domain)
    latency = trial.report.dispatch_latency_ms
    assert latency.p50 is not None and latency.p99 is not None
    return Dispatch(cells, SHORT_TASK_PROCESSES, latency.count, latency.p50, latency.p99)


def measure_throughput(
    folder: Path, *, cells: int, tasks: int, in_flight: int, rounds: int, domain: int
) -> tuple[BareAction, Throughput]:
    """How many bare actions and how many short tasks a second are done, by turns; whether each task is done once."""
    bare, trials = [], []
    for number in range(rounds):
        bare.append(bare_round(in_flight=in_flight, domain=domain))
        where = folder / str(number)
        trials.append(_short_tasks(where, cells=cells, tasks=tasks, in_flight=in_flight, domain=domain))
    figures = [trial.report.tasks for trial in trials]
    throughput = Throughput(
        cells,
        rounds * tasks,
        in_flight,
        sum(item.succeeded for item in figures),
        sum(item.lost for item in figures),
        sum(item.executed_twice for item in figures),
        median(tasks / trial.wall_s for trial in trials),
    )
    return summary_of(bare, in_flight), throughput


def measure_reference(
    folder: Path,
    *,
    speed: float,
    orders: Path,
    line_time_s: float,
    domain: int,
    footprints: bool = False,
    beside: ActionBeside | None = None,
) -> tuple[SpeedRun, tuple[ProcessFootprint, ...]]:
    """The reference line at `speed`; `line_time_s` is about how long the orders take, to know when to give up."""
    options = BringupOptions(
        line=REFERENCE_LINE, orders=orders, run_directory=folder, speed=speed, domain=domain, log_level="warn"
    )
    limit_s = 60.0 + MARGIN * line_time_s / speed
    trial = run_trial(options, limit_s=limit_s, footprints=footprints, beside=beside)
    report, latency = trial.report, trial.report.dispatch_latency_ms
    assert latency.p50 is not None and latency.p99 is not None
    assert trial.missed_deadlines is not None and trial.real_time_factor is not None
    run = SpeedRun(
        speed=speed,
        orders=orders.name,
        started_in_s=trial.started_in_s,
        wall_s=trial.wall_s,
        ended_in_s=trial.ended_in_s,
        makespan_s=report.makespan.makespan_s,
        pieces=report.jobs.completed,
        missed_deadlines=trial.missed_deadlines,
        real_time_factor=trial.real_time_factor,
        dispatch_p50_ms=latency.p50,
        dispatch_p99_ms=latency.p99,
        bare_action=trial.bare_action,
    )
    return run, trial.footprints


def _short_tasks(folder: Path, *, cells: int, tasks: int, in_flight: int, domain: int) -> LineTrial:
    written = write_short_task_line(folder / "plant", cells=cells, tasks=tasks, in_flight=in_flight)
    options = BringupOptions(
        line=written.line,
        orders=written.orders,
        run_directory=folder / "run",
        simulation=Simulation.NONE,
        processes=SHORT_TASK_PROCESSES,
        domain=domain,
        log_level="warn",
    )
    return run_trial(options, limit_s=SHORT_TASK_LIMIT_S)
