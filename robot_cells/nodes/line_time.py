"""Line time: seconds of the node clock since the journal began."""

from __future__ import annotations

from robot_cells.clock import Clock


class LineTime:
    """`origin_s` is the node time at which line time was zero, `latest_s` the line time of the last record.

    A node clock that shows zero has not been set yet (`/clock` was not heard): line time stands at `latest_s` until
    then. A clock that shows less than it must, because a simulation was started again, moves the origin: line time
    goes on from `latest_s`.
    """

    def __init__(self, clock: Clock, origin_s: float, latest_s: float = 0.0) -> None:
        self._clock = clock
        self._latest_s = latest_s
        self._is_set = False
        self.origin_s = origin_s

    def now(self) -> float:
        """Line time in seconds; never runs backwards."""
        node_s = self._clock.now()
        if node_s > 0.0:
            if not self._is_set:
                self._is_set = True
                self.origin_s = min(self.origin_s, node_s - self._latest_s)
            self._latest_s = max(self._latest_s, node_s - self.origin_s)
        return self._latest_s
