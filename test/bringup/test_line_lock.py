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
