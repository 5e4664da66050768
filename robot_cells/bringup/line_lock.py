"""One line for each domain and namespace on a machine."""

from __future__ import annotations

import fcntl
import os
import tempfile
import time
from pathlib import Path
from typing import IO

from robot_cells.errors import BringupError


class LineLock:
    """Held as long as the process lives or until `release`; the kernel lets go when it is killed.

    `broken_since_s` is when the last line here was begun (Unix time) if it was killed with all its processes, as far as
    the file knows that it was never released; else None.
    """

    def __init__(self, domain: int, namespace: str) -> None:
        self._domain = domain
        self._namespace = namespace
        self._file: IO[str] | None = None
        self.broken_since_s: float | None = None

    def acquire(self) -> None:
        """Raises `BringupError` when another supervisor runs a line in this domain and namespace."""
        file = _taken(self._domain, self._namespace)
        file.seek(0)
        _, _, since = file.read().strip().partition("\nsince ")
        self.broken_since_s = float(since) if since else None
        file.truncate(0)
        file.write(f"process {os.getpid()}\nsince {time.time():.3f}")
        file.flush()
        self._file = file

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
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.seek(0)
        owner = file.readline().strip() or "another process"
        file.close()
        raise BringupError(
            f"A line is already running in domain {domain}, namespace {namespace} ({owner}).",
            remedy="End it, or choose another --domain or --namespace.",
        ) from None
    return file
