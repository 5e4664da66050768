"""Says that engines are being compiled: the first search on a machine would otherwise seem to stand still."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter

from robot_cells.cli.failure_message import say


@contextmanager
def compiling_told() -> Iterator[None]:
    """What is compiled within this context is said when it begins and when it is done."""
    from robot_cells.schedules.compiled import told_of_compiling

    begun_s: list[float] = []

    def tell() -> None:
        """Says that it begins, and notes when."""
        begun_s.append(perf_counter())
        say("Compiling the search engines for this machine, once: about a minute.")

    with told_of_compiling(tell):
        yield
    if begun_s:
        say(f"Compiled in {perf_counter() - begun_s[0]:.0f} s; that is kept.")
