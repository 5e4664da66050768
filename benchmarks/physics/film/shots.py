"""Which stretches of a recording are shown, from where, and how fast."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from benchmarks.physics.film.recording import EVERY_TICKS, Moment
from benchmarks.physics.film.stage import Eye
from robot_cells.simulations.physics.physics_world import STEP_S


@dataclass(frozen=True, slots=True)
class Shot:
    """`seconds` of film at `speed` times real time; the stretch with the most moments that `wanted` scores is taken."""

    name: str
    eye: Eye
    seconds: float
    speed: float
    wanted: Callable[[Moment], float]


def _share(*words: str) -> Callable[[Moment], float]:
    return lambda moment: float(sum(word in moment.doing for word in words))


def _all_of(*words: str) -> Callable[[Moment], float]:
    return lambda moment: float(all(word in moment.doing for word in words))


def _driving(moment: Moment) -> float:
    """Loaded vehicles count double."""
    return sum(
        2.0 if word.startswith("carry ") else 1.0 for word in moment.doing if word.startswith(("carry ", "drive "))
    )


SHOTS: Sequence[Shot] = (
    Shot(
        "both arms place",
        Eye((10.5, 0.1, 0.75), 4.3, 270.0, -27.0),
        3.6,
        3.0,
        _all_of("arm assembly_1", "arm assembly_2"),
    ),
    Shot("screws", Eye((12.58, -0.05, 0.95), 1.6, 150.0, -26.0), 2.6, 2.0, _share("screw assembly_2")),
    Shot("vehicles drive", Eye((7.6, 2.7, 0.4), 9.6, 90.0, -34.0), 4.0, 5.0, _driving),
    Shot("the door closes", Eye((12.25, 5.95, 1.08), 2.7, 212.0, -14.0), 2.4, 2.0, _share("door leak_test")),
)
"""In this order."""


def stretch(moments: Sequence[Moment], shot: Shot, frames_per_s: float) -> list[Moment]:
    """The moments of the frames of a shot, in order; the first best stretch."""
    every_s = EVERY_TICKS * STEP_S
    span_s = shot.seconds * shot.speed
    best: tuple[float, int] = (-1.0, 0)
    end = 0
    score = 0.0
    scores = [shot.wanted(moment) for moment in moments]
    for begin, moment in enumerate(moments):
        while end < len(moments) and moments[end].at_s <= moment.at_s + span_s:
            score += scores[end]
            end += 1
        if score > best[0] and end - begin > 0.8 * span_s / every_s:
            best = (score, begin)
        score -= scores[begin]
    count = round(shot.seconds * frames_per_s)
    begin_s = moments[best[1]].at_s
    found = []
    at = best[1]
    for number in range(count):
        wanted_s = begin_s + span_s * number / count
        while at + 1 < len(moments) and moments[at + 1].at_s <= wanted_s + 1e-9:
            at += 1
        found.append(moments[at])
    return found
