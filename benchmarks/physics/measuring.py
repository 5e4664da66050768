"""Measures physics and motion, one thing after the other."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.machine import describe_machine
from benchmarks.motion.collision_run import RESULTS as PIECES
from benchmarks.motion.collision_run import read_pieces
from benchmarks.motion.inverse_trial import inverse_figures
from benchmarks.motion.move_trial import move_figures
from benchmarks.motion.trial_cell import trial_cell
from benchmarks.physics.figures import ExecutedMoves, PhysicsFigures, PlanningFigures
from benchmarks.physics.four_arms import measure_whole_line
from benchmarks.physics.insertions import measure_insertions
from benchmarks.physics.makespans import measure_makespans
from benchmarks.physics.running import measure_running, picture_ms

SEED = 1


@dataclass(frozen=True, slots=True)
class Amounts:
    """How much is measured; `seconds` of simulated time of each run, `orders` for the makespans (None: none)."""

    trials: int = 200
    seconds: float = 12.0
    pictures: int = 30
    poses: int = 2000
    moves: int = 400
    orders: Path | None = None
    seeds: int = 1


QUICK = Amounts(trials=10, seconds=4.0, pictures=10, poses=200, moves=30)
"""What takes a minute: enough to see that all of it works."""


def measure_physics(amounts: Amounts, say: Callable[[str], None]) -> PhysicsFigures:
    """All of it; raises `RobotCellsError` where a document cannot be read."""
    machine = describe_machine()
    say("physics: a cell")
    running = measure_running(amounts.seconds)
    say("physics: the whole line, twice")
    with tempfile.TemporaryDirectory(prefix="robot_cells_physics_") as folder:
        line, again = (measure_whole_line(Path(folder), amounts.seconds) for _ in range(2))
    say("physics: pictures")
    picture = picture_ms(amounts.pictures)
    say("motion: inverse kinematics and plans")
    inverse = inverse_figures(amounts.poses, SEED)
    moves = move_figures(trial_cell(), amounts.moves, SEED, lambda _: None)
    planning = PlanningFigures(moves.moves, moves.planned, moves.touching, moves.looks, moves.planning)
    say("physics: insertions")
    insertions = measure_insertions(amounts.trials)
    makespans = ()
    if amounts.orders is not None:
        say("makespans of the reference line")
        makespans = measure_makespans(amounts.orders, range(SEED, SEED + amounts.seeds))
    return PhysicsFigures(machine, running, line, again, picture, inverse, planning, insertions, _executed(), makespans)


def _executed() -> ExecutedMoves | None:
    """What the collision run has found so far, where there was one."""
    pieces = read_pieces(PIECES)
    if not pieces:
        return None
    return ExecutedMoves(
        moves=sum(piece.moves for piece in pieces),
        planned=sum(piece.planned for piece in pieces),
        touching=sum(piece.touching for piece in pieces),
        followed=sum(piece.followed for piece in pieces),
        touched=sum(piece.touched for piece in pieces),
    )
