"""Tells whoever started this process how it is: the protocol of systemd's `sd_notify(3)`.

systemd on a cell controller (`Type=notify`, `WatchdogSec=`) and the local supervisor both understand it.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Mapping

_VARIABLE = "NOTIFY_SOCKET"


def tell_ready() -> None:
    """Send `READY=1` where the environment names a socket for it; a listener that is gone is none of our business."""
    _tell("READY=1")


def tell_alive() -> None:
    """Send `WATCHDOG=1`: everything in this process moves. A listener that does not listen is not waited for."""
    _tell("WATCHDOG=1", socket.MSG_DONTWAIT)


def tell_status(text: str) -> None:
    """Send `STATUS=` with one line for people; empty takes back what was said. Nobody is waited for."""
    _tell(f"STATUS={text}", socket.MSG_DONTWAIT)


def watchdog_s(environ: Mapping[str, str] = os.environ) -> float | None:
    """After so many seconds without `tell_alive` this process is taken for dead; None where nobody watches it.

    As `sd_watchdog_enabled(3)`: `WATCHDOG_USEC`, unless `WATCHDOG_PID` says that another process is meant.
    """
    microseconds, pid = environ.get("WATCHDOG_USEC", ""), environ.get("WATCHDOG_PID", "")
    if not microseconds.isdigit() or int(microseconds) == 0 or pid not in ("", str(os.getpid())):
        return None
    return int(microseconds) * 1e-6


def _tell(word: str, flags: int = 0) -> None:
    address = os.environ.get(_VARIABLE, "")
    if not address:
        return
    # In the variable an abstract address begins with @, in the kernel with a null byte.
    target = "\0" + address[1:] if address.startswith("@") else address
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel:
        try:
            channel.sendto(f"{word}\nMAINPID={os.getpid()}\n".encode(), flags, target)
        except OSError:
            return
