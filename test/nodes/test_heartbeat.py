"""The word of a real process, heard as the supervisor hears it."""

from __future__ import annotations

import os
import select
import subprocess
import sys
import time
from pathlib import Path

from robot_cells.bringup.notify_socket import NotifySocket
from robot_cells.bringup.watchdog import Watchdog

LIMIT_S = 4.0
PATIENCE_S = 30.0
PROGRAM = """\
import threading
from robot_cells.nodes.heartbeat import Heartbeat

class Loop:
    name, is_alive = "loop press", True
    def post(self, work):
        if {answers}: threading.Timer(0.01, work).start()

heartbeat = Heartbeat(lambda: (Loop(),), {limit_s}, print)
heartbeat.start()
{work}
threading.Event().wait()
"""
HELD_S = 1.5
HOLD = f"""\
import time
def hold(numbers):
    # One call of the interpreter: no other thread of it runs meanwhile.
    begun_s = time.monotonic()
    sum(range(numbers))
    return time.monotonic() - begun_s
trial_s = hold(2_000_000)
hold(int(2_000_000 * {HELD_S + 0.2} / trial_s))
"""


class Listener:
    """What a process says, and what a watchdog makes of it."""

    def __init__(self, work: str, *, answers: bool, folder: Path) -> None:
        self.socket = NotifySocket()
        self.watchdog = Watchdog(LIMIT_S)
        code = PROGRAM.format(answers=answers, limit_s=LIMIT_S, work=work)
        environment = {**os.environ, "NOTIFY_SOCKET": self.socket.address, "PYTHONPATH": os.pathsep.join(sys.path)}
        self.log = folder / "log"
        with self.log.open("w") as log:
            self.process = subprocess.Popen([sys.executable, "-c", code], env=environment, stderr=log)
        self.words = 0
        self.longest_s = 0.0
        self._heard_s: float | None = None

    def listen(self) -> dict[int, str]:
        """Wait for a moment, then look as the supervisor does."""
        select.select([self.socket.descriptor], [], [], 0.5)
        now_s = time.monotonic()
        for word in self.socket.receive():
            if word.is_alive:
                self.words += 1
                self.longest_s = max(self.longest_s, 0.0 if self._heard_s is None else now_s - self._heard_s)
                self._heard_s = now_s
                self.watchdog.alive(word.pid, now_s)
            if word.status is not None:
                self.watchdog.status(word.pid, word.status)
        return self.watchdog.look(now_s)

    def __enter__(self) -> Listener:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait()
        self.socket.close()


def test_a_process_that_is_busy_for_a_second_without_letting_any_other_thread_run_is_not_taken_for_dead(
    tmp_path: Path,
) -> None:
    with Listener(HOLD, answers=True, folder=tmp_path) as it:
        deadline_s = time.monotonic() + PATIENCE_S
        while it.words < 5:
            assert it.listen() == {}
            assert time.monotonic() < deadline_s
        assert it.longest_s > HELD_S
    assert it.log.read_text() == ""


def test_a_process_whose_loop_stands_still_says_which_one_and_falls_silent(tmp_path: Path) -> None:
    with Listener("", answers=False, folder=tmp_path) as it:
        deadline_s = time.monotonic() + PATIENCE_S
        while not (found := it.listen()):
            assert time.monotonic() < deadline_s
        assert found == {it.process.pid: f"it said nothing for {LIMIT_S:g} s: its thread loop press stands still"}
    assert "loop press stands still; the stacks of all threads follow" in it.log.read_text()
