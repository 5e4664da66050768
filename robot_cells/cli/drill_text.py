"""What `robot-cells drill` prints."""

from __future__ import annotations

import json

import typer

from robot_cells.drills.drill import DrillResult
from robot_cells.drills.soak import SoakResult

MOST_VIOLATIONS = 10
"""So many violations of one run are shown."""


def result_of(result: DrillResult) -> dict[str, object]:
    """The result as plain values, for JSON."""
    return {
        "plan": json.loads(result.plan.model_dump_json()),
        "violations": [
            {"invariant": item.invariant, "subject": item.subject, "what": item.what, "sequence": item.sequence}
            for item in result.violations
        ],
        "records": result.records,
        "motions": result.motions,
        "line_s": round(result.line_s, 3),
        "digest": result.digest,
    }


def show_result(result: DrillResult) -> None:
    """One run in a few lines."""
    faults = len(result.plan.faults or ())
    typer.echo(
        f"seed {result.plan.seed}: {faults} faults, {result.records} records, {result.motions} motions, "
        f"{result.line_s:.0f} s of line time, digest {result.digest[:16]}"
    )
    for item in result.violations[:MOST_VIOLATIONS]:
        typer.echo(f"  {item}")
    if not result.violations:
        typer.echo("No invariant broken.")


def show_soak(item: SoakResult, *, to_error: bool) -> bool:
    """Name a seed that broke something; whether it did."""
    if item.broken:
        typer.echo(f"seed {item.seed}: {', '.join(item.broken)}", err=to_error)
    return bool(item.broken)


def show_failure(result: DrillResult, *, to_error: bool) -> None:
    """The plan that is left of a failing run, and how to play it again."""
    typer.echo(f"\nThe smallest plan found that breaks {result.violations[0].invariant}:\n", err=to_error)
    typer.echo(result.plan.to_yaml(), err=to_error)
    for item in result.violations[:MOST_VIOLATIONS]:
        typer.echo(f"  {item}", err=to_error)
    again = "robot-cells drill"
    typer.echo(
        f"\nAgain: {again} --plan FILE, with this plan in it; the whole run: {again} --seed {result.plan.seed}",
        err=to_error,
    )
