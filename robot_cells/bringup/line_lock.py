"""One line for each domain and namespace on a machine."""

from __future__ import annotations

import fcntl
import os
import tempfile
from pathlib import Path
from typing import IO

from robot_cells.errors import BringupError


class LineLock:
    """Held as long as the process lives or until `release`; the kernel lets go when it is killed."""

    def __init__(self, domain: int, namespace: str) -> None:
        self._domain = domain
        self._namespace = namespace
        self._file: IO[str] | None = None

    def acquire(self) -> None:
        """Raises `BringupError` when another supervisor runs a line in this domain and namespace."""
        word = self._namespace.strip("/").replace("/", ".") or "root"
        path = Path(tempfile.gettempdir(), f"robot_cells_{os.getuid()}_{self._domain}_{word}.lock")
        file = path.open("a+")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            owner = file.read().strip() or "another process"
            file.close()
            raise BringupError(
                f"A line is already running in domain {self._domain}, namespace {self._namespace} ({owner}).",
                remedy="End it, or choose another --domain or --namespace.",
            ) from None
        file.seek(0)
        file.truncate()
        file.write(f"process {os.getpid()}")
        file.flush()
        self._file = file

    def release(self) -> None:
        """Let go; harmless when it is not held."""
        if self._file is not None:
            self._file.close()
            self._file = None


def check_free(domain: int, namespace: str) -> None:
    """Raises `BringupError` when a line runs in this domain and namespace already; to be asked before anything is made.

    A line that begins in between is found by its supervisor all the same.
    """
    lock = LineLock(domain, "/" + namespace.strip("/"))
    lock.acquire()
    lock.release()
