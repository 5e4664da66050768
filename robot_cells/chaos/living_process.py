"""Signals to processes that live: one that has ended and whose parent has not asked after it yet takes them too."""

from __future__ import annotations

import os
import select
import signal


def send_to_living(pid: int, number: int) -> None:
    """Send a signal; raises `ProcessLookupError` when there is no such process, or only a zombie of it."""
    descriptor = os.pidfd_open(pid)
    try:
        if select.select([descriptor], [], [], 0.0)[0]:
            raise ProcessLookupError(f"Process {pid} has ended.")
        signal.pidfd_send_signal(descriptor, number)
    finally:
        os.close(descriptor)
