"""Whether anybody can still reach a process over shared memory, seen without any traffic.

A port of Fast DDS is a file `/dev/shm/fastrtps_port<n>` (`fastdds_` in version 3), which its one reader has mapped and
whose lock `fastrtps_port<n>_el` it holds open. Writers find it by its name. When its reader is frozen for some seconds
they take the port for dead and make it anew under the same name; and who lets go of that one last removes what then
bears the name, which may be the port of the reader's successor (seen with Fast DDS 2.14.5: a process that is stopped
for 3 s, killed and begun again). That one goes on, reads a file without a name, and hears nothing for ever.
"""

from __future__ import annotations

import os
import re
from contextlib import suppress
from pathlib import Path

FOLDER = Path("/dev/shm")
OWN_PROCESS = Path("/proc/self")
_LOCK = re.compile(r"((?:fastrtps|fastdds)_port\d+)_[es]l")


class ListeningPorts:
    """The ports that a process reads; `except_for` names those that are none of our business.

    Where there is none (another transport, another system) none is ever lost.
    """

    def __init__(
        self, except_for: frozenset[str] = frozenset(), process: Path = OWN_PROCESS, folder: Path = FOLDER
    ) -> None:
        self._except_for = except_for
        self._process = process
        self._folder = folder
        self._read: frozenset[str] = frozenset()

    def lost(self) -> bool:
        """Whether a port that was read at the last look, and is now, is mapped here but bears its name no more."""
        # A writer holds the lock of another's port for moments: such a one is not there at two looks.
        now = read_ports(self._process, self._folder) - self._except_for
        lasting, self._read = now & self._read, now
        if not lasting:
            return False
        with suppress(OSError):
            maps = (self._process / "maps").read_bytes()
            return any(f"{self._folder}/{name}\n".encode() not in maps for name in lasting)
        return False


def read_ports(process: Path = OWN_PROCESS, folder: Path = FOLDER) -> frozenset[str]:
    """The names of the ports whose locks a process holds open."""
    found: set[str] = set()
    with suppress(OSError):
        for descriptor in (process / "fd").iterdir():
            with suppress(OSError):  # It was closed since the folder was listed.
                target = os.readlink(descriptor)  # noqa: PTH115  a string: there are many, and most are none
                match = _LOCK.fullmatch(target.rpartition("/")[2]) if target.startswith(f"{folder}/") else None
                if match is not None:
                    found.add(match[1])
    return frozenset(found)
