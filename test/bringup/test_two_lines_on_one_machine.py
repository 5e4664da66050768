"""Two lines beside each other: what one removes of its dead is never the other's, alive or frozen."""

import contextlib
import os
import signal
import threading
from pathlib import Path

from robot_cells.bringup.bringup_options import BringupOptions
from robot_cells.bringup.node_specs import node_specs
from robot_cells.bringup.process_state import ProcessState
from robot_cells.bringup.shared_memory import FOLDER
from robot_cells.bringup.shared_memory_sweep import sweep
from robot_cells.bringup.supervisor import Supervisor
from robot_cells.documents.plant import load_plant

LIMIT_S = 60.0
PATIENCE_S = 2 * LIMIT_S
"""The watchdog would kill what is frozen here for ten seconds."""


class Line:
    """A line in a namespace of its own, whose process of the press can be waited for."""

    def __init__(self, document: Path, run: Path, namespace: str) -> None:
        options = BringupOptions(document, run, namespace=namespace, watchdog_s=PATIENCE_S)
        self._changed = threading.Condition()
        self._again = False
        self.supervisor = Supervisor(node_specs(load_plant(document), options), options, self._on_change)

    def _on_change(self, state: ProcessState) -> None:
        with self._changed:
            self._again = self._again or (state.name == "press" and state.running and state.restarts == 1)
            self._changed.notify_all()

    def pid(self, name: str) -> int:
        return next(state.pid for state in self.supervisor.processes if state.name == name)

    def comes_back(self) -> bool:
        with self._changed:
            return self._changed.wait_for(lambda: self._again, LIMIT_S)


def locks_of(line: Line) -> dict[str, int]:
    """The lock files of the segments and ports that its processes hold, each with its inode, by their names now."""
    found: dict[str, int] = {}
    for state in line.supervisor.processes:
        for entry in Path(f"/proc/{state.pid}/fd").iterdir():
            with contextlib.suppress(FileNotFoundError):  # A descriptor that has just been closed.
                link = entry.readlink()
                if link.parent == FOLDER and link.name.endswith("_el"):
                    found[link.name] = link.stat().st_ino
    return found


def test_a_line_whose_processes_die_start_and_end_takes_nothing_from_the_one_beside_it(
    press_line: Path, tmp_path: Path
) -> None:
    lasting, dying = Line(press_line, tmp_path / "a", "/lasting"), Line(press_line, tmp_path / "b", "/dying")
    with lasting.supervisor:
        assert lasting.supervisor.wait_until_running(LIMIT_S) == ()
        os.kill(lasting.pid("press"), signal.SIGSTOP)
        before = locks_of(lasting)
        with dying.supervisor:
            assert dying.supervisor.wait_until_running(LIMIT_S) == ()
            os.kill(dying.pid("press"), signal.SIGKILL)
            assert dying.comes_back()
        sweep(0.0, int(os.environ["ROS_DOMAIN_ID"]))
        after = locks_of(lasting)
        os.kill(lasting.pid("press"), signal.SIGCONT)
        assert any("port" in name for name in before) and any("port" not in name for name in before)
        assert after == before
        assert all(state.running for state in lasting.supervisor.processes)
