"""What nobody uses any more of Fast DDS's files in /dev/shm, ports among them: removed when a line has ended.

A port `fastrtps_port<n>` is a queue that one participant reads, holding a lock on `fastrtps_port<n>_el` (`_sl` where
several may), and that others write to, who have only mapped it. A counter in it says how many have it open, and the
last one to close it removes it: so every process that is killed leaves each port that it had open behind for good, also
those whose reader has ended in order and taken the lock file away (seen with Fast DDS 2.14.5; `~Port` and
`open_port_internal` in `rtps/transport/shared_mem/SharedMemGlobal.hpp`). What is neither locked nor mapped is nobody's.

A process of another user that cannot be looked into could only write to a port that is not its own, as root; and who
writes to a port without a reader makes it anew himself.
"""

from __future__ import annotations

import fcntl
import os
import re
from collections.abc import Mapping, Set
from contextlib import suppress
from pathlib import Path

from robot_cells.bringup.port_mutex import held_mutexes
from robot_cells.bringup.shared_memory import FOLDER, remove

_NAME = re.compile(r"(?:sem\.)?((?:fastrtps|fastdds)_(?:port(\d+)|[0-9a-f]+))(?:_el|_sl|_mutex)?")
_LOCKS = ("_el", "_sl")
_ROAMING = range(7000, 7400)
"""Ports that Fast DDS gives out to whoever comes, of any domain."""
_FIRST_PORT, _PORTS_A_DOMAIN = 7400, 250
"""DDSI-RTPS 2.5, section 9.6.2."""


def sweep(since_s: float, domain: int, folder: Path = FOLDER) -> tuple[str, ...]:
    """Remove what nobody has locked or mapped and is ours; its names.

    Segments are removed that were made after `since_s` (Unix time), and ports of this domain and of the range that all
    share, whenever they were made: one that an earlier line has left is taken up again as it is by the next.
    """
    found = {base: files for base, files in _files(folder, domain).items() if _is_ours(base, files, since_s)}
    mutexes = sorted(path.name.removeprefix("sem.") for files in found.values() for path in files if _is_mutex(path))
    removed: list[str] = []
    with held_mutexes(mutexes) as held:
        mapped = mapped_files(folder, except_own=frozenset(f"sem.{name}" for name in held))
        for _, files in sorted(found.items()):
            if not any(path.name in mapped for path in files) and not any(map(_is_locked, files)):
                removed += [path.name for path in files if remove(path)]
    return tuple(removed)


def mapped_files(folder: Path, except_own: Set[str] = frozenset()) -> frozenset[str]:
    """The names of the files in this folder that a process has mapped; `except_own` this one itself has."""
    found: set[str] = set()
    start = f"{folder}/"
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        with suppress(OSError):  # It has ended, or is none of our business.
            lines = (entry / "maps").read_text(encoding="utf-8", errors="replace").splitlines()
            names = {line[line.index(start) + len(start) :] for line in lines if start in line}
            found |= names - except_own if int(entry.name) == os.getpid() else names
    return frozenset(found)


def _files(folder: Path, domain: int) -> Mapping[str, list[Path]]:
    """What belongs together: a segment or port, its locks and its mutex."""
    found: dict[str, list[Path]] = {}
    for path in sorted(folder.iterdir()):
        match = _NAME.fullmatch(path.name)
        if match is not None and (match[2] is None or is_port_of(int(match[2]), domain)):
            found.setdefault(match[1], []).append(path)
    return found


def is_port_of(number: int, domain: int) -> bool:
    """Whether the port of this number is of this domain, or of the range that all share."""
    return number in _ROAMING or (number - _FIRST_PORT) // _PORTS_A_DOMAIN == domain


def _is_ours(base: str, files: list[Path], since_s: float) -> bool:
    try:
        states = [path.stat() for path in files]
    except FileNotFoundError:
        return False  # Somebody else is just removing it.
    is_new = "port" in base or max(item.st_ctime for item in states) >= since_s
    return is_new and all(item.st_uid == os.getuid() for item in states)


def _is_mutex(path: Path) -> bool:
    return path.name.startswith("sem.")


def _is_locked(path: Path) -> bool:
    if not path.name.endswith(_LOCKS):
        return False
    try:
        with path.open("rb") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except FileNotFoundError:
        return False
    return False
