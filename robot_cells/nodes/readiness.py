"""Tells whoever started this process that it is up: the protocol of systemd's `sd_notify(3)`.

systemd on a cell controller (`Type=notify`) and the local supervisor both understand it.
"""

from __future__ import annotations

import os
import socket

_VARIABLE = "NOTIFY_SOCKET"


def tell_ready() -> None:
    """Send `READY=1` where the environment names a socket for it; a listener that is gone is none of our business."""
    address = os.environ.get(_VARIABLE, "")
    if not address:
        return
    # In the variable an abstract address begins with @, in the kernel with a null byte.
    target = "\0" + address[1:] if address.startswith("@") else address
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel:
        try:
            channel.sendto(f"READY=1\nMAINPID={os.getpid()}\n".encode(), target)
        except OSError:
            return
