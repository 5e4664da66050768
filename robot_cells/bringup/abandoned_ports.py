"""Shared-memory ports of Fast DDS whose reader was killed: a process that starts takes others.

Whoever had such a port open goes on to push into it, as the health of the ports that it writes to is looked at once a
second (`SharedMemWatchdog::period`, `WatchTask::run` in `SharedMemGlobal.hpp`, Fast DDS 2.14). A successor that opens a
port of the same number opens a new one, so until then the others' word does not reach it: a restarted orchestrator
heard its cells after 1.3 to 1.8 s, on ports of its own after 0.2 to 0.6 s.

A participant takes the first port that nobody has locked (`RTPSParticipantImpl::createReceiverResources`), and says in
its first announcement which one that is. So the abandoned ones are held locked while it looks, and removed then: who
finds the lock of a port that nobody holds takes the mutex in it to give back what its reader had in hand, which takes a
second more where the reader was killed while it had that mutex itself (`recover_blocked_processing`).

Several lines start and end at the same time, and the range from 7000 is everybody's. A reader that lives, frozen ones
too, has its lock, and who makes a port makes it under its named mutex. So a port is removed only under that mutex, and
only where its lock is still the file that was held: its number may be somebody else's by then.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from robot_cells.bringup.lock_file import bears, claimed
from robot_cells.bringup.port_mutex import held_mutexes
from robot_cells.bringup.shared_memory import FOLDER, PREFIXES, remove_files_of
from robot_cells.bringup.shared_memory_sweep import ROAMING, is_port_of, turn

_LOCK = "_el"
MOST = 20
"""So many are held, those of the domain first, then the youngest: a participant gives up after a hundred numbers
(`mutation_tries`), and those of its domain come to an end. Each is there until the next process has started, so there
are few."""


@contextmanager
def abandoned_ports_held(domain: int, folder: Path = FOLDER) -> Iterator[frozenset[str]]:
    """Within this context no participant opens a port of this domain whose reader is dead; the names of their locks.

    Afterwards they are gone.
    """
    with ExitStack() as stack:
        held: dict[Path, int] = {}
        for path in _youngest_first(folder, domain):
            if len(held) == MOST:
                break
            if not path.with_name(path.name.removesuffix(_LOCK)).exists():
                continue  # Whoever came to a port that has but its lock, and that not to be had, would print an error.
            handle = stack.enter_context(claimed(path))
            if handle is not None:  # Else its reader lives, or somebody else has just noticed its death.
                held[path] = handle
        try:
            yield frozenset(path.name for path in held)
        finally:
            _remove(held, folder)


def _remove(held: dict[Path, int], folder: Path) -> None:
    """What is just being opened by somebody, or was when that one died, is left to the end of the line."""
    mutexes = {path: f"{path.name.removesuffix(_LOCK)}_mutex" for path in held}
    # A sweep that runs has the mutexes, and leaves what is held here to us: neither would remove it.
    with turn(folder), held_mutexes(mutexes.values()) as ours:
        for path, handle in held.items():
            if mutexes[path] not in ours.busy and bears(path, handle):
                remove_files_of(path.name.removesuffix(_LOCK), folder)


def _youngest_first(folder: Path, domain: int) -> list[Path]:
    """The locks of the ports that one participant alone may read: of this domain first, then of the range of all."""
    found: list[tuple[bool, float, str, Path]] = []
    for path in (path for prefix in PREFIXES for path in folder.glob(f"{prefix}port*{_LOCK}")):
        number = path.name.removesuffix(_LOCK).rpartition("port")[2]
        if number.isdigit() and is_port_of(int(number), domain):
            with suppress(FileNotFoundError):
                found.append((int(number) in ROAMING, -path.stat().st_mtime, path.name, path))
    return [path for *_, path in sorted(found)]
