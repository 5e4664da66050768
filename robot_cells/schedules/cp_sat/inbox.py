"""What the other side says, heard at once; when that is gone, this process ends."""

from __future__ import annotations

import os
from collections.abc import Callable
from multiprocessing.connection import Connection
from queue import SimpleQueue
from threading import Thread


class Inbox:
    """Hears in a thread, so that a solver at work can be told to stop: `on_message` is called there."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._messages: SimpleQueue[object] = SimpleQueue()
        self.on_message: Callable[[], None] = _nothing
        Thread(target=self._hear, daemon=True).start()

    def next(self) -> object:
        """The next message, when it comes."""
        return self._messages.get()

    def now(self) -> list[object]:
        """All that have come."""
        found = []
        while not self._messages.empty():
            found.append(self._messages.get())
        return found

    def _hear(self) -> None:
        while True:
            try:
                self._messages.put(self._connection.recv())
            except (EOFError, OSError):
                os._exit(0)  # The solver would go on to the end of its time, for nobody.
            self.on_message()


def _nothing() -> None:
    """What is done with a message while nobody waits for one."""
