"""A node's clock as the clock interface that everything else waits on."""

from __future__ import annotations

from rclpy.clock import Clock as RosClock
from rclpy.node import Node

_S_PER_NS = 1e-9


class NodeClock:
    """The time of a node in seconds: `/clock` with `use_sim_time`, else Unix time.

    With `use_sim_time` it stands at zero until the first message of `/clock`.
    """

    def __init__(self, clock: RosClock) -> None:
        self._clock = clock
        self._latest_s = 0.0

    @classmethod
    def of(cls, node: Node) -> NodeClock:
        """The clock of `node`."""
        return cls(node.get_clock())

    @property
    def ros_clock(self) -> RosClock:
        """The clock underneath, for timers and jump callbacks."""
        return self._clock

    def now(self) -> float:
        """Seconds; never runs backwards, also where a simulation was started again."""
        self._latest_s = max(self._latest_s, self._clock.now().nanoseconds * _S_PER_NS)
        return self._latest_s
