"""Memory and processor time of the processes of a running line."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass

import psutil


@dataclass(frozen=True, slots=True)
class ProcessFootprint:
    """One process with its children: the largest memory seen, in MiB, and the mean load, in shares of one core.

    `uss_mib` is what would be free without it; `pss_mib` counts pages that are shared by n processes as 1/n.
    """

    name: str
    pss_mib: float
    uss_mib: float
    cores: float


@dataclass(slots=True)
class _Seen:
    first_s: float
    first_cpu_s: float
    latest_s: float
    latest_cpu_s: float
    pss_mib: float = 0.0
    uss_mib: float = 0.0


class FootprintSampler:
    """Looks at processes whenever `sample` is called; a restarted process counts as another one."""

    def __init__(self) -> None:
        self._seen: dict[tuple[str, int], _Seen] = {}

    def sample(self, pids: Mapping[str, int]) -> None:
        """Take the figures of now; a process that has just ended is passed over."""
        for name, pid in pids.items():
            try:
                self._take(name, psutil.Process(pid))
            except psutil.NoSuchProcess:
                continue

    def result(self) -> tuple[ProcessFootprint, ...]:
        """The figures by process, the largest first."""
        found = []
        for (name, _), seen in self._seen.items():
            span_s = seen.latest_s - seen.first_s
            cores = (seen.latest_cpu_s - seen.first_cpu_s) / span_s if span_s > 0 else 0.0
            found.append(ProcessFootprint(name, round(seen.pss_mib, 1), round(seen.uss_mib, 1), round(cores, 3)))
        return tuple(sorted(found, key=lambda item: (-item.pss_mib, item.name)))

    def _take(self, name: str, process: psutil.Process) -> None:
        now_s = time.monotonic()
        family = [_taken(process), *map(_taken_if_there, process.children(recursive=True))]
        cpu_s, pss_mib, uss_mib = (sum(values) for values in zip(*family, strict=True))
        seen = self._seen.setdefault((name, process.pid), _Seen(now_s, cpu_s, now_s, cpu_s))
        seen.latest_s, seen.latest_cpu_s = now_s, max(seen.latest_cpu_s, cpu_s)
        seen.pss_mib = max(seen.pss_mib, pss_mib)
        seen.uss_mib = max(seen.uss_mib, uss_mib)


def _taken(process: psutil.Process) -> tuple[float, float, float]:
    """Processor time so far, with that of children that have ended, in seconds; PSS and USS in MiB."""
    with process.oneshot():
        used = process.cpu_times()
        memory = process.memory_full_info()
    cpu_s = used.user + used.system + used.children_user + used.children_system
    return cpu_s, memory.pss / 2**20, memory.uss / 2**20


def _taken_if_there(child: psutil.Process) -> tuple[float, float, float]:
    try:
        return _taken(child)
    except psutil.NoSuchProcess:
        return 0.0, 0.0, 0.0
