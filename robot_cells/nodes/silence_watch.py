"""Which processes have fallen silent. Pure: every time handed in is wall time in seconds, of one monotonic clock."""

from __future__ import annotations


class SilenceWatch:
    """Knows when each process was last heard; `limit_s` without a word is silence, told once until it speaks again."""

    def __init__(self, limit_s: float) -> None:
        self._limit_s = limit_s
        self._heard_s: dict[str, float] = {}

    def heard(self, host: str, now_s: float) -> None:
        """A process has spoken."""
        self._heard_s[host] = now_s

    @property
    def count(self) -> int:
        """How many processes are watched."""
        return len(self._heard_s)

    def fallen_silent(self, now_s: float) -> tuple[str, ...]:
        """The processes that have just become silent."""
        found = tuple(host for host, at_s in self._heard_s.items() if now_s - at_s > self._limit_s)
        for host in found:
            del self._heard_s[host]
        return found

    def excuse(self, duration_s: float) -> None:
        """Nobody listened for so long: that counts as nobody's silence."""
        self._heard_s = {host: at_s + duration_s for host, at_s in self._heard_s.items()}

    def next_s(self) -> float | None:
        """When the next process would become silent; None while none is watched."""
        return min(self._heard_s.values()) + self._limit_s if self._heard_s else None
