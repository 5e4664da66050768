"""What somebody sees who looks where a product is: taken from what the simulated equipment says that it did."""

from __future__ import annotations

import json
from collections.abc import Set
from dataclasses import dataclass
from pathlib import Path

from robot_cells.ids import AttemptId, TaskId
from robot_cells.orchestration.task_names import split_attempt


@dataclass(frozen=True, slots=True)
class FloorSeen:
    """Where products are.

    `arrived` are the trips whose products were unloaded at their targets, under whichever attempt; `left` are the
    serial numbers of the products that have left the line, `released` the tasks that let them go.
    """

    arrived: Set[TaskId] = frozenset()
    left: Set[str] = frozenset()
    released: Set[TaskId] = frozenset()


def floor_seen(truth_log: Path) -> FloorSeen:
    """A look at the floor; `truth_log` is `truth.jsonl`.

    A line that is being written, and a log that a killed simulation begins anew, count as not there.
    """
    try:
        lines = truth_log.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return FloorSeen()
    arrived, left, released = set(), set(), set()
    for line in lines:
        # Most lines are about something else: they are not worth being read as a whole.
        if not line.endswith("}"):
            continue
        if '"event":"released"' in line:
            left.add(str(json.loads(line)["serial"]))
        elif '"succeeded"' in line and ('"unload"' in line or '"release"' in line):
            entry = json.loads(line)
            parts = split_attempt(AttemptId(str(entry.get("attempt_id", ""))))
            if parts is not None and entry.get("subject") == "unload":
                arrived.add(parts[1])
            elif parts is not None and entry.get("command") == "release" and entry.get("serial") in left:
                released.add(parts[1])  # A gripper lets go, too, but of parts, and before.
    return FloorSeen(arrived, left, released)
