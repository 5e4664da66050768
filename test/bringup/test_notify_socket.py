import os
import select
import subprocess
import sys

import pytest

from robot_cells.bringup.notify_socket import NotifySocket, Word
from robot_cells.nodes.readiness import tell_alive, tell_ready, tell_status, watchdog_s


def test_a_process_that_is_up_says_so_with_its_id(monkeypatch) -> None:
    listener = NotifySocket()
    monkeypatch.setenv("NOTIFY_SOCKET", listener.address)
    assert listener.receive() == []
    tell_ready()
    code = "from robot_cells.nodes.readiness import tell_ready; tell_ready()"
    child = subprocess.Popen([sys.executable, "-c", code], env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)})
    assert child.wait(30) == 0
    assert select.select([listener.descriptor], [], [], 10)[0]
    assert listener.receive() == [Word(os.getpid(), is_ready=True), Word(child.pid, is_ready=True)]
    listener.close()
    tell_ready()  # nobody listens any more: no harm


def test_nothing_is_said_where_nobody_asked(monkeypatch) -> None:
    monkeypatch.delenv("NOTIFY_SOCKET", raising=False)
    tell_ready()


def test_a_process_says_that_it_is_alive_and_what_stands_still_and_waits_for_nobody_who_does_not_listen(
    monkeypatch,
) -> None:
    listener = NotifySocket()
    monkeypatch.setenv("NOTIFY_SOCKET", listener.address)
    tell_alive()
    tell_status("its middleware stands still")
    tell_status("")
    pid = os.getpid()
    said = [Word(pid, is_alive=True), Word(pid, status="its middleware stands still"), Word(pid, status="")]
    assert listener.receive() == said
    for _ in range(1000):  # More than the kernel keeps for one listener.
        tell_alive()
    assert Word(pid, is_alive=True) in listener.receive()
    listener.close()


@pytest.mark.parametrize(
    ("microseconds", "pid", "watched_s"),
    [
        ("", "", None),
        ("0", "", None),
        ("soon", "", None),
        ("2500000", "", 2.5),
        ("2500000", str(os.getpid()), 2.5),
        ("2500000", "1", None),
    ],
    ids=["not said", "switched off", "no number", "for all", "for this one", "for another one"],
)
def test_a_process_is_watched_where_systemd_would_watch_it(
    microseconds: str, pid: str, watched_s: float | None
) -> None:
    assert watchdog_s({"WATCHDOG_USEC": microseconds, "WATCHDOG_PID": pid}) == watched_s
