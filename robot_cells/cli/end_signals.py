"""Ctrl-C, SIGTERM and a closed terminal as the wish to end: heard once, and not again while the line is shut down."""

from __future__ import annotations

import os
import signal
from types import FrameType

from robot_cells.cli.heard_signals import HeardSignals


class EndSignals(HeardSignals):
    """Within this context a SIGINT, SIGTERM or SIGHUP raises `KeyboardInterrupt` in the main thread, once.

    Later ones do nothing until `arm` is called, so that a second Ctrl-C cannot leave processes behind.
    """

    def __init__(self) -> None:
        super().__init__()
        self._armed = True

    def arm(self) -> None:
        """Let one more signal raise: for a wait that may be cut short."""
        self._armed = True

    def _hear(self, number: int, frame: FrameType | None) -> None:
        self.received = self.received or signal.Signals(number)
        if number == signal.SIGHUP:
            _leave_terminal()
        if self._armed:
            self._armed = False
            raise KeyboardInterrupt


def _leave_terminal() -> None:
    """What is still to be said goes nowhere: writing to a terminal that is gone would fail."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for descriptor in (1, 2):
        if os.isatty(descriptor):
            os.dup2(nowhere, descriptor)
    os.close(nowhere)
