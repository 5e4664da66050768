"""Processes that have been heard and do not hear yet: discovery matches the two directions one after the other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from robot_cells.ids import CellId
from robot_cells.orchestration.cell_heard import CellHeard, HostHeard


@dataclass(slots=True)
class _Held:
    """The latest word of a process about each of its cells, and the Unix time in ns at which it last spoke."""

    incarnation: str
    cells: dict[CellId, CellHeard]
    heard_ns: int


class UnreachedHosts:
    """Keeps what they say until they are reached: work that they were given before would be lost.

    `reaches` tells whether the process of this name hears what is sent to it.
    """

    def __init__(self, reaches: Callable[[str], bool]) -> None:
        self._reaches = reaches
        self._held: dict[str, _Held] = {}

    def keep(self, heard: HostHeard, heard_ns: int) -> bool:
        """A process has spoken: whether its word is kept here. Of an earlier incarnation nothing counts any more."""
        if heard.host not in self._held and self._reaches(heard.host):
            return False
        held = self._held.get(heard.host)
        if held is None or held.incarnation != heard.incarnation:
            held = self._held[heard.host] = _Held(heard.incarnation, {}, heard_ns)
        held.heard_ns = heard_ns
        held.cells.update((item.cell, item) for item in heard.cells)
        return True

    def reached(self) -> tuple[tuple[HostHeard, int], ...]:
        """The words of those that are reached now, with the Unix time in ns; they are kept no longer."""
        names = [host for host in self._held if self._reaches(host)]
        found = [(host, self._held.pop(host)) for host in names]
        return tuple(
            (HostHeard(host, held.incarnation, tuple(held.cells.values())), held.heard_ns) for host, held in found
        )

    def forget(self, host: str) -> None:
        """The process has fallen silent."""
        self._held.pop(host, None)

    @property
    def is_waiting(self) -> bool:
        """Whether the word of any process is kept."""
        return bool(self._held)
