"""Ctrl-C, SIGTERM and a closed terminal as the wish to stop with what there is."""

from __future__ import annotations

import signal
from types import FrameType

from robot_cells.cli.heard_signals import HeardSignals


class StopWish(HeardSignals):
    """Within this context the first such signal is remembered; a second one raises `KeyboardInterrupt`."""

    def __call__(self) -> bool:
        """Whether a signal has come: what a search asks now and then."""
        return self.received is not None

    def _hear(self, number: int, frame: FrameType | None) -> None:
        if self.received is not None:
            raise KeyboardInterrupt
        self.received = signal.Signals(number)
