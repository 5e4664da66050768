"""Where processes tell that they are up (`nodes/readiness.py`)."""

from __future__ import annotations

import os
import socket


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

    def receive(self) -> list[int]:
        """The process ids of those that have become ready since the last call."""
        ready: list[int] = []
        while True:
            try:
                datagram = self._socket.recv(4096).decode(errors="replace")
            except BlockingIOError:
                return ready
            fields = dict(line.split("=", 1) for line in datagram.splitlines() if "=" in line)
            if fields.get("READY") == "1" and fields.get("MAINPID", "").isdigit():
                ready.append(int(fields["MAINPID"]))

    def close(self) -> None:
        """Nobody is listened to any more."""
        self._socket.close()
