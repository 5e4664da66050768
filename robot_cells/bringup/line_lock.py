"""One line for each domain and namespace on a machine."""

from __future__ import annotations

import fcntl
import os
import select
import tempfile
import time
from pathlib import Path
from typing import IO

from robot_cells.errors import BringupError

ENDING_S = 20.0
"""So many seconds the processes of a line whose supervisor was killed have to be gone; they need 9 at most."""
_LOOK_S = 0.05


class LineLock:
    """Held until `release`; when its process is killed, until all are gone that have inherited `descriptor`.

    So the next line begins when the last process of the one before has ended: two cells on one ledger would do
    everything twice.

    `broken_since_s` is when the last line here was begun (Unix time) if it was killed with all its processes, as far as
    the file knows that it was never released; else None.
    """

    def __init__(self, domain: int, namespace: str) -> None:
        self._domain = domain
        self._namespace = namespace
        self._file: IO[str] | None = None
        self.broken_since_s: float | None = None

    def acquire(self) -> None:
        """Raises `BringupError` when another supervisor runs a line in this domain and namespace.

        Where that has been killed, and its processes are still ending, they are waited for.
        """
        file = _taken(self._domain, self._namespace)
        file.seek(0)
        _, _, since = file.read().strip().partition("\nsince ")
        self.broken_since_s = float(since) if since else None
        file.truncate(0)
        file.write(f"process {os.getpid()}\nsince {time.time():.3f}")
        file.flush()
        self._file = file

    @property
    def descriptor(self) -> int:
        """To be inherited by the processes of the line."""
        assert self._file is not None
        return self._file.fileno()

    def release(self) -> None:
        """Let go; harmless when it is not held."""
        if self._file is not None:
            self._file.truncate(0)
            self._file.close()
            self._file = None


def check_free(domain: int, namespace: str) -> None:
    """Raises `BringupError` when a line runs in this domain and namespace already; to be asked before anything is made.

    A line that begins in between is found by its supervisor all the same.
    """
    _taken(domain, "/" + namespace.strip("/")).close()


def _taken(domain: int, namespace: str) -> IO[str]:
    """The file, locked, with what its last owner has written."""
    word = namespace.strip("/").replace("/", ".") or "root"
    path = Path(tempfile.gettempdir(), f"robot_cells_{os.getuid()}_{domain}_{word}.lock")
    file = path.open("a+")
    deadline_s = time.monotonic() + ENDING_S
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            owner = file.readline().strip() or "another process"
            if _lives(owner) or time.monotonic() > deadline_s:
                file.close()
                raise BringupError(
                    f"A line is already running in domain {domain}, namespace {namespace} ({owner}).",
                    remedy="End it, or choose another --domain or --namespace.",
                ) from None
            time.sleep(_LOOK_S)
        else:
            return file


def _lives(owner: str) -> bool:
    """Whether the process that wrote this runs; one that has ended and was not asked after yet does not."""
    word, _, number = owner.partition(" ")
    if word != "process" or not number.isdigit():
        return True  # It has the lock, and is about to write.
    try:
        descriptor = os.pidfd_open(int(number))
    except ProcessLookupError:
        return False
    try:
        return not select.select([descriptor], [], [], 0.0)[0]
    finally:
        os.close(descriptor)
