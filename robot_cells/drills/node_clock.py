"""The clock of one machine in a drill, which may jump."""

from __future__ import annotations

from robot_cells.clock import Clock

EPOCH_S = 1_000_000.0
"""What the clocks show when a drill begins: line time counts from the first record, not from zero."""


class NodeClock:
    """Shows the time of the world, and by how much it has jumped; may run backwards then, as true ones do."""

    def __init__(self, world: Clock) -> None:
        self._world = world
        self._ahead_s = 0.0

    def now(self) -> float:
        """What the clock shows, in seconds."""
        return EPOCH_S + self._world.now() + self._ahead_s

    def jump(self, by_s: float) -> None:
        """Forward, or backward where negative."""
        self._ahead_s += by_s
