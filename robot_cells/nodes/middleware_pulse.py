"""Whether Fast DDS still moves in a process, seen without any traffic.

Each DDS participant has a thread for its timers, named `dds.ev.N` (Fast DDS 2 and 3 alike). It announces the
participant at least every few seconds, every half second here (`bringup/fastdds.xml`), so the kernel's count of its
context switches grows (`proc(5)`, `/proc/PID/task/TID/status`). A thread that waits for a lock that it never gets has
a count that stands still.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

EVENT_THREADS = "dds.ev."
"""What the names of the threads begin with."""
OWN_THREADS = Path("/proc/self/task")
"""The threads of this process."""
_RUNNABLE = ("R", "D")
"""A thread in these states wants nothing but the processor or a disk: it is starved, it does not stand still."""


@dataclass(frozen=True, slots=True)
class ThreadRuns:
    """How often a thread has run so far, and whether it would run if it could."""

    count: int
    is_runnable: bool


class MiddlewarePulse:
    """Compares now with the last `mark`; `only` names the threads that count, None is every event thread there is.

    Where there is no such thread (another middleware, another system) nothing is known, and nobody should conclude
    anything.
    """

    def __init__(self, threads: Path = OWN_THREADS, only: frozenset[int] | None = None) -> None:
        self._threads = threads
        self._only = only
        self._seen: Mapping[int, ThreadRuns] = self._runs()
        self._marked = self._seen

    def mark(self) -> None:
        """What has run until `moved` was asked last counts no more."""
        self._marked = self._seen

    def moved(self) -> bool | None:
        """Whether every event thread that there was at the mark, and is now, has run since; None without any."""
        self._seen = self._runs()
        now = self._seen
        known = [thread for thread in self._marked if thread in now]
        if not known:
            return None
        return all(now[thread].is_runnable or now[thread].count != self._marked[thread].count for thread in known)

    def _runs(self) -> Mapping[int, ThreadRuns]:
        found = event_threads(self._threads)
        return found if self._only is None else {key: value for key, value in found.items() if key in self._only}


def event_threads(threads: Path = OWN_THREADS) -> dict[int, ThreadRuns]:
    """The event threads of a process by their ids, in rising order; empty where there is no such folder."""
    found: dict[int, ThreadRuns] = {}
    with suppress(OSError):
        for folder in sorted(threads.iterdir(), key=lambda item: int(item.name)):
            with suppress(OSError):  # It has ended since the folder was listed.
                runs = _runs_of(folder)
                if runs is not None:
                    found[int(folder.name)] = runs
    return found


def _runs_of(folder: Path) -> ThreadRuns | None:
    if not (folder / "comm").read_text(errors="replace").startswith(EVENT_THREADS):
        return None
    fields = dict(line.split(":", 1) for line in (folder / "status").read_text(errors="replace").splitlines())
    count = int(fields["voluntary_ctxt_switches"]) + int(fields["nonvoluntary_ctxt_switches"])
    return ThreadRuns(count, fields["State"].strip()[0] in _RUNNABLE)
