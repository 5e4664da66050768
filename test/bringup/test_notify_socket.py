import os
import select
import subprocess
import sys

from robot_cells.bringup.notify_socket import NotifySocket
from robot_cells.nodes.readiness import tell_ready


def test_a_process_that_is_up_says_so_with_its_id(monkeypatch) -> None:
    listener = NotifySocket()
    monkeypatch.setenv("NOTIFY_SOCKET", listener.address)
    assert listener.receive() == []
    tell_ready()
    code = "from robot_cells.nodes.readiness import tell_ready; tell_ready()"
    child = subprocess.Popen([sys.executable, "-c", code], env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)})
    assert child.wait(30) == 0
    assert select.select([listener.descriptor], [], [], 10)[0]
    assert listener.receive() == [os.getpid(), child.pid]
    listener.close()
    tell_ready()  # nobody listens any more: no harm


def test_nothing_is_said_where_nobody_asked(monkeypatch) -> None:
    monkeypatch.delenv("NOTIFY_SOCKET", raising=False)
    tell_ready()
