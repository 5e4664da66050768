"""`python -m benchmarks.disruptions`: the policies over seeded traces, as a table and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from benchmarks.disruptions.policies import all_policies
from benchmarks.disruptions.shops import SIZES, shop_of
from benchmarks.disruptions.trace import Outcome, first_of, outcome_of
from benchmarks.percentiles import percentile
from robot_cells.cli.json_text import json_text
from robot_cells.cli.table_style import table_of
from robot_cells.schedules.result import Budget
from robot_cells.schedules.warm_up import warm_up

YARDSTICK = "unrestricted"


@dataclass(frozen=True, slots=True)
class Row:
    """One policy over all seeds of a size; tardiness in seconds, mean over the seeds, and over the yardstick's."""

    tasks: int
    policy: str
    seeds: int
    tardiness_s: float
    over_unrestricted: float
    not_worse: int
    """Seeds in which it was not later than the better of right-shift and best rule."""
    moved_mean: float
    moved_worst: float
    answer_p50_s: float
    answer_p99_s: float
    violations: int
    own: int
    """Disruptions for which the policy found a schedule itself; the others it answered with the right-shift."""
    disruptions: int


def main(
    sizes: Annotated[str, typer.Option("--tasks", help="Sizes of the shops, with commas between.")] = "100,1000,10000",
    seeds: Annotated[int, typer.Option("--seeds", min=1, help="Traces a size.")] = 10,
    seconds: Annotated[float, typer.Option("--seconds", min=0.0, help="Budget of a search after a disruption.")] = 2.0,
    first: Annotated[float, typer.Option("--first-seconds", min=0.0, help="Budget of the first schedule.")] = 5.0,
    json: Annotated[Path | None, typer.Option("--json", help="Where to write the results.")] = None,
) -> None:
    """Tardiness and moved tasks after breakdowns, rush orders, rework and lost vehicles, for each policy."""
    rows: list[Row] = []
    outcomes: list[Outcome] = []
    with all_policies() as policies:
        for size in (int(word) for word in sizes.split(",")):
            if size not in SIZES:
                raise typer.BadParameter(
                    f"There are shops of {', '.join(map(str, SIZES))} tasks.", param_hint="--tasks"
                )
            found = []
            for seed in range(1, seeds + 1):
                if seed == 1:
                    warm_up(shop_of(SIZES[size], seed).problem)
                trace = first_of(size, seed, Budget(seconds=first, seed=seed))
                found += [outcome_of(trace, named, Budget(seconds=seconds, seed=seed)) for named in policies]
            rows += rows_of(size, found)
            outcomes += found
    Console().print(_table(rows))
    for row in rows:
        if row.own < row.disruptions:
            typer.echo(
                f"{row.tasks} tasks, {row.policy}: own schedules after {row.own} of {row.disruptions} disruptions."
            )
    for outcome in outcomes:
        for violation in outcome.violations:
            typer.echo(f"{outcome.policy}, seed {outcome.seed}: {violation}", err=True)
    if json is not None:
        json.write_text(json_text({"rows": rows, "outcomes": outcomes}) + "\n", encoding="utf-8")
    raise typer.Exit(1 if any(outcome.violations for outcome in outcomes) else 0)


def rows_of(size: int, outcomes: Sequence[Outcome]) -> list[Row]:
    """A row for each policy."""
    names = dict.fromkeys(item.policy for item in outcomes)
    by_policy = {name: [item for item in outcomes if item.policy == name] for name in names}
    simple = zip(by_policy["right-shift"], by_policy["best rule"], strict=True)
    better_s = [min(a.tardiness_s, b.tardiness_s) for a, b in simple]
    yardstick_s = fmean(item.tardiness_s for item in by_policy[YARDSTICK])
    rows = []
    for name, found in by_policy.items():
        mean_s = fmean(item.tardiness_s for item in found)
        moved = [share for item in found for share in item.moved]
        answers = sorted(value for item in found for value in item.answer_s)
        rows.append(
            Row(
                size,
                name,
                len(found),
                mean_s,
                mean_s / yardstick_s if yardstick_s else float(mean_s > 0.0) + 1.0,
                sum(item.tardiness_s <= limit for item, limit in zip(found, better_s, strict=True)),
                fmean(moved),
                max(moved),
                percentile(answers, 0.5),
                percentile(answers, 0.99),
                sum(len(item.violations) for item in found),
                sum(sum(item.own) for item in found),
                sum(len(item.own) for item in found),
            )
        )
    return rows


def _table(rows: Sequence[Row]) -> Table:
    """Tardiness in seconds, answers in milliseconds; `over` is the tardiness over that without a limit to moves."""
    heads = ("tasks", "policy", "tardiness", "over", "not worse", "moved", "worst", "p50", "p99", "faults")
    table = table_of(*heads)
    for row in rows:
        table.add_row(
            str(row.tasks),
            row.policy,
            f"{row.tardiness_s:.0f}",
            f"{row.over_unrestricted:.3f}",
            f"{row.not_worse}/{row.seeds}",
            f"{100 * row.moved_mean:.1f}%",
            f"{100 * row.moved_worst:.1f}%",
            f"{1000 * row.answer_p50_s:.1f}",
            f"{1000 * row.answer_p99_s:.1f}",
            str(row.violations),
        )
    return table


if __name__ == "__main__":
    typer.run(main)
