"""How a planner looks for a way."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PlanningOptions:
    """The same options, world, start and goal give the same plan on every machine: work is counted, not timed.

    `lifts_m`: heights at which the way up, across and down is tried, above the higher end. `checks`: joint positions
    that the search for a detour may check. `room_rad`: it first looks no further beyond start and goals than this (rad
    or m). `shortcuts`: so many random ones are tried on a detour. A direct way is taken
    without looking for a detour where at full speed it lasts no longer than `worth` times the straight move to the
    nearest goal would, obstacles apart, and `lifting_s` more.
    """

    lifts_m: tuple[float, ...] = (0.06, 0.15, 0.3)
    checks: int = 20_000
    room_rad: float = 1.2
    shortcuts: int = 60
    worth: float = 2.0
    lifting_s: float = 0.5
    seed: int = 1
