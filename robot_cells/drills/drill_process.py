"""What the processes of a drill have in common: turns, a disk that may be slow, and death."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING

from robot_cells.drills.drill_disk import DrillDisk, ProcessDiedError
from robot_cells.drills.drill_network import Letter, Message

if TYPE_CHECKING:
    from robot_cells.drills.world import World

SHORTEST_WAIT_S = 1e-4
"""No process turns more often than this by itself."""

MOST_TURNS = 2000
"""A process that turns more often than this in one second turns for nothing."""


class DrillProcess:
    """One incarnation of one process. Subclasses give `_turn`: everything that has arrived, seconds until the next."""

    def __init__(self, world: World, name: str, disk: DrillDisk, incarnation: int) -> None:
        self.world = world
        self.name = name
        self.disk = disk
        self.incarnation = incarnation
        self.is_alive = True
        self.is_frozen = False
        self._busy_until_s = 0.0
        self._next_s = math.inf
        self._second = self._turns = 0

    def freeze(self) -> None:
        """Stand still, as the machine does."""
        self.is_frozen = True

    def thaw(self) -> None:
        """Go on, knowing nothing of the time between."""
        self.is_frozen = False
        self.wake()

    def hear(self, message: Message) -> None:
        """A message has arrived."""
        raise NotImplementedError

    def wake(self, wait_s: float = 0.0) -> None:
        """A turn is due in so many seconds."""
        at_s = max(self.world.now_s + wait_s, self._busy_until_s)
        if at_s < self._next_s:
            self._next_s = at_s
            self.world.agenda.at(at_s, lambda: self._come(at_s))

    def post(self, receiver: str, message: Message, sent: Callable[[], None] | None = None) -> None:
        """Send a message once the writes of this turn are through; a process that dies before does not send it."""

        def send() -> None:
            """When the writes are through."""
            if self.is_alive:
                if sent is not None:
                    sent()
                self.world.network.send(Letter(self.name, receiver, self.world.incarnation_of(receiver), message))

        if self.disk.busy_s > 0.0:
            self.world.agenda.after(self.disk.busy_s, send)
        else:
            send()

    def guarded(self, action: Callable[[], float]) -> float:
        """Run what the process does; when it dies in it, the world buries it. Seconds until it wants to turn again."""
        self.disk.busy_s = 0.0
        try:
            wait_s = action()
        except ProcessDiedError:
            self.world.bury(self, self.disk.crash)
            return math.inf
        self._busy_until_s = self.world.now_s + self.disk.busy_s
        self.disk.busy_s = 0.0
        return wait_s

    def _come(self, at_s: float) -> None:
        if not self.is_alive or self._next_s != at_s:
            return
        self._next_s = math.inf
        if self.is_frozen:
            return
        self._count_turn()
        wait_s = self.guarded(self._turn)
        if self.is_alive and wait_s < math.inf:
            self.wake(max(wait_s, SHORTEST_WAIT_S))

    def _count_turn(self) -> None:
        second = int(self.world.now_s)
        self._turns = self._turns + 1 if second == self._second else 0
        self._second = second
        if self._turns > MOST_TURNS:
            self.world.note_spinning(self.name)

    def _turn(self) -> float:
        raise NotImplementedError
