from __future__ import annotations

import subprocess
import sys

from robot_cells.bringup.process_ends import wait_for_ends

SLEEPER = [sys.executable, "-c", "import sys; sys.stdin.read()"]


def test_processes_that_are_gone_are_not_waited_for() -> None:
    process = subprocess.Popen(SLEEPER, stdin=subprocess.PIPE)
    process.kill()
    assert wait_for_ends([process.pid], 60.0)
    process.communicate()
    assert wait_for_ends([process.pid], 60.0)
    assert wait_for_ends([], 0.0)


def test_a_process_that_stays_is_waited_for_no_longer_than_stated() -> None:
    process = subprocess.Popen(SLEEPER, stdin=subprocess.PIPE)
    assert not wait_for_ends([process.pid], 0.05)
    process.kill()
    process.communicate()
