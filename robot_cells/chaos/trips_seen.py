"""What somebody sees who looks where a product is: taken from what the simulated equipment says that it did."""

from __future__ import annotations

import json
from pathlib import Path

from robot_cells.ids import AttemptId, TaskId
from robot_cells.orchestration.task_names import split_attempt


def arrived_trips(truth_log: Path) -> frozenset[TaskId]:
    """The trips whose product was unloaded at its target, whichever attempt that was; `truth_log` is `truth.jsonl`.

    A line that is being written, and a log that a killed simulation begins anew, count as not there.
    """
    try:
        lines = truth_log.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return frozenset()
    unloaded = set()
    for line in lines:
        # Most lines are about something else: they are not worth being read as a whole.
        if '"unload"' not in line or '"succeeded"' not in line or not line.endswith("}"):
            continue
        parts = split_attempt(AttemptId(str(json.loads(line).get("attempt_id", ""))))
        if parts is not None:
            unloaded.add(parts[1])
    return frozenset(unloaded)
