import os
import subprocess
import sys
import time

import pytest

from robot_cells.bringup.line_lock import LineLock, check_free
from robot_cells.errors import BringupError

DOMAIN = 4711
"""No domain that ROS could use, so no line that runs on this machine is disturbed."""


def test_a_second_line_in_the_same_domain_and_namespace_is_refused_with_the_owner_named() -> None:
    first, second = LineLock(DOMAIN, "/plant"), LineLock(DOMAIN, "/plant")
    first.acquire()
    with pytest.raises(BringupError, match=r"domain 4711, namespace /plant \(process \d+\)"):
        second.acquire()
    first.release()
    second.acquire()
    second.release()


def test_other_namespaces_and_domains_are_free() -> None:
    locks = [LineLock(DOMAIN, "/plant"), LineLock(DOMAIN, "/"), LineLock(DOMAIN, "/plant/b"), LineLock(DOMAIN + 1, "/")]
    for lock in locks:
        lock.acquire()
    for lock in locks:
        lock.release()


def test_whether_a_domain_is_free_is_asked_without_taking_it() -> None:
    check_free(DOMAIN, "plant")
    with_lock = LineLock(DOMAIN, "/plant")
    with_lock.acquire()
    with pytest.raises(BringupError, match="already running in domain 4711, namespace /plant"):
        check_free(DOMAIN, "plant/")
    with_lock.release()
    check_free(DOMAIN, "plant")


def test_a_line_that_was_killed_is_known_to_the_next_one_and_one_that_was_released_is_forgotten() -> None:
    lock, after, later = LineLock(DOMAIN, "/killed"), LineLock(DOMAIN, "/killed"), LineLock(DOMAIN, "/killed")
    killed = "import os; from robot_cells.bringup.line_lock import LineLock; "
    killed += f"LineLock({DOMAIN}, '/killed').acquire(); os.kill(os.getpid(), 9)"
    lock.acquire()
    lock.release()
    began_s = time.time()
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    subprocess.run([sys.executable, "-c", killed], env=environment, check=False)
    check_free(DOMAIN, "/killed")
    after.acquire()
    assert after.broken_since_s is not None and began_s - 0.001 <= after.broken_since_s <= time.time()
    after.release()
    later.acquire()
    assert later.broken_since_s is None
    later.release()


HEIR = f"""
import os, sys
from robot_cells.bringup.line_lock import LineLock
lock = LineLock({DOMAIN}, "/heir")
lock.acquire()
if os.fork():
    os.kill(os.getpid(), 9)
print("left alone", flush=True)
sys.stdin.read()
"""


def test_what_a_killed_line_has_left_running_is_waited_for_and_not_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    killed = subprocess.Popen(
        [sys.executable, "-c", HEIR], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
    )
    assert killed.stdout is not None and killed.stdout.readline() == "left alone\n"
    # Nobody has asked after the one that was killed: it still has its process id.
    monkeypatch.setattr("robot_cells.bringup.line_lock.ENDING_S", 0.0)
    with pytest.raises(BringupError, match="already running"):
        check_free(DOMAIN, "/heir")
    monkeypatch.setattr("robot_cells.bringup.line_lock.ENDING_S", 60.0)
    looks: list[float] = []

    def end_it_at_the_second_look(duration_s: float) -> None:
        looks.append(duration_s)
        if len(looks) == 2:
            killed.communicate()

    monkeypatch.setattr(time, "sleep", end_it_at_the_second_look)
    check_free(DOMAIN, "/heir")
    assert len(looks) >= 2
