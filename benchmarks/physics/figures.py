"""All that is measured of physics and motion, and the table of it beside what is aimed at."""

from __future__ import annotations

import math
from dataclasses import dataclass

from benchmarks.machine import Machine
from benchmarks.motion.inverse_trial import InverseFigures
from benchmarks.percentiles import Percentiles
from benchmarks.physics.four_arms import LineFigures
from benchmarks.physics.insertions import InsertionFigures
from benchmarks.physics.makespans import Makespans
from benchmarks.physics.running import RunningFigures

CELL_AIM, LINE_AIM = 5.0, 1.0
PICTURE_AIM_MS = 20.0
PLACE_AIM_M, TURN_AIM_RAD = 0.0005, math.radians(0.1)
SOLVED_AIM, SOLVED_AIM_MS = 0.995, 1.0
PLANNED_AIM, PLANNED_AIM_MS = 0.99, 50.0
SEATED_AIM, SEATED_AIM_S = 0.98, 5.0
MAKESPAN_AIM = 0.05
MOVES_AIM = 10_000
COLUMNS = ("what", "measured", "aim", "")


@dataclass(frozen=True, slots=True)
class PlanningFigures:
    """`touching` of the planned moves touch something in the scene; `times` of the processor."""

    moves: int
    planned: int
    touching: int
    looks: int
    times: Percentiles


@dataclass(frozen=True, slots=True)
class ExecutedMoves:
    """Moves of the collision run: planned, looked at in the scene, and their trajectories followed in physics."""

    moves: int
    planned: int
    touching: int
    followed: int
    touched: int


@dataclass(frozen=True, slots=True)
class PhysicsFigures:
    """`line_again` is the whole line with the same seed a second time."""

    machine: Machine
    running: RunningFigures
    line: LineFigures
    line_again: LineFigures
    picture_ms: float
    inverse: tuple[InverseFigures, ...]
    planning: PlanningFigures
    insertions: InsertionFigures
    executed: ExecutedMoves | None = None
    makespans: tuple[Makespans, ...] = ()

    @property
    def is_repeatable(self) -> bool:
        """Whether the same seed gave the same digest, of a cell and of the whole line."""
        return self.running.same_digest and self.line.digest == self.line_again.digest


def rows(figures: PhysicsFigures) -> list[tuple[str, str, str, str]]:
    """The texts of `COLUMNS`; the last says whether the aim is met."""
    running, line, done, planning = figures.running, figures.line, figures.insertions, figures.planning
    closed = figures.inverse[0]
    found = [
        _row(
            f"assembly cell with a tray of {running.parts} parts, one arm moving",
            f"{running.cell_factor:.1f} x real time; nothing asleep: {running.cell_awake_factor:.1f} x",
            f"{CELL_AIM:g} x",
            running.cell_factor >= CELL_AIM,
        ),
        _row(
            f"whole line: {line.cells} cells, {line.arms} arms moving, {line.vehicles} vehicles driving, doors",
            f"{line.factor:.1f} x real time ({line.moves} moves, {line.trips} trips)",
            f"{LINE_AIM:g} x",
            line.factor >= LINE_AIM,
        ),
        _row(
            "picture of 640 x 480, by the clock",
            f"{figures.picture_ms:.1f} ms",
            f"{PICTURE_AIM_MS:g} ms",
            figures.picture_ms <= PICTURE_AIM_MS,
        ),
        _row(
            f"final position of {running.moves} moves",
            f"within {running.worst_position_m * 1e3:.3f} mm, {math.degrees(running.worst_turn_rad):.4f}°",
            "0.5 mm, 0.1°",
            running.worst_position_m <= PLACE_AIM_M and running.worst_turn_rad <= TURN_AIM_RAD,
        ),
        _row(
            f"inverse kinematics, {closed.poses} reachable poses",
            f"{100.0 * closed.solved / closed.poses:.2f} %, median {closed.times.p50_ms:.2f} ms",
            "99.5 %, 1 ms",
            closed.solved >= SOLVED_AIM * closed.poses and closed.times.p50_ms <= SOLVED_AIM_MS,
        ),
        _row(
            f"planning of {planning.moves} moves, both lines included",
            f"{100.0 * planning.planned / planning.moves:.1f} %, median {planning.times.p50_ms:.1f} ms, "
            f"99 % {planning.times.p99_ms:.0f} ms",
            "99 %, median 50 ms",
            planning.planned >= PLANNED_AIM * planning.moves and planning.times.p50_ms <= PLANNED_AIM_MS,
        ),
    ]
    if figures.executed is not None:
        found.append(_executed_row(figures.executed))
    found.append(
        _row(
            f"insertion, ±1 mm, ±1°, 0.3 mm clearance, {done.trials} trials",
            f"{100.0 * done.seated / done.trials:.1f} % seated, median {done.median_s:.2f} s; above 20 N for "
            f"{done.longest_over_limit_s * 1e3:.0f} ms at most",
            "98 %, 5 s, never 1 s",
            done.seated >= SEATED_AIM * done.trials and done.too_long == 0 and done.median_s <= SEATED_AIM_S,
        )
    )
    found += [_makespan_row(item) for item in figures.makespans]
    found.append(_row("the same seed gives the same digest", str(figures.is_repeatable), "True", figures.is_repeatable))
    return found


def _executed_row(executed: ExecutedMoves) -> tuple[str, str, str, str]:
    what, measured, aim, mark = _row(
        f"collisions in {executed.planned} executed moves",
        f"{executed.touching} in the scene; {executed.touched} of {executed.followed} trajectories in physics",
        f"0 of {MOVES_AIM}",
        executed.touching + executed.touched == 0,
    )
    is_short = mark == "met" and executed.planned < MOVES_AIM
    return what, measured, aim, "so far" if is_short else mark


def _makespan_row(item: Makespans) -> tuple[str, str, str, str]:
    told = f"{item.physics.makespan_s:.0f} s against {item.kinematic.makespan_s:.0f} s"
    ends = "the same ends" if item.is_alike else f"other ends {item.physics.problem}".strip()
    return _row(
        f"makespan of {item.trays} trays, seed {item.seed}, physics and kinematic",
        f"{told} ({100.0 * (item.ratio - 1.0):+.1f} %), {ends}",
        "within 5 %, the same ends",
        item.is_alike and abs(item.ratio - 1.0) <= MAKESPAN_AIM,
    )


def _row(what: str, measured: str, aim: str, is_met: bool) -> tuple[str, str, str, str]:
    return what, measured, aim, "met" if is_met else "**missed**"
