"""Cuts between processes that talk over UDP: neither hears the other, and both go on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from robot_cells.chaos.datagram_sockets import DatagramSocket, sockets_of


@dataclass(frozen=True, slots=True)
class _Cut:
    pids: tuple[int, int]
    sockets: dict[int, tuple[DatagramSocket, ...]]


class NetworkCuts:
    """The cuts that there are now; a process may be cut off from several others."""

    def __init__(self, sockets: Callable[[int], Sequence[DatagramSocket]] = sockets_of) -> None:
        self._sockets = sockets
        self._cuts: dict[int, _Cut] = {}
        self._number = 0

    def cut(self, first: int, second: int) -> int:
        """Part two processes; the number of the cut. Raises `BringupError` where the machine does not allow it."""
        self._number += 1
        found = {pid: tuple(self._sockets(pid)) for pid in (first, second)}
        self._cuts[self._number] = _Cut((first, second), found)
        self._apply(self._number)
        return self._number

    def heal(self, number: int) -> None:
        """Let the two hear each other again; one that has died meanwhile does no harm."""
        healed = self._cuts.pop(number, None)
        if healed is None:
            return
        for pid, sockets in healed.sockets.items():
            for item in sockets:
                item.drop_from(self._unheard(pid))
                item.close()

    def heal_all(self) -> None:
        """Undo every cut."""
        for number in tuple(self._cuts):
            self.heal(number)

    def _apply(self, number: int) -> None:
        for pid, sockets in self._cuts[number].sockets.items():
            for item in sockets:
                item.drop_from(self._unheard(pid))

    def _unheard(self, pid: int) -> frozenset[int]:
        """The ports of all that a process shall not hear."""
        return frozenset(
            item.port
            for cut in self._cuts.values()
            if pid in cut.pids
            for other, sockets in cut.sockets.items()
            if other != pid
            for item in sockets
        )
