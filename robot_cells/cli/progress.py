"""How a run is shown while it goes on: live tables on a terminal, lines on change elsewhere."""

from __future__ import annotations

import sys
from contextlib import AbstractContextManager
from types import TracebackType
from typing import Protocol, Self

from rich.console import Console
from rich.live import Live

from robot_cells.cli.change_lines import change_lines
from robot_cells.cli.line_tables import line_view
from robot_cells.nodes.line_snapshot import LineSnapshot


class Progress(AbstractContextManager["Progress"], Protocol):
    """Shows a line; used in a `with` statement."""

    def tell(self, text: str) -> None:
        """Say one line that stays."""
        ...

    def show(self, line: LineSnapshot) -> None:
        """Show the state of the line."""
        ...


class LiveProgress:
    """Tables that are drawn again in place."""

    def __init__(self) -> None:
        self._live = Live(console=Console(), auto_refresh=False)

    def __enter__(self) -> Self:
        self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._live.stop()

    def tell(self, text: str) -> None:
        """Above the tables."""
        self._live.console.print(text, markup=False, highlight=False)

    def show(self, line: LineSnapshot) -> None:
        """The tables anew."""
        self._live.update(line_view(line), refresh=True)


class PlainProgress:
    """A line for each change, for logs and machines; flushed, so that who reads along sees it at once."""

    def __init__(self, address: str = "") -> None:
        self._address = address
        self._before: LineSnapshot | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Nothing to undo."""

    def tell(self, text: str) -> None:
        """As it is."""
        print(text, flush=True)

    def show(self, line: LineSnapshot) -> None:
        """What has changed since the last time."""
        for text in change_lines(self._before, line, self._address):
            print(text, flush=True)
        self._before = line


def progress(*, headless: bool, address: str = "") -> Progress:
    """Live tables where a person watches a terminal, else plain lines; `address` as in `change_lines`."""
    return PlainProgress(address) if headless or not sys.stdout.isatty() else LiveProgress()
