"""Ctrl-C, SIGTERM and a closed terminal as the wish to stop with what there is."""

from __future__ import annotations

import signal
from types import FrameType, TracebackType
from typing import Self

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class StopWish:
    """Within this context the first such signal is remembered; a second one raises `KeyboardInterrupt`.

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

    def __call__(self) -> bool:
        """Whether a signal has come: what a search asks now and then."""
        return self.received is not None

    @property
    def exit_code(self) -> int:
        """128 and the signal's number, the shells' convention; 0 when none came."""
        return 0 if self.received is None else 128 + self.received

    def _hear(self, number: int, frame: FrameType | None) -> None:
        if self.received is not None:
            raise KeyboardInterrupt
        self.received = signal.Signals(number)
