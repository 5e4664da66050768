"""Makes something in a process stand still for good, as a deadlock does, while the rest of it goes on."""

from __future__ import annotations

import subprocess
import sys
from types import TracebackType
from typing import Self

from robot_cells.chaos.thread_stop import SAID, threads_of
from robot_cells.errors import BringupError

EVENT_THREADS = "dds.ev."
"""The threads of Fast DDS that see to its timers: announcements, repetitions, the ends of others."""


class Stalls:
    """A context manager: what stands still by then goes on when it is left.

    Each is made by a process of its own (`thread_stop`): the kernel lets nobody stop a thread of its own process.
    """

    def __init__(self) -> None:
        self._tracers: list[subprocess.Popen[str]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()

    def stall(self, pid: int, threads: str = EVENT_THREADS) -> None:
        """Have the threads whose names begin so stand still; returns when they do.

        Raises `ProcessLookupError` where the process is gone or has no such thread (yet), `BringupError` where the
        machine does not allow it.
        """
        tracer = subprocess.Popen(
            [sys.executable, "-m", "robot_cells.chaos.thread_stop", str(pid), threads],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self._tracers.append(tracer)
        assert tracer.stdout is not None and tracer.stderr is not None
        if tracer.stdout.readline().strip() != SAID:
            if not threads_of(pid, threads):
                raise ProcessLookupError(f"Process {pid} has no thread {threads!r}.")
            raise BringupError(
                tracer.stderr.read().strip() or f"Threads of process {pid} cannot be stopped.",
                remedy="It takes the right to trace processes (CAP_SYS_PTRACE), and Linux.",
            )

    def release(self) -> None:
        """Let everything go on."""
        for tracer in self._tracers:
            tracer.kill()
            tracer.communicate()
        self._tracers.clear()
