"""The lock files of Fast DDS, taken so that what is removed under one is what it was taken for.

A name is not enough: between the opening of a file and its lock, and as long as it is held, somebody may remove it and
make another one of the same name, which is that of a living process then.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def claimed(path: Path) -> Iterator[int | None]:
    """Within this context the lock is ours: the descriptor of its file; None where somebody else has it, or it is gone.

    Nobody is waited for.
    """
    try:
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        yield None
        return
    try:
        yield handle if _lock(handle) and bears(path, handle) else None
    finally:
        os.close(handle)


def bears(path: Path, handle: int) -> bool:
    """Whether the open file still bears this name."""
    try:
        return os.path.samestat(path.stat(), os.fstat(handle))
    except OSError:
        return False


def _lock(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
