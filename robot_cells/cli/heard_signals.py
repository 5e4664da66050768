"""Ctrl-C, SIGTERM and a closed terminal, heard instead of ending the process at once."""

from __future__ import annotations

import signal
from abc import ABC, abstractmethod
from types import FrameType, TracebackType
from typing import Self

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class HeardSignals(ABC):
    """Within this context these signals are handed to `_hear`; `received` is the first one, None before.

    What is ignored (`nohup`) stays ignored. Only for the main thread.
    """

    def __init__(self) -> None:
        self.received: signal.Signals | None = None
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

    @abstractmethod
    def _hear(self, number: int, frame: FrameType | None) -> None: ...
