"""Fast DDS's files in /dev/shm: those of a process that was killed stay behind, and are removed here.

Each shared memory segment `fastrtps_<id>` has beside it `fastrtps_<id>_el`, on which its owner holds a lock as long as
it lives (`RobustExclusiveLock`); what can be locked belongs to nobody any more. The ports `fastrtps_port<n>` stay:
their locks tell the next process which numbers to leave alone, and it removes them (`abandoned_ports.py`), or the line
does when it has ended (`shared_memory_sweep.py`). Fast DDS 3 (Kilted) says `fastdds` where 2 (Jazzy) says `fastrtps`.
"""

from __future__ import annotations

import fcntl
import os
import time
from pathlib import Path

FOLDER = Path("/dev/shm")
PREFIXES = ("fastrtps_", "fastdds_")
"""How the names of Fast DDS 2's and 3's files begin."""
_LOCK = "_el"
_PORTS = tuple(f"{prefix}port" for prefix in PREFIXES)
_YOUNG_S = 0.2
"""A younger file may be on its way between creation and lock."""


def remove_leftovers(since_s: float, folder: Path = FOLDER) -> tuple[str, ...]:
    """Remove segments that nobody holds, are ours and were made after `since_s` (Unix time); the names of the files."""
    removed: list[str] = []
    for lock in sorted(path for prefix in PREFIXES for path in folder.glob(f"{prefix}*{_LOCK}")):
        if not lock.name.startswith(_PORTS) and _is_left_over(lock, since_s):
            removed += remove_files_of(lock.name.removesuffix(_LOCK), folder)
    return tuple(removed)


def remove_files_of(base: str, folder: Path = FOLDER) -> tuple[str, ...]:
    """Remove a segment or port, its mutex and its lock; the names of those that were there."""
    paths = (folder / base, folder / f"sem.{base}_mutex", folder / f"{base}{_LOCK}")
    return tuple(path.name for path in paths if remove(path))


def _is_left_over(lock: Path, since_s: float) -> bool:
    try:
        found = lock.stat()
        ours = found.st_uid == os.getuid() and since_s <= found.st_ctime
        if not ours or time.time() - found.st_ctime < _YOUNG_S:
            return False
        with lock.open("rb") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        # Held by a living process, or gone meanwhile.
        return False
    return True


def remove(path: Path) -> bool:
    """Remove a file; False where it is gone already, or is not ours to remove."""
    try:
        path.unlink()
    except OSError:
        return False
    return True
