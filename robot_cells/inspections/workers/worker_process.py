"""A worker, seen from the node: begun, asked, waited for, and ended if need be."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import time
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from robot_cells.errors import InspectionError
from robot_cells.inspections.workers.picture_memory import PictureMemory
from robot_cells.inspections.workers.question import PictureForm
from robot_cells.inspections.workers.settings import WorkerSettings

_COMMAND = (sys.executable, "-m", "robot_cells.inspections.workers.worker")
END_S = 2.0
"""A worker that is told to end and is at nothing does so in milliseconds; after this it is killed."""


_ENDED = "ZX"
"""States in `/proc/<pid>/stat` (proc(5)) of what runs no more: zombie and dead."""


class WorkerDiedError(InspectionError):
    """A worker has ended, or was ended, before it had answered; another one may be asked."""

    retryable = True


class WorkerProcess:
    """One child process. Used by one thread, which must live as long as it: the child ends with that thread."""

    def __init__(self, settings: WorkerSettings) -> None:
        self.pictures, self.answers = PictureMemory.create(), PictureMemory.create()
        ours, theirs = socket.socketpair()
        handles = (theirs.fileno(), self.pictures.handle, self.answers.handle)
        arguments = [*_COMMAND, str(os.getpid()), *map(str, handles)]
        self._child = subprocess.Popen(arguments, stdin=subprocess.DEVNULL, pass_fds=handles)
        theirs.close()
        self._connection: Connection[Any, Any] = Connection(ours.detach())
        self.send(settings)

    @property
    def pid(self) -> int:
        """Of the child."""
        return self._child.pid

    @property
    def is_alive(self) -> bool:
        """Whether it has not ended yet, nor has been killed: of its threads the first may be gone before the others."""
        return self._child.poll() is None and _state_of(self.pid) not in _ENDED

    def send(self, what: object) -> None:
        """Ask; raises `WorkerDiedError`."""
        try:
            self._connection.send(what)
        except OSError as error:
            raise self._died() from error

    def receive(self, deadline_s: float) -> Any:  # noqa: ANN401
        """The next answer; raises `WorkerDiedError`, also after killing what does not answer until `deadline_s`.

        That is a time of `time.monotonic`. Type and content are those of `question`.
        """
        try:
            if self._connection.poll(max(0.0, deadline_s - time.monotonic())):
                return self._connection.recv()
        except (EOFError, OSError) as error:
            raise self._died() from error
        self.kill()
        raise WorkerDiedError("it had not answered within its time and was killed")

    def put(self, *pictures: npt.NDArray[np.uint8]) -> list[PictureForm]:
        """Copy pictures into the memory that the worker reads."""
        self.pictures.room(sum(item.nbytes for item in pictures))
        forms, begin = [], 0
        for picture in pictures:
            forms.append(self.pictures.write(begin, picture))
            begin += picture.nbytes
        return forms

    def kill(self) -> None:
        """End it at once, and take away what is left of it."""
        with contextlib.suppress(ProcessLookupError):
            self._child.kill()
        self._child.wait()

    def close(self) -> None:
        """Let it end, and let go of all that belongs to it."""
        self._connection.close()
        try:
            self._child.wait(END_S)
        except subprocess.TimeoutExpired:
            self.kill()
        self.pictures.close()
        self.answers.close()

    def _died(self) -> WorkerDiedError:
        """The connection has ended: so has the process, or it is about to, with a code that says more than `kill`'s."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._child.wait(END_S)
        self.kill()
        code = self._child.returncode
        return WorkerDiedError(f"it was ended by signal {-code}" if code < 0 else f"it ended with exit code {code}")


def _state_of(pid: int) -> str:
    """One letter; empty where it cannot be told, as on a system without `/proc`."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
    except OSError:
        return ""
    return stat.rpartition(")")[2].strip()[:1]
