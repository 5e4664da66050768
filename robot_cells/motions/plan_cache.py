"""Plans that were made before, in a folder: the same question of the same world has the same answer."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

from robot_cells.motions.goal import Goal, JointGoal
from robot_cells.motions.plan import NoPlan, Plan, Positions, Way
from robot_cells.motions.planner import Planner

_FORMAT = 1
"""Goes up when planners answer differently: older files are misses then."""


class PlanCache:
    """Files `<key>.json` in a folder, which is made when the first plan is kept. Several processes may share it.

    A file is written whole or not at all, and carries its own checksum; one that is torn, changed or from another
    version is a miss. Only plans are kept: what failed may succeed with more checks.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

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
        try:
            return _read((self.folder / f"{key}.json").read_bytes(), key)
        except (OSError, ValueError, KeyError, TypeError):
            return None  # Missing, unreadable, torn: all are misses.

    def keep(self, key: str, plan: Plan) -> bool:
        """Whether it could be written; a full disk costs time and nothing else."""
        content = {"format": _FORMAT, "key": key, "way": plan.way.value, "corners": plan.corners}
        body = json.dumps(content, separators=(",", ":"))
        temporary = ""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(
                "w", dir=self.folder, suffix=".part", delete=False, encoding="utf-8"
            ) as file:
                temporary = file.name
                file.write(f"{_checksum(body)}\n{body}\n")
                file.flush()
                os.fsync(file.fileno())
            Path(temporary).replace(self.folder / f"{key}.json")
        except OSError:
            if temporary:
                with contextlib.suppress(OSError):
                    Path(temporary).unlink()
            return False
        return True


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


def _read(content: bytes, key: str) -> Plan:
    checksum, body = content.decode().rstrip("\n").split("\n")
    if _checksum(body) != checksum:
        raise ValueError("The checksum is another.")
    told = json.loads(body)
    if told["format"] != _FORMAT or told["key"] != key:
        raise ValueError("The file is of another version or question.")
    corners: tuple[Positions, ...] = tuple(tuple(float(value) for value in corner) for corner in told["corners"])
    return Plan(corners, Way(told["way"]))


def _checksum(body: str) -> str:
    return hashlib.sha256(body.encode()).hexdigest()
