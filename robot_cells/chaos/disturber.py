"""Carries a plan of disturbances out on real processes."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from robot_cells.chaos.disturbance import Disturbance, DisturbanceKind, Strike

PATIENCE_S = 60.0
"""For so many seconds of real time the next disturbance waits for the line to recover, then it comes all the same."""


@dataclass(frozen=True, slots=True)
class _Frozen:
    name: str
    pid: int
    until_s: float


class Disturber:
    """Takes its turns with the time of one monotonic clock, in seconds; `strikes` is what it has done.

    `pid_of` gives the process id of a target, 0 while there is none; `send` sends a signal to a process.
    """

    def __init__(
        self,
        plan: Sequence[Disturbance],
        pid_of: Callable[[str], int],
        now_s: float,
        send: Callable[[int, int], None] = os.kill,
    ) -> None:
        self._plan = list(plan)
        self._pid_of = pid_of
        self._send = send
        self._frozen: list[_Frozen] = []
        self._latest_s = now_s
        self._settled_s: float | None = None
        self.strikes: list[Strike] = []

    @property
    def is_done(self) -> bool:
        """Whether every disturbance of the plan has come, and none lasts."""
        return not self._plan and not self._frozen

    def struck(self, name: str) -> int:
        """The id of the process that was killed last under that name, 0 for none; it is not the one to wait for."""
        return next(
            (
                item.pid
                for item in reversed(self.strikes)
                if item.disturbance.target == name and item.disturbance.kind is DisturbanceKind.KILL
            ),
            0,
        )

    def turn(self, now_s: float, *, is_settled: bool) -> Strike | None:
        """Do what is due; what was done, if anything. `is_settled`: the line has recovered from all that came."""
        self._thaw(now_s)
        if is_settled and not self._frozen:
            self._settled_s = now_s if self._settled_s is None else self._settled_s
        else:
            self._settled_s = None
        if not self._plan or now_s < self._due_s(self._plan[0]):
            return None
        pid = self._pid_of(self._plan[0].target)
        return self._strike(pid, now_s) if pid else None

    def release(self) -> None:
        """Let every frozen process go on."""
        for frozen in self._frozen:
            self._signal(frozen.pid, signal.SIGCONT)
        self._frozen.clear()

    def _due_s(self, disturbance: Disturbance) -> float:
        if disturbance.overlaps:
            return self._latest_s + disturbance.pause_s
        from_s = self._latest_s + PATIENCE_S if self._settled_s is None else self._settled_s
        return from_s + disturbance.pause_s

    def _strike(self, pid: int, now_s: float) -> Strike | None:
        disturbance = self._plan.pop(0)
        strike = Strike(disturbance, pid, time.time_ns())
        if disturbance.kind is DisturbanceKind.FREEZE:
            if any(item.pid == pid for item in self._frozen) or not self._signal(pid, signal.SIGSTOP):
                return None
            self._frozen.append(_Frozen(disturbance.target, pid, now_s + disturbance.lasts_s))
        elif not self._signal(pid, signal.SIGKILL):
            self._plan.insert(0, disturbance)  # It has just died by itself, or by the death of another.
            return None
        self._latest_s = now_s
        self._settled_s = None
        self.strikes.append(strike)
        return strike

    def _thaw(self, now_s: float) -> None:
        for frozen in [item for item in self._frozen if now_s >= item.until_s]:
            self._frozen.remove(frozen)
            self._signal(frozen.pid, signal.SIGCONT)

    def _signal(self, pid: int, number: int) -> bool:
        with suppress(ProcessLookupError):
            self._send(pid, number)
            return True
        return False
