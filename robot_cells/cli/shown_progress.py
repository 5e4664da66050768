"""Progress of a long command: a bar where a person watches a terminal, a line now and then elsewhere."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

LINE_EVERY_S = 10.0


class ShownProgress:
    """Called with what is being done, how much is done and how much there is; on stderr, so that stdout is the answer.

    Used in a `with` statement.
    """

    def __init__(self) -> None:
        self._bars: Progress | None = None
        self._tasks: dict[str, TaskID] = {}
        self._told: dict[str, float] = {}

    def __enter__(self) -> Self:
        if sys.stderr.isatty():
            console = Console(stderr=True)
            columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
            self._bars = Progress(*columns, console=console)
            self._bars.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bars is not None:
            self._bars.stop()

    def __call__(self, what: str, done: int, total: int) -> None:
        """Shows it; `total` 0 is unknown."""
        if self._bars is not None:
            if what not in self._tasks:
                self._tasks[what] = self._bars.add_task(what, total=total or None)
            self._bars.update(self._tasks[what], completed=done, total=total or None)
            return
        now = time.monotonic()
        begun = what not in self._told
        if begun or (total and done >= total) or now - self._told[what] >= LINE_EVERY_S:
            if self._told.get(what) == float("inf"):
                return
            self._told[what] = float("inf") if total and done >= total else now
            print(f"{what}: {done}/{total or '?'}", file=sys.stderr, flush=True)
