"""The word that a process gives every second to whoever watches it, as long as it does its work."""

from __future__ import annotations

import faulthandler
import sys
import threading
from collections.abc import Callable, Sequence

from robot_cells.errors import BringupError
from robot_cells.nodes.listening_ports import ListeningPorts
from robot_cells.nodes.liveness import DEAF, Liveness, WatchedLoop
from robot_cells.nodes.middleware_pulse import MiddlewarePulse
from robot_cells.nodes.readiness import tell_alive, tell_status
from robot_cells.nodes.thread_name import name_this_thread

LONGEST_PERIOD_S = 1.0
"""So often, in seconds of real time, the word is given; four times within a shorter limit."""
DOUBT_LOOKS = 3
"""What has not moved for so many looks is told of. Looks, not seconds: a process that was frozen has none meanwhile."""


class Heartbeat:
    """A thread that gives the word `WATCHDOG=1` while loops turn, and the middleware moves and can be reached.

    `limit_s` is how long it may be silent. What stands still is told in a sentence (`STATUS=`), and the stacks of all
    threads go to standard error once, so that the log of a process that was killed for it says where it stood. Where
    nothing stands still but nobody can reach the middleware, `on_fault` is told, to end the process in order.
    """

    def __init__(
        self, loops: Callable[[], Sequence[WatchedLoop]], limit_s: float, on_fault: Callable[[BaseException], None]
    ) -> None:
        self._on_fault = on_fault
        self._liveness = Liveness(loops, MiddlewarePulse(), ListeningPorts())
        self._period_s = min(LONGEST_PERIOD_S, limit_s / 4.0)
        self._looks = 0
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="heartbeat", daemon=True)

    def start(self) -> None:
        """Give the first word at once, so that the process is watched from now on, and the others from a thread."""
        tell_alive()
        self._thread.start()

    def stop(self) -> None:
        """Give no more; who watches allows as long as ever for what is left to be done."""
        self._stopped.set()
        self._thread.join()

    def _run(self) -> None:
        name_this_thread()
        while not self._stopped.wait(self._period_s):
            self._beat()

    def _beat(self) -> None:
        standing = self._liveness.look()
        if not standing:
            tell_alive()
            if self._looks >= DOUBT_LOOKS:
                tell_status("")
            self._looks = 0
            return
        self._looks += 1
        if standing == (DEAF,):
            if self._looks == DOUBT_LOOKS:
                self._on_fault(_out_of_reach())
            return
        if self._looks >= DOUBT_LOOKS:
            tell_status(", ".join(standing))
        if self._looks == DOUBT_LOOKS:
            print(f"{', '.join(standing)}; the stacks of all threads follow", file=sys.stderr, flush=True)
            faulthandler.dump_traceback(sys.stderr)


def _out_of_reach() -> BringupError:
    return BringupError(
        "Nobody can reach this process any more: its port in shared memory was taken away.",
        remedy="It ends, and whoever started it starts it again.",
    )
