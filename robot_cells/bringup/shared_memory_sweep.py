"""What nobody uses any more of Fast DDS's files in /dev/shm, ports among them: removed when a line has ended.

A port `fastrtps_port<n>` is a queue that one participant reads, holding a lock on `fastrtps_port<n>_el` (`_sl` where
several may), and that others write to, who have only mapped it. A counter in it says how many have it open, and the
last one to close it removes it: so every process that is killed leaves each port that it had open behind for good, also
those whose reader has ended in order and taken the lock file away (seen with Fast DDS 2.14.5; `~Port` and
`open_port_internal` in `rtps/transport/shared_mem/SharedMemGlobal.hpp`). What is neither locked, nor open, nor
mapped is nobody's; nor is what has a lock that nobody has open, although others may still have it mapped to write to
one who is dead: they let go of it by and by, and would leave it.

Lines that run beside each other share the range from 7000, so one sweep is made at a time: two would each take the
other's look at a mutex for somebody who opens the port. Only the mutexes of what looks abandoned are taken, and under
them everything is looked at once more.

A process of another user that cannot be looked into could only write to a port that is not its own, as root; and who
writes to a port without a reader makes it anew himself.
"""

from __future__ import annotations

import fcntl
import os
import re
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from robot_cells.bringup.files_in_use import files_in_use
from robot_cells.bringup.lock_file import claimed
from robot_cells.bringup.port_mutex import held_mutexes
from robot_cells.bringup.shared_memory import FOLDER, remove, remove_leftovers

_NAME = re.compile(r"(?:sem\.)?((?:fastrtps|fastdds)_(?:port(\d+)|[0-9a-f]+))(?:_el|_sl|_mutex)?")
_LOCKS = ("_el", "_sl")
ROAMING = range(7000, 7400)
"""Ports that Fast DDS gives out to whoever comes, of any domain."""
_FIRST_PORT, _PORTS_A_DOMAIN = 7400, 250
"""DDSI-RTPS 2.5, section 9.6.2."""
_TURN_S = 2.0
"""So long another's sweep is waited for; one takes some hundredths of a second. Its process may have been frozen."""
_LOOK_S = 0.01
_AGAIN_S = 0.5
"""So long what somebody seemed to be just opening is looked at again: a participant that seeks a free number passes by
many, and has the mutex of each for a moment."""

_Files = Mapping[Path, int]
"""What belongs together: a segment or port, its locks and its mutex, each with its inode."""


def sweep(since_s: float, domain: int, folder: Path = FOLDER) -> tuple[str, ...]:
    """Remove what nobody has locked or mapped and is ours; its names.

    Segments are removed that were made after `since_s` (Unix time), and ports of this domain and of the range that all
    share, whenever they were made: one that an earlier line has left is taken up again as it is by the next.
    """
    # Who has mapped a segment of the dead has heard from them; it hinders nobody that it loses its name.
    removed = [*remove_leftovers(since_s, folder)]
    with turn(folder):
        there = _files(folder, domain)
        found: Mapping[str, _Files] = {base: there[base] for base in there if _is_ours(base, there[base], since_s)}
        deadline_s = time.monotonic() + _AGAIN_S
        while found:
            removed += _removed_of(found, folder)
            found = _passed_by(found, folder)
            if not found or time.monotonic() > deadline_s:
                break
            time.sleep(_LOOK_S)
    return tuple(removed)


def _removed_of(ours: Mapping[str, _Files], folder: Path) -> list[str]:
    """Remove what is nobody's of these; its names."""
    found = _not_in(files_in_use(folder), ours)
    mutexes = sorted(path.name.removeprefix("sem.") for files in found.values() for path in files if _is_mutex(path))
    removed: list[str] = []
    with held_mutexes(mutexes) as mine:
        own = frozenset(f"sem.{name}" for name in mine.held)
        for base, files in _not_in(files_in_use(folder, except_own=own), found).items():
            removed += _removed(folder / base, files)
    return removed


def _passed_by(found: Mapping[str, _Files], folder: Path) -> Mapping[str, _Files]:
    """Those of which somebody has the mutex, and nothing else, and that are there still."""
    there = {base: files for base, files in found.items() if any(map(_is_mutex, files)) and _are_there(files)}
    if not there:
        return there
    used = files_in_use(folder)
    bare = {base: {path: node for path, node in files.items() if not _is_mutex(path)} for base, files in there.items()}
    alone = _not_in(used, bare)
    return {base: there[base] for base in alone if base not in _not_in(used, there)}


def _are_there(files: _Files) -> bool:
    return all(_inode(path) == node for path, node in files.items())


@contextmanager
def turn(folder: Path) -> Iterator[None]:
    """Within this context no other process sweeps, as far as those go that do so within `_TURN_S`."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    deadline_s = time.monotonic() + _TURN_S
    try:
        while time.monotonic() < deadline_s:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                time.sleep(_LOOK_S)
        yield
    finally:
        os.close(handle)


def _files(folder: Path, domain: int) -> Mapping[str, _Files]:
    found: dict[str, dict[Path, int]] = {}
    for path in sorted(folder.iterdir()):
        match = _NAME.fullmatch(path.name)
        if match is not None and (match[2] is None or is_port_of(int(match[2]), domain)):
            found.setdefault(match[1], {})[path] = _inode(path)
    return found


def _not_in(used: frozenset[str], found: Mapping[str, _Files]) -> Mapping[str, _Files]:
    return {base: files for base, files in found.items() if not any(name in used for name in _proofs(files))}


def _proofs(files: _Files) -> list[str]:
    """What shows by its use that somebody lives: not the mapping of what has a lock, which its reader has open."""
    has_lock = any(path.name.endswith(_LOCKS) for path in files)
    return [path.name for path in files if not has_lock or path.name.endswith((*_LOCKS, "_mutex"))]


def _removed(base: Path, files: _Files) -> list[str]:
    """The names of what was there and is gone; nothing where somebody has a lock, or has made one of the files anew."""
    locks = [base.with_name(base.name + end) for end in _LOCKS]
    with ExitStack() as stack:
        for path in locks:
            if path in files and stack.enter_context(claimed(path)) is None:
                return []
        if any(_inode(path) != files.get(path, 0) for path in (*locks, *files)):
            return []
        return [path.name for path in files if remove(path)]


def _inode(path: Path) -> int:
    """Zero where it is gone."""
    try:
        return path.stat().st_ino
    except FileNotFoundError:
        return 0


def is_port_of(number: int, domain: int) -> bool:
    """Whether the port of this number is of this domain, or of the range that all share."""
    return number in ROAMING or (number - _FIRST_PORT) // _PORTS_A_DOMAIN == domain


def _is_ours(base: str, files: _Files, since_s: float) -> bool:
    try:
        states = [path.stat() for path in files]
    except FileNotFoundError:
        return False  # Somebody else is just removing it.
    is_new = "port" in base or max(item.st_ctime for item in states) >= since_s
    return is_new and all(item.st_uid == os.getuid() for item in states)


def _is_mutex(path: Path) -> bool:
    return path.name.startswith("sem.")
