"""Fast DDS's files in /dev/shm: those of a process that was killed stay behind, and are removed here.

Each shared memory segment `fastrtps_<id>` has beside it `fastrtps_<id>_el`, which its owner has open and locked as long
as it lives (`RobustExclusiveLock`), frozen or not. What no process has open and what can be locked belongs to nobody
any more: not open, since one that has made the file and got no processor since has not locked it yet; and not locked,
since a container that shares `/dev/shm` may hide its processes. The ports `fastrtps_port<n>` stay:
their locks tell the next process which numbers to leave alone, and it removes them (`abandoned_ports.py`), or the line
does when it has ended (`shared_memory_sweep.py`). Fast DDS 3 (Kilted) says `fastdds` where 2 (Jazzy) says `fastrtps`.
"""

from __future__ import annotations

import os
from pathlib import Path

from robot_cells.bringup.files_in_use import opened_files
from robot_cells.bringup.lock_file import claimed

FOLDER = Path("/dev/shm")
PREFIXES = ("fastrtps_", "fastdds_")
"""How the names of Fast DDS 2's and 3's files begin."""
_LOCK = "_el"
_PORTS = tuple(f"{prefix}port" for prefix in PREFIXES)


def remove_leftovers(since_s: float, folder: Path = FOLDER) -> tuple[str, ...]:
    """Remove segments that nobody holds, are ours and were made after `since_s` (Unix time); the names of the files."""
    removed: list[str] = []
    locks = sorted(path for prefix in PREFIXES for path in folder.glob(f"{prefix}*{_LOCK}"))
    opened = opened_files(folder)
    for lock in locks:
        if lock.name not in opened and not lock.name.startswith(_PORTS) and _is_ours(lock, since_s):
            with claimed(lock) as handle:
                if handle is not None:
                    removed += remove_files_of(lock.name.removesuffix(_LOCK), folder)
    return tuple(removed)


def remove_files_of(base: str, folder: Path = FOLDER) -> tuple[str, ...]:
    """Remove a segment or port, its mutex and its lock; the names of those that were there."""
    paths = (folder / base, folder / f"sem.{base}_mutex", folder / f"{base}{_LOCK}")
    return tuple(path.name for path in paths if remove(path))


def _is_ours(lock: Path, since_s: float) -> bool:
    try:
        found = lock.stat()
    except FileNotFoundError:
        return False
    return found.st_uid == os.getuid() and since_s <= found.st_ctime


def remove(path: Path) -> bool:
    """Remove a file; False where it is gone already, or is not ours to remove."""
    try:
        path.unlink()
    except OSError:
        return False
    return True
