"""Carries a plan of disturbances out on real processes."""

from __future__ import annotations

import math
import signal
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from robot_cells.chaos.disturbance import Disturbance, DisturbanceKind, Strike
from robot_cells.chaos.living_process import send_to_living

PATIENCE_S = 60.0
"""For so many seconds of real time the next disturbance waits for the line to recover, then it comes all the same."""


ORCHESTRATOR = "orchestrator"
"""The process that others are cut off from."""


@dataclass(frozen=True, slots=True)
class _Lasting:
    """What is ended at `until_s`."""

    until_s: float
    end: Callable[[], None]


class Cuts(Protocol):
    """Parts processes (`network_cuts.NetworkCuts` does)."""

    def cut(self, first: int, second: int) -> int:
        """Part two processes; the number of the cut."""
        ...

    def heal(self, number: int) -> None:
        """Undo a cut."""
        ...


class Standstills(Protocol):
    """Makes the middleware of processes stand still (`stalls.Stalls` does)."""

    def stall(self, pid: int) -> None:
        """For good; raises `ProcessLookupError` where the process is gone."""
        ...


class Disturber:
    """Takes its turns with the time of one monotonic clock, in seconds; `strikes` is what it has done.

    `pid_of` gives the process id of a target, 0 while there is none; `send` sends a signal to a process, `cuts` cuts
    processes off, `stalls` makes them stand still.
    """

    def __init__(
        self,
        plan: Sequence[Disturbance],
        pid_of: Callable[[str], int],
        now_s: float,
        send: Callable[[int, int], None] = send_to_living,
        cuts: Cuts | None = None,
        stalls: Standstills | None = None,
    ) -> None:
        self._plan = list(plan)
        self._pid_of = pid_of
        self._send = send
        self._cuts = cuts
        self._stalls = stalls
        self._lasting: list[_Lasting] = []
        self._frozen: set[int] = set()
        self._latest_s = now_s
        self._settled_s: float | None = None
        self.strikes: list[Strike] = []

    @property
    def is_done(self) -> bool:
        """Whether every disturbance of the plan has come, and none lasts."""
        return not self._plan and not self._lasting

    def struck(self, name: str) -> int:
        """The id of the process that was killed or stalled last under that name, 0 for none; its successor counts."""
        return next(
            (
                item.pid
                for item in reversed(self.strikes)
                if item.disturbance.target == name and item.disturbance.kind in _ENDING
            ),
            0,
        )

    def turn(self, now_s: float, *, is_settled: bool) -> Strike | None:
        """Do what is due; what was done, if anything. `is_settled`: the line has recovered from all that came."""
        self._end(now_s)
        if is_settled and not self._lasting:
            self._settled_s = now_s if self._settled_s is None else self._settled_s
        else:
            self._settled_s = None
        if not self._plan or now_s < self._due_s(self._plan[0]):
            return None
        pid = self._pid_of(self._plan[0].target)
        return self._strike(pid, now_s) if pid else None

    def release(self) -> None:
        """End everything that lasts."""
        self._end(math.inf)

    def _due_s(self, disturbance: Disturbance) -> float:
        if disturbance.overlaps:
            return self._latest_s + disturbance.pause_s
        from_s = self._latest_s + PATIENCE_S if self._settled_s is None else self._settled_s
        return from_s + disturbance.pause_s

    def _strike(self, pid: int, now_s: float) -> Strike | None:
        disturbance = self._plan[0]
        at_ns = time.time_ns()
        end = self._begin(disturbance, pid)
        if end is None:
            # It has just died by itself, or by the death of another: the kill comes later, anything else not at all.
            if disturbance.kind is not DisturbanceKind.KILL:
                del self._plan[0]
            return None
        del self._plan[0]
        if disturbance.lasts_s:
            self._lasting.append(_Lasting(now_s + disturbance.lasts_s, end))
        self._latest_s = now_s
        self._settled_s = None
        self.strikes.append(Strike(disturbance, pid, at_ns))
        return self.strikes[-1]

    def _begin(self, disturbance: Disturbance, pid: int) -> Callable[[], None] | None:
        """Begin a disturbance: what ends it; None where nothing came of it."""
        if disturbance.kind is DisturbanceKind.KILL:
            return _nothing if self._signal(pid, signal.SIGKILL) else None
        if disturbance.kind is DisturbanceKind.FREEZE:
            if pid in self._frozen or not self._signal(pid, signal.SIGSTOP):
                return None
            self._frozen.add(pid)
            return partial(self._thaw, pid)
        if disturbance.kind is DisturbanceKind.STALL:
            return _nothing if self._stall(pid) else None
        orchestrator = self._pid_of(ORCHESTRATOR)
        if self._cuts is None or orchestrator in (0, pid):
            return None
        return partial(self._cuts.heal, self._cuts.cut(pid, orchestrator))

    def _end(self, now_s: float) -> None:
        for lasting in [item for item in self._lasting if now_s >= item.until_s]:
            self._lasting.remove(lasting)
            lasting.end()

    def _thaw(self, pid: int) -> None:
        self._frozen.discard(pid)
        self._signal(pid, signal.SIGCONT)

    def _stall(self, pid: int) -> bool:
        if self._stalls is None or pid in self._frozen:
            return False
        with suppress(ProcessLookupError):
            self._stalls.stall(pid)
            return True
        return False

    def _signal(self, pid: int, number: int) -> bool:
        with suppress(ProcessLookupError):
            self._send(pid, number)
            return True
        return False


_ENDING = (DisturbanceKind.KILL, DisturbanceKind.STALL)
"""What a process does not outlive."""


def _nothing() -> None:
    """A kill does not last, nor does what the supervisor puts an end to."""
