"""What ends processes that are nobody's children: the kernel kills them when the last who keeps them alive is gone."""

from __future__ import annotations

import fcntl
import os
import select
import signal


class Lifeline:
    """A pipe that nobody writes to. Whoever has its end for writing keeps alive all that hang on its other end.

    The death of a parent cannot be used for that (`PR_SET_PDEATHSIG`): these processes shall outlive their parent.
    """

    def __init__(self) -> None:
        self._ends = os.pipe()

    @property
    def descriptors(self) -> tuple[int, int]:
        """The ends for reading and for writing, to be inherited by whoever else is to keep the others alive."""
        return self._ends

    def cut(self) -> None:
        """Let go: where nobody else holds the line, what still hangs on it is killed at once."""
        for descriptor in self._ends:
            os.close(descriptor)


def hang_on(reading: int, writing: int) -> None:
    """Have this process killed (SIGKILL, also where it is stopped) when nobody has the pipe open for writing any more.

    Both ends are closed here. By `fcntl(2)`, `F_SETSIG`: a descriptor with `O_ASYNC` has its owner told by that signal.
    """
    # Opened anew, since the owner belongs to what a fork shares.
    own = os.open(f"/proc/self/fd/{reading}", os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    os.close(reading)
    os.close(writing)
    fcntl.fcntl(own, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(own, fcntl.F_SETSIG, signal.SIGKILL)
    fcntl.fcntl(own, fcntl.F_SETFL, fcntl.fcntl(own, fcntl.F_GETFL) | os.O_ASYNC)
    poll = select.poll()
    poll.register(own, 0)
    if poll.poll(0):
        os.kill(os.getpid(), signal.SIGKILL)  # It was too late to be told.
