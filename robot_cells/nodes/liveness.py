"""Whether a process does its work: its loops turn, and its middleware moves and can be reached."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Protocol

from robot_cells.nodes.listening_ports import ListeningPorts
from robot_cells.nodes.middleware_pulse import MiddlewarePulse

MIDDLEWARE = "its middleware stands still"
DEAF = "nobody can reach its middleware"


class WatchedLoop(Protocol):
    """A thread that does what is posted to it, one thing after another."""

    @property
    def name(self) -> str:
        """The name of its thread."""
        ...

    @property
    def is_alive(self) -> bool:
        """Whether it has begun and not ended."""
        ...

    def post(self, work: Callable[[], None]) -> None:
        """Have something done in the thread soon."""
        ...


class Liveness:
    """Asks every loop to answer and looks later who has; idle loops are woken for that, busy ones answer when they can.

    `loops` gives those that there are at the moment; one that begins is asked from the next look on, one that ends is
    forgotten.
    """

    def __init__(
        self, loops: Callable[[], Sequence[WatchedLoop]], middleware: MiddlewarePulse, ports: ListeningPorts
    ) -> None:
        self._loops = loops
        self._middleware = middleware
        self._ports = ports
        self._asked: list[tuple[WatchedLoop, threading.Event]] = []

    def look(self) -> tuple[str, ...]:
        """What has not moved since it was asked, a clause each; where that is nothing, all are asked anew."""
        standing = [
            f"its thread {loop.name} stands still"
            for loop, answered in self._asked
            if loop.is_alive and not answered.is_set()
        ]
        if self._middleware.moved() is False:
            standing.append(MIDDLEWARE)
        if self._ports.lost():
            standing.append(DEAF)
        if not standing:
            self._ask()
        return tuple(standing)

    def _ask(self) -> None:
        self._asked = [(loop, threading.Event()) for loop in self._loops() if loop.is_alive]
        for loop, answered in self._asked:
            loop.post(answered.set)
        self._middleware.mark()
