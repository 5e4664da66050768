"""Line time: seconds of the node clock since the journal began."""

from __future__ import annotations

from robot_cells.clock import Clock


class LineTime:
    """`origin_s` is the node time at which line time was zero; it is kept in the journal.

    A simulation that is started again begins at zero: then line time goes on from `latest_s`, the last record, and the
    origin moves.
    """

    def __init__(self, clock: Clock, origin_s: float, latest_s: float = 0.0) -> None:
        self._clock = clock
        self.origin_s = min(origin_s, clock.now() - latest_s)
        self._latest_s = latest_s

    def now(self) -> float:
        """Line time in seconds; never runs backwards."""
        self._latest_s = max(self._latest_s, self._clock.now() - self.origin_s)
        return self._latest_s

    def node_time(self, at_s: float) -> float:
        """The node time of a line time, in seconds."""
        return at_s + self.origin_s
