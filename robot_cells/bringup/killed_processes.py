"""Which processes the supervisor has killed and why: written by it, read by the orchestrator, which tells people."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

KILLED_LOG = "killed.jsonl"
"""In the run directory: an object a line."""


@dataclass(frozen=True, slots=True)
class KilledProcess:
    """Killed at `at_ns` (Unix time); the reason is a clause."""

    process: str
    pid: int
    reason: str
    at_ns: int


def note_killed(path: Path, killed: KilledProcess) -> None:
    """Append it; raises `OSError`."""
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(asdict(killed)) + "\n")


class KilledProcesses:
    """What is appended to such a file, from `since_ns` (Unix time) on, each told once."""

    def __init__(self, path: Path, since_ns: int) -> None:
        self._path = path
        self._since_ns = since_ns
        self._read = 0

    def news(self) -> tuple[KilledProcess, ...]:
        """Those that have come since the last look; a line that is not whole yet comes with the next."""
        try:
            if self._path.stat().st_size == self._read:
                return ()
            with self._path.open("rb") as file:
                file.seek(self._read)
                whole = file.read().rpartition(b"\n")[0]
        except FileNotFoundError:
            return ()
        if not whole:
            return ()
        self._read += len(whole) + 1
        found = (KilledProcess(**json.loads(line)) for line in whole.splitlines())
        return tuple(item for item in found if item.at_ns >= self._since_ns)
