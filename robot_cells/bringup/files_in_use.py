"""Which files of a folder living processes have open or mapped, by `/proc/*/fd` and `/proc/*/maps` (`proc(5)`).

A file that has lost its name counts for nobody, also where another one bears it now. Processes that this one may not
look into, of other users, are left out.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Set
from contextlib import suppress
from pathlib import Path

_GONE = " (deleted)"


def files_in_use(folder: Path, except_own: Set[str] = frozenset()) -> frozenset[str]:
    """The names of the files in this folder that a process has open or mapped; `except_own` this one itself has."""
    found = set(opened_files(folder))
    start = f"{folder}/"
    for entry in _processes():
        with suppress(OSError):  # It has ended, or is none of our business.
            lines = (entry / "maps").read_text(encoding="utf-8", errors="replace").splitlines()
            names = {line[line.index(start) + len(start) :] for line in lines if start in line}
            found |= names - except_own if int(entry.name) == os.getpid() else names
    return frozenset(name for name in found if not name.endswith(_GONE))


def opened_files(folder: Path) -> frozenset[str]:
    """The names of the files in this folder that a process has open; a tenth of the price of `files_in_use`."""
    found: set[str] = set()
    start = f"{folder}/"
    for entry in _processes():
        with suppress(OSError):
            for descriptor in (entry / "fd").iterdir():
                with suppress(OSError):  # It has just been closed.
                    target = str(descriptor.readlink())
                    if target.startswith(start) and not target.endswith(_GONE):
                        found.add(target.removeprefix(start))
    return frozenset(found)


def _processes() -> Iterator[Path]:
    return (entry for entry in Path("/proc").iterdir() if entry.name.isdigit())
