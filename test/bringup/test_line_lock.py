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
