from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

from robot_cells.chaos.living_process import send_to_living

SLEEPER = [sys.executable, "-c", "import sys; sys.stdin.read()"]


def test_a_process_that_lives_gets_the_signal() -> None:
    process = subprocess.Popen(SLEEPER, stdin=subprocess.PIPE)
    send_to_living(process.pid, signal.SIGKILL)
    process.communicate()
    assert process.returncode == -signal.SIGKILL


def test_what_nobody_has_asked_after_is_no_living_process_and_what_is_gone_neither() -> None:
    process = subprocess.Popen(SLEEPER, stdin=subprocess.PIPE)
    process.kill()
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
    os.kill(process.pid, 0)  # This would find it still.
    with pytest.raises(ProcessLookupError):
        send_to_living(process.pid, signal.SIGSTOP)
    process.communicate()
    with pytest.raises(ProcessLookupError):
        send_to_living(process.pid, signal.SIGSTOP)
