"""`python -m benchmarks.motion`: inverse kinematics, planning and collisions in executed moves, beside their aims."""

from __future__ import annotations

import statistics
import sys
from typing import Annotated

import typer
from rich.console import Console

from benchmarks.motion.inverse_trial import InverseFigures, inverse_figures
from benchmarks.motion.move_trial import MoveFigures, move_figures
from benchmarks.motion.trial_cell import trial_cell
from benchmarks.percentiles import summarise
from robot_cells.cli.table_style import table_of
from robot_cells.errors import RobotCellsError

COLUMNS = ("what", "measured", "aim")
_TOLD_EVERY = 50


def main(
    poses: Annotated[int, typer.Option("--poses", min=10, help="Poses for inverse kinematics.")] = 2000,
    moves: Annotated[int, typer.Option("--moves", min=2, help="Moves between feeders and tray.")] = 500,
    seed: Annotated[int, typer.Option("--seed", help="Poses and places follow from it.")] = 1,
) -> None:
    """Measure motions in the reference line's first assembly cell, with a post as obstacle.

    Times are those of the processor, so that they hold on a busy machine, too.
    """

    def told(number: int) -> None:
        if number % _TOLD_EVERY == 0:
            print(f"moves {number}/{moves}", file=sys.stderr, flush=True)

    try:
        inverse = inverse_figures(poses, seed)
        figures = move_figures(trial_cell(), moves, seed, told)
    except RobotCellsError as error:
        typer.echo(f"benchmarks.motion: {error}", err=True)
        raise typer.Exit(error.exit_code) from None
    table = table_of(*COLUMNS, folded=COLUMNS[:2])
    for row in rows(inverse, figures):
        table.add_row(*row)
    Console().print(table)


def rows(inverse: tuple[InverseFigures, ...], moves: MoveFigures) -> list[tuple[str, str, str]]:
    """What was measured beside its aim."""
    found = [
        (
            f"{item.what}: poses solved",
            f"{item.solved} of {item.poses} ({100.0 * item.solved / item.poses:.2f} %); median "
            f"{item.times.p50_ms:.3f} ms, 99 % {item.times.p99_ms:.3f} ms",
            "99.5 %, 1 ms",
        )
        for item in inverse
    ]
    planning = moves.planning
    found.append(("moves planned", f"{moves.planned} of {moves.moves}{_reasons(moves)}", "99 %"))
    found.append(("planning a move", f"median {planning.p50_ms:.1f} ms, 99 % {planning.p99_ms:.1f} ms", "median 50 ms"))
    ways = ", ".join(f"{count} {way}" for way, count in sorted(moves.ways.items()))
    found.append(("parts of the moves", ways, ""))
    if moves.planned:
        timing = summarise(moves.timing_s)
        found.append(("times for a move", f"median {timing.p50_ms:.1f} ms, 99 % {timing.p99_ms:.1f} ms", ""))
        found.append(("duration of a move", f"median {statistics.median(moves.duration_s):.2f} s", ""))
        touching = f"{moves.touching} of {moves.planned} ({moves.looks} looks, 5 ms apart)"
        found.append(("moves in which something touches", touching, "0"))
        found.append(("trajectories with problems", f"{moves.problems} of {moves.planned}", "0"))
    return found


def _reasons(moves: MoveFigures) -> str:
    told = ", ".join(f"{count} {reason}" for reason, count in sorted(moves.reasons.items()))
    return f" ({told})" if told else ""


if __name__ == "__main__":
    typer.run(main)
