"""`python -m benchmarks.schedulers`: the search against the rule on the reference line, the same luck for both."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import fmean
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from robot_cells.cli.json_text import json_text
from robot_cells.cli.table_style import table_of
from robot_cells.cli.twin_question import TwinQuestion
from robot_cells.orchestration.events import AttemptDispatched, Event, JobCompleted
from robot_cells.orchestration.task_names import split_job
from robot_cells.orders.work_order import WorkOrder
from robot_cells.schedules.order_problem import weight_of
from robot_cells.twins.scenario import SEARCH, Scenario
from robot_cells.twins.twin import Twin

CONFIG = Path(__file__).parents[1] / "config"
RULES = "rules"
SCHEDULERS = (RULES, SEARCH)
SAME_S = 1e-6


@dataclass(frozen=True, slots=True)
class Trial:
    """One run of the twin. Seconds; `weighted_tardiness_s` over the pieces that were completed."""

    orders: str
    scheduler: str
    seed: int
    weighted_tardiness_s: float
    makespan_s: float
    changeover_s: float
    cpu_s: float


@dataclass(frozen=True, slots=True)
class Row:
    """One scheduler over all seeds, means in seconds; `better` and `worse` count seeds against the rule alone."""

    orders: str
    scheduler: str
    seeds: int
    weighted_tardiness_s: float
    makespan_s: float
    changeover_s: float
    cpu_s: float
    better: int
    worse: int
    best: float
    """The greatest share of the tardiness by the rule that was taken away, below 0."""
    worst: float
    """The greatest share that was added."""


def main(
    orders: Annotated[str, typer.Option("--orders", help="Documents of config/orders, with commas.")] = "tight,demo",
    seeds: Annotated[int, typer.Option("--seeds", min=1, help="How many.")] = 20,
    first: Annotated[int, typer.Option("--first", min=0, help="The first of them.")] = 1,
    json: Annotated[Path | None, typer.Option("--json", help="Where to write the results.")] = None,
) -> None:
    """Weighted tardiness, makespan and change-overs of the reference line by scheduler, in seeded runs of the twin."""
    trials: list[Trial] = []
    for name in orders.split(","):
        scenario = scenario_of(name)
        for seed in range(first, first + seeds):
            trials += [trial_of(name, replace(scenario, rule=scheduler), seed) for scheduler in SCHEDULERS]
    rows = rows_of(trials)
    Console().print(_table(rows))
    if json is not None:
        json.write_text(json_text({"rows": rows, "trials": trials}) + "\n", encoding="utf-8")


def scenario_of(orders: str, *, rehearses: bool = True) -> Scenario:
    """The reference line with these orders, in its first year; without a rehearsal, durations are the nominal ones."""
    question = TwinQuestion(
        CONFIG / "lines/compute_tray.yaml",
        CONFIG / f"orders/{orders}.yaml",
        model=CONFIG / "twins/compute_tray.yaml",
        rehearses=rehearses,
    )
    return question.scenario()


def trial_of(orders: str, scenario: Scenario, seed: int) -> Trial:
    """One run."""
    begin_s = time.process_time()
    recorded = Twin(scenario, seed).run()
    cpu_s = time.process_time() - begin_s
    late_s, end_s = lateness_s(recorded, scenario.orders)
    changeover_s = sum(event.changeover_s for event in recorded if isinstance(event, AttemptDispatched))
    return Trial(orders, scenario.rule, seed, late_s, end_s, changeover_s, cpu_s)


def lateness_s(recorded: Iterable[Event], orders: Iterable[WorkOrder]) -> tuple[float, float]:
    """The weighted tardiness of the pieces that were completed, and when the last one was; seconds from the start."""
    known = {order.id: order for order in orders}
    late_s = end_s = 0.0
    for event in recorded:
        if isinstance(event, JobCompleted):
            order = known[split_job(event.job)[0]]
            end_s = max(end_s, event.at_s)
            if order.due_s is not None:
                late_s += weight_of(order.priority) * max(0.0, event.at_s - order.due_s)
    return late_s, end_s


def rows_of(trials: Sequence[Trial]) -> list[Row]:
    """A row for each document and scheduler."""
    groups = dict.fromkeys((item.orders, item.scheduler) for item in trials)
    return [_row(orders, scheduler, trials) for orders, scheduler in groups]


def _row(orders: str, scheduler: str, trials: Sequence[Trial]) -> Row:
    own = [item for item in trials if (item.orders, item.scheduler) == (orders, scheduler)]
    by_rule = {
        item.seed: item.weighted_tardiness_s for item in trials if (item.orders, item.scheduler) == (orders, RULES)
    }
    gained_s = [item.weighted_tardiness_s - by_rule[item.seed] for item in own]
    shares = [
        gain_s / by_rule[item.seed] for gain_s, item in zip(gained_s, own, strict=True) if by_rule[item.seed] > 0.0
    ]
    return Row(
        orders,
        scheduler,
        len(own),
        fmean(item.weighted_tardiness_s for item in own),
        fmean(item.makespan_s for item in own),
        fmean(item.changeover_s for item in own),
        fmean(item.cpu_s for item in own),
        sum(gain_s < -SAME_S for gain_s in gained_s),
        sum(gain_s > SAME_S for gain_s in gained_s),
        min(shares, default=0.0),
        max(shares, default=0.0),
    )


def _table(rows: Iterable[Row]) -> Table:
    table = table_of(
        "orders", "scheduler", "tardiness", "makespan", "set-up", "cpu", "better", "worse", "best", "worst"
    )
    for row in rows:
        table.add_row(
            row.orders,
            row.scheduler,
            f"{row.weighted_tardiness_s:.0f}",
            f"{row.makespan_s:.0f}",
            f"{row.changeover_s:.0f}",
            f"{row.cpu_s:.1f}",
            f"{row.better}/{row.seeds}",
            f"{row.worse}/{row.seeds}",
            f"{100 * row.best:+.0f}%",
            f"{100 * row.worst:+.0f}%",
        )
    return table


if __name__ == "__main__":
    typer.run(main)
