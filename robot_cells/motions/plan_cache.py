"""Plans that were made before, in a folder: the same question of the same world has the same answer."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

from robot_cells.motions.goal import Goal, JointGoal
from robot_cells.motions.kept_files import KeptFiles, positions_in
from robot_cells.motions.plan import NoPlan, Plan, Way
from robot_cells.motions.planner import Planner

_FORMAT = 2
"""Goes up when planners answer differently: older files are misses then."""


class PlanCache:
    """Plans in `KeptFiles`. Only plans are kept: what failed may succeed with more checks."""

    def __init__(self, folder: Path) -> None:
        self.files = KeptFiles(folder)

    def plan(self, planner: Planner, start: Sequence[float], goals: Sequence[Goal]) -> Plan | NoPlan:
        """The kept plan, else the planner's, which is kept."""
        key = plan_key(planner, start, goals)
        kept = self.find(key)
        if kept is not None and len(kept.start) == len(planner.world.chain):
            return kept
        made = planner.plan(start, goals)
        if isinstance(made, Plan):
            self.keep(key, made)
        return made

    def find(self, key: str) -> Plan | None:
        """The plan of that key, or None."""
        told = self.files.find(key)
        try:
            return None if told is None else _plan_of(told)
        except (ValueError, KeyError, TypeError):
            return None  # Of another version: a miss.

    def keep(self, key: str, plan: Plan) -> bool:
        """Whether it could be written; a full disk costs time and nothing else."""
        return self.files.keep(key, {"format": _FORMAT, "way": plan.way.value, "corners": plan.corners})


def plan_key(planner: Planner, start: Sequence[float], goals: Sequence[Goal]) -> str:
    """SHA-256 (hexadecimal) of all that the answer follows from: world, start, goals, options."""
    told = [f"{_FORMAT} {planner.world.hash}", repr([float(value) for value in start]), repr(planner.options)]
    for goal in goals:
        if isinstance(goal, JointGoal):
            place: object = [float(value) for value in goal.positions]
        else:
            place = (goal.pose.tolist(), goal.branch)
        told.append(f"{type(goal).__name__} {place!r}")
    return hashlib.sha256("\n".join(told).encode()).hexdigest()


def _plan_of(told: Mapping[str, object]) -> Plan:
    if told["format"] != _FORMAT:
        raise ValueError("The file is of another version.")
    return Plan(positions_in(told["corners"]), Way(told["way"]))
