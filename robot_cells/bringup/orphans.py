"""Children of a child that has died, taken over by this process (`prctl(2)`, `PR_SET_CHILD_SUBREAPER`)."""

from __future__ import annotations

import ctypes
import os
from contextlib import suppress

_PR_SET_CHILD_SUBREAPER = 36
_PR_GET_CHILD_SUBREAPER = 37


def take_orphans(wanted: bool) -> bool:
    """Whether this process becomes the parent of what its children leave behind; gives how it was before."""
    libc = ctypes.CDLL(None, use_errno=True)
    before = ctypes.c_int()
    libc.prctl(_PR_GET_CHILD_SUBREAPER, ctypes.byref(before), 0, 0, 0)
    libc.prctl(_PR_SET_CHILD_SUBREAPER, ctypes.c_ulong(wanted), 0, 0, 0)
    return bool(before.value)


class Orphans:
    """Those that were taken over, each by its name and process id; descriptors become readable when they end."""

    def __init__(self) -> None:
        self._descriptors: dict[str, int] = {}

    @property
    def descriptors(self) -> list[int]:
        """To be waited on."""
        return list(self._descriptors.values())

    @property
    def names(self) -> tuple[str, ...]:
        """Those that are watched."""
        return tuple(self._descriptors)

    def adopt(self, name: str, pid: int) -> bool:
        """Watch a child of this process; whether there is one with this id, alive or dead."""
        if name not in self._descriptors:
            try:
                os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT)
            except ChildProcessError:
                return False
            self._descriptors[name] = os.pidfd_open(pid)
        return True

    def ended(self, ready: list[int]) -> dict[str, int]:
        """Those whose descriptors are ready, with their exit codes (negative: the signal); watched no longer."""
        found: dict[str, int] = {}
        for name, descriptor in list(self._descriptors.items()):
            if descriptor in ready:
                result = os.waitid(os.P_PIDFD, descriptor, os.WEXITED)
                assert result is not None
                found[name] = result.si_status if result.si_code == os.CLD_EXITED else -result.si_status
                self._forget(name)
        return found

    def reap(self) -> None:
        """Ask after all that have ended, and watch nobody any longer."""
        for name, descriptor in list(self._descriptors.items()):
            with suppress(ChildProcessError):
                os.waitid(os.P_PIDFD, descriptor, os.WEXITED | os.WNOHANG)
            self._forget(name)

    def _forget(self, name: str) -> None:
        os.close(self._descriptors.pop(name))
