"""Waiting until processes are gone that are nobody's children here."""

from __future__ import annotations

import os
import select
import time
from collections.abc import Iterable
from contextlib import ExitStack, suppress


def wait_for_ends(pids: Iterable[int], timeout_s: float) -> bool:
    """Return when none of the processes is left, or after `timeout_s` seconds; whether none is left."""
    with ExitStack() as held:
        poll = select.poll()
        left = 0
        for pid in pids:
            with suppress(ProcessLookupError):
                descriptor = os.pidfd_open(pid)
                held.callback(os.close, descriptor)
                poll.register(descriptor, select.POLLIN)
                left += 1
        deadline_s = time.monotonic() + timeout_s
        while left and (left_s := deadline_s - time.monotonic()) > 0:
            for descriptor, _ in poll.poll(left_s * 1e3):
                poll.unregister(descriptor)
                left -= 1
    return left == 0
