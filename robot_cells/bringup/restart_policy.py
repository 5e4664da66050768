"""When a process that died is started again, and when it is given up. Pure: times are handed in."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

FIRST_DELAY_S = 0.5
LONGEST_DELAY_S = 8.0
MOST_DEATHS = 6
WINDOW_S = 60.0
STEADY_S = 2.0


@dataclass(slots=True)
class RestartPolicy:
    """Waits `FIRST_DELAY_S` before a restart and doubles that up to `LONGEST_DELAY_S`.

    A process that dies `MOST_DEATHS` times within `WINDOW_S` is given up. What is older than the window is forgotten,
    and so is everything once a process has worked for `STEADY_S`: somebody killed it, it did not fail to start. Then it
    is started again at once, since the line stands still for as long as it is away.
    """

    _deaths_s: deque[float] = field(default_factory=deque)

    def died(self, now_s: float, worked_s: float = 0.0) -> float | None:
        """The process has died after its nodes were active for `worked_s` seconds.

        Gives the seconds to wait before it is started again, or None when it is given up.
        """
        if worked_s >= STEADY_S:
            self._deaths_s.clear()
            self._deaths_s.append(now_s)
            return 0.0
        while self._deaths_s and now_s - self._deaths_s[0] > WINDOW_S:
            self._deaths_s.popleft()
        self._deaths_s.append(now_s)
        if len(self._deaths_s) >= MOST_DEATHS:
            return None
        return min(LONGEST_DELAY_S, FIRST_DELAY_S * 2.0 ** (len(self._deaths_s) - 1))
