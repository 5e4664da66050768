"""Stops single threads of another process, for as long as it runs: `python -m robot_cells.chaos.thread_stop PID NAME`.

By `ptrace(2)`: a thread that is seized and interrupted stops alone, and the others of its process go on. Says
`stopped` on standard output when every thread is whose name begins with NAME, and ends when they are gone. When it is
killed itself, the kernel lets the threads go on.
"""

from __future__ import annotations

import ctypes
import os
import sys
import threading
from contextlib import suppress
from pathlib import Path

SAID = "stopped"
_SEIZE, _INTERRUPT, _CONT = 0x4206, 0x4207, 7
_WALL = 0x40000000
"""`__WALL` of `waitpid(2)`: threads too."""
_AWAKE_S = 0.001
"""So long a thread is left alone before it is looked at again."""
_ASLEEP = "S"


def threads_of(pid: int, name: str) -> list[int]:
    """The ids of the threads of a process whose names begin so; empty where there is no such process."""
    found: list[int] = []
    with suppress(OSError):
        for folder in Path(f"/proc/{pid}/task").iterdir():
            with suppress(OSError):  # It has ended since the folder was listed.
                if (folder / "comm").read_text(errors="replace").startswith(name):
                    found.append(int(folder.name))
    return sorted(found)


def stop_thread(pid: int, thread: int) -> None:
    """Stop it while it waits for something: one that is stopped while it computes may hold the lock of all others.

    Raises `OSError` where the kernel refuses, or the thread is gone.
    """
    folder = Path(f"/proc/{pid}/task/{thread}")
    pause = threading.Event()
    _ptrace(_SEIZE, thread)
    while True:
        while _state(folder) != _ASLEEP:
            pause.wait(_AWAKE_S)
        _ptrace(_INTERRUPT, thread)
        _, status = os.waitpid(thread, _WALL)
        # The number of the system call that it is in, -1 for none (`proc(5)`).
        if not os.WIFSTOPPED(status) or not (folder / "syscall").read_text().startswith("-1"):
            return
        _ptrace(_CONT, thread)


def wait_until_gone(threads: list[int]) -> None:
    """Return when they have ended; their process cannot end before somebody has asked after them."""
    for thread in threads:
        with suppress(ChildProcessError):
            while os.WIFSTOPPED(os.waitpid(thread, _WALL)[1]):
                pass  # A signal to its process has stopped it once more.


def main() -> int:
    """Stop, say so, wait; exit code 1 with a sentence where it cannot be done."""
    pid, name = int(sys.argv[1]), sys.argv[2]
    threads = threads_of(pid, name)
    if not threads:
        print(f"Process {pid} has no thread {name!r}.", file=sys.stderr)
        return 1
    try:
        for thread in threads:
            stop_thread(pid, thread)
    except OSError as error:
        print(f"Threads of process {pid} cannot be stopped: {error}.", file=sys.stderr)
        return 1
    print(SAID, flush=True)
    wait_until_gone(threads)
    return 0


def _state(folder: Path) -> str:
    fields = dict(line.split(":", 1) for line in (folder / "status").read_text().splitlines())
    return fields["State"].strip()[0]


def _ptrace(request: int, thread: int) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    libc.ptrace.restype = ctypes.c_long
    libc.ptrace.argtypes = (ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p)
    if libc.ptrace(request, thread, None, None) < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


if __name__ == "__main__":
    sys.exit(main())
