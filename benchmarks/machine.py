"""The machine that the figures were measured on."""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import psutil


@dataclass(frozen=True, slots=True)
class Machine:
    """What a reader needs to compare figures with their own. `load_1min` is the load average before the run."""

    measured_at: str
    processor: str
    cores: int
    memory_gib: float
    system: str
    python: str
    rclpy: str
    middleware: str
    load_1min: float


def describe_machine() -> Machine:
    """This machine, now."""
    return Machine(
        measured_at=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        processor=_processor(),
        cores=len(os.sched_getaffinity(0)),
        memory_gib=round(psutil.virtual_memory().total / 2**30, 1),
        system=f"{platform.system()} {platform.machine()}",
        python=platform.python_version(),
        rclpy=version("rclpy"),
        middleware=os.environ.get("RMW_IMPLEMENTATION", "rmw_fastrtps_cpp"),
        load_1min=round(os.getloadavg()[0], 2),
    )


def _processor() -> str:
    information = Path("/proc/cpuinfo")
    if information.exists():
        for line in information.read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()
