"""`python -m benchmarks.motion.collision_run`: thousands of moves, looked at in the scene and followed in physics.

In pieces, each with its own seed, kept as soon as it is done: begun again, it goes on with the first that is missing.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from benchmarks.motion.followed_moves import FollowedMoves
from benchmarks.motion.move_trial import move_figures
from benchmarks.motion.trial_cell import trial_cell
from benchmarks.percentiles import summarise
from robot_cells.cli.json_text import json_text

RESULTS = Path("benchmarks/results/moves.json")
PIECE = 250


@dataclass(frozen=True, slots=True)
class Piece:
    """So many moves from one seed. `touching` in the planned trajectories, `touched` in followed ones: so many."""

    seed: int
    moves: int
    planned: int
    looks: int
    touching: int
    problems: int
    planning_p50_ms: float
    planning_p99_ms: float
    ways: dict[str, int]
    reasons: dict[str, int]
    followed: int
    touched: int
    not_followed: int
    farthest_m: float
    notes: tuple[str, ...] = ()


def run_piece(seed: int, moves: int) -> Piece:
    """Plan, time, look at and follow so many moves."""
    cell = trial_cell()
    followed = FollowedMoves(cell)
    figures = move_figures(cell, moves, seed, lambda _: None, followed.follow)
    planning = summarise(figures.planning_s)
    return Piece(
        seed=seed,
        moves=figures.moves,
        planned=figures.planned,
        looks=figures.looks,
        touching=figures.touching,
        problems=figures.problems,
        planning_p50_ms=planning.p50_ms,
        planning_p99_ms=planning.p99_ms,
        ways=dict(sorted(figures.ways.items())),
        reasons=dict(sorted(figures.reasons.items())),
        followed=followed.trajectories,
        touched=len(followed.touching),
        not_followed=len(followed.problems),
        farthest_m=followed.farthest_m,
        notes=tuple([*(", ".join(names) for names in followed.touching), *followed.problems][:5]),
    )


def read_pieces(path: Path) -> list[Piece]:
    """What has been kept."""
    if not path.exists():
        return []
    return [Piece(**{**row, "notes": tuple(row["notes"])}) for row in json.loads(path.read_text(encoding="utf-8"))]


def main(
    moves: Annotated[int, typer.Option("--moves", min=PIECE, help="In all; rounded up to whole pieces.")] = 10_000,
    results: Annotated[Path, typer.Option("--results", help="Where pieces are kept.")] = RESULTS,
    first: Annotated[int, typer.Option("--first", help="Seed of the first piece.")] = 1,
) -> None:
    """Run what is missing, and say what was found in all."""
    pieces = read_pieces(results)
    known = {piece.seed for piece in pieces}
    for seed in range(first, first + -(-moves // PIECE)):
        if seed in known:
            continue
        pieces.append(run_piece(seed, PIECE))
        results.parent.mkdir(parents=True, exist_ok=True)
        results.write_text(json_text(pieces) + "\n", encoding="utf-8")
        print(f"{sum(piece.moves for piece in pieces)} moves", file=sys.stderr, flush=True)
    typer.echo(told(pieces))


def told(pieces: list[Piece]) -> str:
    """In words."""
    ways = sum((Counter(piece.ways) for piece in pieces), Counter())
    return (
        f"{sum(p.planned for p in pieces)} of {sum(p.moves for p in pieces)} moves planned "
        f"({', '.join(f'{count} {way}' for way, count in sorted(ways.items()))}); "
        f"something touches in {sum(p.touching for p in pieces)} ({sum(p.looks for p in pieces)} looks); "
        f"{sum(p.followed for p in pieces)} trajectories followed, {sum(p.touched for p in pieces)} touch, "
        f"{sum(p.not_followed for p in pieces)} could not be followed, "
        f"ends within {max(p.farthest_m for p in pieces) * 1e3:.3f} mm"
    )


if __name__ == "__main__":
    typer.run(main)
