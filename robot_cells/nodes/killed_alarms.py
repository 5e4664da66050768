"""Alarms about processes that their supervisor has killed."""

from __future__ import annotations

from pathlib import Path

from robot_cells.bringup.killed_processes import KilledProcess, KilledProcesses
from robot_cells.ids import AlarmId
from robot_cells.orchestration.alarm import Alarm, Severity
from robot_cells.orchestration.events import AlarmRaised

BEFORE_NS = 10_000_000_000
"""An orchestrator that begins tells of kills from so long before: one of them may have been that of its predecessor."""


class KilledAlarms:
    """What the supervisor notes at `path` as events to be recorded; nothing where the path is empty."""

    def __init__(self, path: str, now_ns: int) -> None:
        self._noted = KilledProcesses(Path(path), now_ns - BEFORE_NS) if path else None

    def news(self, at_s: float) -> tuple[AlarmRaised, ...]:
        """What has come since the last look, raised at `at_s`, line time in seconds."""
        noted = () if self._noted is None else self._noted.news()
        return tuple(AlarmRaised(at_s, killed_alarm(item)) for item in noted)


def killed_alarm(killed: KilledProcess) -> Alarm:
    """It is over when somebody acknowledges it: the process is begun again, the fault in it is still there."""
    return Alarm(
        AlarmId(f"process.killed:{killed.process}"),
        Severity.WARNING,
        killed.process,
        "process.killed",
        f"The supervisor has killed the process {killed.process} ({killed.pid}) and begins it again: {killed.reason}.",
        f"The stacks of all its threads stand in {killed.process}.log: what stood still there is a fault.",
    )
