"""The process of CP-SAT, seen from who asks: started, spoken with, ended.

It is started by its module's name, so nothing of the program that asks is run again in it; it has a process group of
its own, so a Ctrl-C does not reach it; and it ends by itself when the other side of the connection is gone.
"""

from __future__ import annotations

import os
import subprocess
import sys
from multiprocessing import Pipe
from multiprocessing.connection import Connection

from robot_cells.errors import ScheduleError

MODULE = "robot_cells.schedules.cp_sat.search_process"


class SolverProcess:
    """Loads CP-SAT as soon as it is made; speaks the messages of `messages.py`."""

    def __init__(self) -> None:
        self._connection, theirs = Pipe()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", MODULE, str(theirs.fileno())],
                pass_fds=(theirs.fileno(),),
                env={**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
                stdin=subprocess.DEVNULL,
                process_group=0,
            )

    @property
    def connection(self) -> Connection:
        """Where it is spoken with."""
        return self._connection

    @property
    def number(self) -> int:
        """Its process id."""
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        """Whether it runs."""
        return self._process.poll() is None

    def send(self, message: object) -> None:
        """Tell it something; raises `ScheduleError` where it has died."""
        try:
            self._connection.send(message)
        except OSError:
            raise died() from None

    def heard(self, wait_s: float) -> bool:
        """Whether there is a message, or comes within that time."""
        return self._connection.poll(wait_s)

    def receive(self) -> object:
        """The next message; raises `ScheduleError` where it has died."""
        try:
            message: object = self._connection.recv()
        except (EOFError, OSError):
            raise died() from None
        return message

    def end(self) -> None:
        """At once, whatever it does."""
        self._connection.close()
        self._process.kill()
        self._process.wait()


def died() -> ScheduleError:
    """What is said when it is gone."""
    return ScheduleError("The process of CP-SAT has died.", remedy="Is there memory enough?")
