"""`robot-cells bench`."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from robot_cells.cli.bench_tables import family_table, fault_lines, trial_line
from robot_cells.cli.compiling import compiling_told
from robot_cells.cli.failure_message import say
from robot_cells.cli.json_text import json_text
from robot_cells.cli.options import JsonOption
from robot_cells.cli.stop_wish import StopWish
from robot_cells.errors import ScheduleError
from robot_cells.schedules.benchmarks.best_known import read_best_known
from robot_cells.schedules.benchmarks.engines import EngineName, engine
from robot_cells.schedules.benchmarks.instances import BenchmarkInstance, find_instances
from robot_cells.schedules.benchmarks.published import read_published
from robot_cells.schedules.benchmarks.summary import FamilyFigures, published_summaries, summaries
from robot_cells.schedules.benchmarks.trial import Trial, try_engine, warm_up
from robot_cells.schedules.result import Budget

WIDTH = 160
"""Of a table that goes into a file: nothing is cut off."""


class Subject(Enum):
    """What is measured."""

    SCHEDULES = "schedules"
    """Schedules of public instances, against the best known values."""


def _limits(text: str) -> tuple[float, ...]:
    try:
        limits_s = tuple(float(word) for word in text.split(","))
    except ValueError:
        raise typer.BadParameter(f"{text!r} is not a list of seconds, like 1,10,60.") from None
    if not all(0.0 < limit_s <= 86_400.0 for limit_s in limits_s):
        raise typer.BadParameter("A limit is more than nothing and at most a day.")
    return tuple(sorted(set(limits_s)))


def _engines(text: str) -> tuple[EngineName, ...]:
    try:
        return tuple(dict.fromkeys(EngineName(word.strip()) for word in text.split(",")))
    except ValueError:
        raise typer.BadParameter(
            f"{text!r} names an engine that is not there; there are {', '.join(EngineName)}."
        ) from None


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split(",") if word.strip())


SubjectArgument = Annotated[Subject, typer.Argument(help="What to measure.")]
FolderArgument = Annotated[Path, typer.Argument(exists=True, file_okay=False, help="Where the instances lie.")]
BestKnownOption = Annotated[Path, typer.Option("--best-known", exists=True, dir_okay=False, help="Best values (CSV).")]
PublishedOption = Annotated[
    Path | None, typer.Option("--published", exists=True, dir_okay=False, help="Values that others published (CSV).")
]
LimitsOption = Annotated[str, typer.Option("--time-limits", help="Seconds at which to look; the last is the run's.")]
FamiliesOption = Annotated[str, typer.Option("--families", help="Only these, like mk,FJSP/la.")]
InstancesOption = Annotated[str, typer.Option("--instances", help="Only these, like mk01,ta11.")]
EnginesOption = Annotated[str, typer.Option("--engines", help=f"What to compare: {', '.join(EngineName)}.")]
WorkersOption = Annotated[int, typer.Option("--workers", min=1, max=256, help="Searches at a time, for every engine.")]
SeedOption = Annotated[int, typer.Option("--seed", min=0, help="Of everything random in a search.")]


@dataclass(frozen=True, slots=True)
class _Answer:
    """For machines."""

    time_limits_s: tuple[float, ...]
    workers: int
    seed: int
    families: Sequence[FamilyFigures]
    trials: Sequence[Trial]


def bench(
    subject: SubjectArgument,
    folder: FolderArgument,
    *,
    best_known: BestKnownOption,
    published: PublishedOption = None,
    time_limits: LimitsOption = "1,10,60",
    families: FamiliesOption = "",
    instances: InstancesOption = "",
    engines: EnginesOption = "ours",
    workers: WorkersOption = 2,
    seed: SeedOption = 0,
    json: JsonOption = False,
) -> None:
    """Measure schedules of public instances against the best known values.

    Each engine makes one run an instance, for the largest time limit; what it had found by the others is read from its
    trace. The engines take turns on the same cores, loaded before the time begins. Ends with 8 when a schedule breaks
    a constraint or a bound is above a best known value.
    """
    limits_s, names = _limits(time_limits), _engines(engines)
    known = read_best_known(best_known)
    others = read_published(published, known) if published is not None else None
    chosen = find_instances(folder, known, _words(families), _words(instances))
    say(f"{len(chosen)} instances, {', '.join(names)}: at most {len(chosen) * len(names) * limits_s[-1] / 60:.0f} min.")
    trials: list[Trial] = []
    with StopWish() as wish:
        for trial in _trials(chosen, names, limits_s, Budget(None, None, seed, workers), wish):
            say(trial_line(trial, limits_s))
            trials.append(trial)
    rows = summaries(trials, limits_s)
    if others is not None:
        rows += published_summaries(others, chosen, limits_s)
    if json:
        typer.echo(json_text(_Answer(limits_s, workers, seed, rows, trials)))
    else:
        console = Console(highlight=False, width=None if sys.stdout.isatty() else WIDTH)
        console.print(family_table(rows, limits_s))
        console.print(*fault_lines(trials), sep="\n")
    faults = any(trial.faults for trial in trials)
    raise typer.Exit(wish.exit_code or (ScheduleError.exit_code if faults else 0))


def _trials(
    chosen: Sequence[BenchmarkInstance],
    names: Sequence[EngineName],
    limits_s: Sequence[float],
    budget: Budget,
    wish: StopWish,
) -> Iterator[Trial]:
    """One engine after the other at each instance; a trial that was broken off does not count."""
    with ExitStack() as held:
        runs = {name: held.enter_context(engine(name)) for name in names}
        warm: set[str] = set()
        for instance in chosen:
            problem = instance.problem()
            for name, run in runs.items():
                if instance.known.kind not in warm:
                    with compiling_told():
                        warm_up(run, problem, budget)
                if wish():
                    return
                trial = try_engine(name, run, instance.known, problem, limits_s, budget, wish)
                if wish():
                    return
                yield trial
            warm.add(instance.known.kind)
