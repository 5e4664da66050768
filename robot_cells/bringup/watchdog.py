"""Which processes have stood still for too long. Pure: every time is of one monotonic clock, in seconds."""

from __future__ import annotations

from dataclasses import dataclass

WATCHDOG_S = 10.0
"""A process that has not said for so many seconds of real time that it is alive is killed, and begun again."""
LOOK_S = 1.0
"""Whoever watches has to look at least so often."""
_LATE_S = 0.5
"""A look that comes later than that was kept from coming: the machine stood still, or gave no processor time."""


@dataclass(slots=True)
class _Watched:
    heard_s: float
    status: str = ""


class Watchdog:
    """Knows when each process gave its last word (`WATCHDOG=1`), and what it said stands still (`STATUS=`).

    Who has never given one is not watched. Time in which nobody could look counts as nobody's silence.
    """

    def __init__(self, limit_s: float) -> None:
        self._limit_s = limit_s
        self._watched: dict[int, _Watched] = {}
        self._looked_s: float | None = None

    @property
    def is_watching(self) -> bool:
        """Whether there is anybody to look for."""
        return bool(self._watched)

    def alive(self, pid: int, now_s: float) -> None:
        """The process has given its word."""
        self._watched.setdefault(pid, _Watched(now_s)).heard_s = now_s

    def status(self, pid: int, text: str) -> None:
        """The process says what stands still in it; empty: nothing any more."""
        if pid in self._watched:
            self._watched[pid].status = text

    def forget(self, pid: int) -> None:
        """It is gone."""
        self._watched.pop(pid, None)

    def look(self, now_s: float) -> dict[int, str]:
        """Those that have just been silent for too long, and why as far as is known, in a clause; forgotten here."""
        if self._looked_s is not None and now_s - self._looked_s > LOOK_S + _LATE_S:
            for item in self._watched.values():
                item.heard_s = min(now_s, item.heard_s + now_s - self._looked_s - LOOK_S)
        self._looked_s = now_s
        silent = {pid: item for pid, item in self._watched.items() if now_s - item.heard_s > self._limit_s}
        for pid in silent:
            del self._watched[pid]
        return {pid: self._reason(item) for pid, item in silent.items()}

    def _reason(self, item: _Watched) -> str:
        said = f"it said nothing for {self._limit_s:g} s"
        return f"{said}: {item.status}" if item.status else f"{said}: nothing in it moves"
