"""The UDP sockets of another process, reached from outside it (Linux: `pidfd_getfd(2)`)."""

from __future__ import annotations

import ctypes
import os
import re
import socket
import struct
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path

from robot_cells.errors import BringupError

_PIDFD_GETFD = 438
"""The number of the system call, the same on every architecture (Linux 5.6 and later)."""
_SO_ATTACH_FILTER, _SO_DETACH_FILTER = 26, 27
_LOAD_HALF_WORD, _JUMP_IF_EQUAL, _RETURN = 0x28, 0x15, 0x06
"""Classic BPF: `ldh [k]`, `jeq #k`, `ret #k` (Linux, Documentation/networking/filter.rst)."""
_WHOLE, _NOTHING = 0xFFFFFFFF, 0


class DatagramSocket:
    """One socket of another process: its local port, and what it hears no more."""

    def __init__(self, port: int, handle: socket.socket) -> None:
        self.port = port
        self._handle = handle

    def drop_from(self, ports: Collection[int]) -> None:
        """Have the kernel throw away what comes from these source ports; none: hear everything again."""
        if not ports:
            with suppress(FileNotFoundError):  # There was no filter.
                self._handle.setsockopt(socket.SOL_SOCKET, _SO_DETACH_FILTER, struct.pack("i", 0))
            return
        # A filter on a UDP socket sees the datagram from its header on, which begins with the source port.
        program = [(_LOAD_HALF_WORD, 0, 0, 0)]
        program += [(_JUMP_IF_EQUAL, len(ports) - index, 0, port) for index, port in enumerate(sorted(ports))]
        program += [(_RETURN, 0, 0, _WHOLE), (_RETURN, 0, 0, _NOTHING)]
        code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *step) for step in program))
        value = struct.pack("@HP", len(program), ctypes.addressof(code))
        self._handle.setsockopt(socket.SOL_SOCKET, _SO_ATTACH_FILTER, value)

    def close(self) -> None:
        """Let go of this end; the process keeps its own."""
        self._handle.close()


def sockets_of(pid: int) -> tuple[DatagramSocket, ...]:
    """The UDP sockets that a process has now; none when it is gone.

    Raises `BringupError` where the machine does not allow it.
    """
    found: list[DatagramSocket] = []
    try:
        process = os.pidfd_open(pid)
    except ProcessLookupError:
        return ()
    try:
        ports = _ports_by_inode(pid)
        for descriptor in Path(f"/proc/{pid}/fd").iterdir():
            port = ports.get(_inode(descriptor))
            if port is not None:
                found.append(DatagramSocket(port, socket.socket(fileno=_taken(process, int(descriptor.name)))))
    except (ProcessLookupError, FileNotFoundError):
        return ()
    finally:
        os.close(process)
    return tuple(found)


def _taken(process: int, descriptor: int) -> int:
    library = ctypes.CDLL(None, use_errno=True)
    taken = int(library.syscall(_PIDFD_GETFD, process, descriptor, 0))
    if taken >= 0:
        return taken
    error = OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    if isinstance(error, ProcessLookupError):
        raise error
    raise BringupError(
        f"The sockets of a process of the line cannot be reached: {error.strerror}.",
        remedy="Cutting needs Linux 5.6 and the right to trace one's own processes; leave --cuts away.",
    ) from error


def _ports_by_inode(pid: int) -> dict[int, int]:
    """The local port of every UDP socket in the network that the process is in."""
    result: dict[int, int] = {}
    for table in ("udp", "udp6"):
        with suppress(FileNotFoundError):
            for line in Path(f"/proc/{pid}/net/{table}").read_text(encoding="ascii").splitlines()[1:]:
                fields = line.split()
                result[int(fields[9])] = int(fields[1].rpartition(":")[2], 16)
    return result


def _inode(descriptor: Path) -> int:
    try:
        target = str(descriptor.readlink())
    except FileNotFoundError:
        return -1
    match = re.fullmatch(r"socket:\[(\d+)\]", target)
    return int(match[1]) if match else -1
