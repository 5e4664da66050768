"""Where processes tell how they are (`nodes/readiness.py`)."""

from __future__ import annotations

import os
import socket
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Word:
    """What a process has told: that it is up, that it is alive, or (`status` is not None) what is the matter."""

    pid: int
    is_ready: bool = False
    is_alive: bool = False
    status: str | None = None


class NotifySocket:
    """A datagram socket with an abstract address: no file to leave behind."""

    def __init__(self) -> None:
        self.address = f"@robot_cells/{os.getpid()}/{id(self)}"
        """The value for `NOTIFY_SOCKET`."""
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC | socket.SOCK_NONBLOCK)
        self._socket.bind("\0" + self.address[1:])

    @property
    def descriptor(self) -> int:
        """To be waited on."""
        return self._socket.fileno()

    def receive(self) -> list[Word]:
        """What was told since the last call, in order; a word that does not say whose it is, is passed over."""
        words: list[Word] = []
        while True:
            try:
                datagram = self._socket.recv(4096).decode(errors="replace")
            except BlockingIOError:
                return words
            fields = dict(line.split("=", 1) for line in datagram.splitlines() if "=" in line)
            if fields.get("MAINPID", "").isdigit():
                ready, alive = fields.get("READY") == "1", fields.get("WATCHDOG") == "1"
                words.append(Word(int(fields["MAINPID"]), ready, alive, fields.get("STATUS")))

    def close(self) -> None:
        """Nobody is listened to any more."""
        self._socket.close()
