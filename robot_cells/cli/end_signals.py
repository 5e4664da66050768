"""Ctrl-C, SIGTERM and a closed terminal as the wish to end: heard once, and not again while the line is shut down."""

from __future__ import annotations

import os
import signal
from types import FrameType, TracebackType
from typing import Self

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class EndSignals:
    """Within this context a SIGINT, SIGTERM or SIGHUP raises `KeyboardInterrupt` in the main thread, once.

    Later ones do nothing until `arm` is called, so that a second Ctrl-C cannot leave processes behind. What is ignored
    (`nohup`) stays ignored. Only for the main thread.
    """

    def __init__(self) -> None:
        self.received: signal.Signals | None = None
        self._armed = True
        self._before: dict[signal.Signals, object] = {}

    def __enter__(self) -> Self:
        heard = [number for number in _SIGNALS if signal.getsignal(number) is not signal.SIG_IGN]
        self._before = {number: signal.signal(number, self._hear) for number in heard}
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)  # type: ignore[arg-type]  # as `signal.signal` returned it

    @property
    def exit_code(self) -> int:
        """128 and the signal's number, the shells' convention; 0 when none came."""
        return 0 if self.received is None else 128 + self.received

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
