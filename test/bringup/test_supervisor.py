"""The supervisor over real processes."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from robot_cells.bringup.bringup_options import BringupOptions
from robot_cells.bringup.node_spec import NodeSpec
from robot_cells.bringup.node_specs import node_specs
from robot_cells.bringup.process_state import ZYGOTE, ProcessPhase, ProcessState
from robot_cells.bringup.shared_memory import PREFIXES
from robot_cells.bringup.supervisor import Supervisor
from robot_cells.documents.plant import load_plant
from robot_cells.errors import BringupError

LIMIT_S = 60.0
SHARED_MEMORY = Path("/dev/shm")


class Watched:
    """A supervisor whose changes can be waited for."""

    def __init__(self, line: Path, run: Path, change: Callable[[NodeSpec], NodeSpec] = lambda spec: spec) -> None:
        self.options = BringupOptions(line, run, speed=10.0)
        self.specs = tuple(change(spec) for spec in node_specs(load_plant(line), self.options))
        self._changed = threading.Condition()
        self.seen: list[ProcessState] = []
        self.supervisor = Supervisor(self.specs, self.options, self._on_change)

    def _on_change(self, state: ProcessState) -> None:
        with self._changed:
            self.seen.append(state)
            self._changed.notify_all()

    def until(self, condition: Callable[[ProcessState], bool]) -> ProcessState:
        with self._changed:
            assert self._changed.wait_for(lambda: any(map(condition, self.seen)), LIMIT_S), self.seen
            return next(state for state in self.seen if condition(state))

    def state(self, name: str) -> ProcessState:
        return next(state for state in self.supervisor.processes if state.name == name)


def lives(pid: int) -> bool:
    """Whether a process runs; one that has ended and waits for its parent to ask after it does not."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def children() -> set[psutil.Process]:
    """Those of this process; the fork server of `multiprocessing`, begun by another test, lives as long as it does."""
    return set(psutil.Process().children(recursive=True))


def shared_memory_of(pids: set[int]) -> set[str]:
    """The segments that these processes own: each holds the lock file of its own open."""
    found: set[str] = set()
    for pid in pids:
        with contextlib.suppress(psutil.NoSuchProcess):
            opened = (Path(item.path) for item in psutil.Process(pid).open_files())
            found |= {path.name.removesuffix("_el") for path in opened if path.parent == SHARED_MEMORY}
    return {name for name in found if name.startswith(PREFIXES) and "port" not in name}


def shared_memory_files() -> set[str]:
    return {path.name for path in SHARED_MEMORY.iterdir()}


def test_a_line_comes_up_and_ends_without_leaving_a_process_or_shared_memory(press_line: Path, tmp_path: Path) -> None:
    others = children()
    watched = Watched(press_line, tmp_path / "run")
    with watched.supervisor as supervisor:
        assert supervisor.wait_until_running(LIMIT_S) == ()
        pids = {state.pid for state in supervisor.processes}
        assert len(pids) == 3 and all(map(lives, pids))
        assert {os.getsid(pid) for pid in pids} == pids
        files = shared_memory_of(pids)
        supervisor.check()
    assert not any(map(lives, pids))
    assert files and not files & {path.name for path in SHARED_MEMORY.iterdir()}
    assert {state.phase for state in supervisor.processes} == {ProcessPhase.ENDED}
    assert children() <= others


def test_a_killed_process_is_started_again_and_its_shared_memory_is_removed(press_line: Path, tmp_path: Path) -> None:
    watched = Watched(press_line, tmp_path / "run")
    with watched.supervisor as supervisor:
        assert supervisor.wait_until_running(LIMIT_S) == ()
        killed = watched.state("press").pid
        own = shared_memory_of({killed})
        os.kill(killed, signal.SIGKILL)
        died = watched.until(lambda state: state.name == "press" and state.phase is ProcessPhase.WAITING)
        assert died.exit_code == -signal.SIGKILL
        again = watched.until(lambda state: state.name == "press" and state.running and state.restarts == 1)
        assert again.pid != killed
        assert own and not own & {path.name for path in SHARED_MEMORY.iterdir()}


def test_a_process_that_keeps_dying_is_given_up_with_its_last_words(
    press_line: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("robot_cells.bringup.restart_policy.FIRST_DELAY_S", 0.01)

    def lame(spec: NodeSpec) -> NodeSpec:
        return replace(spec, parameters={**spec.parameters, "cell": "lathe"}) if spec.name == "press" else spec

    watched = Watched(press_line, tmp_path / "run", lame)
    with watched.supervisor as supervisor:
        assert supervisor.wait_until_running(LIMIT_S) == ("press",)
        supervisor.check()  # the line can go on without it
        fault = supervisor.lost["press"]
        assert isinstance(fault, BringupError)
        assert "press died 6 times" in fault.what and "exit code 5" in fault.what
        assert "The line single has no cell lathe" in fault.remedy


def test_a_line_cannot_go_on_without_its_orchestrator(
    press_line: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("robot_cells.bringup.restart_policy.FIRST_DELAY_S", 0.01)

    def headless(spec: NodeSpec) -> NodeSpec:
        return replace(spec, parameters={**spec.parameters, "journal": "/proc/none"}) if spec.essential else spec

    watched = Watched(press_line, tmp_path / "run", headless)
    with watched.supervisor as supervisor, pytest.raises(BringupError, match="orchestrator died"):
        watched.until(lambda state: state.name == "orchestrator" and state.phase is ProcessPhase.GIVEN_UP)
        supervisor.wait_until_running(LIMIT_S)


def test_a_second_line_in_the_same_place_is_refused(press_line: Path, tmp_path: Path) -> None:
    watched = Watched(press_line, tmp_path / "run")
    with watched.supervisor as supervisor:
        with pytest.raises(BringupError, match="already running in domain"):
            Watched(press_line, tmp_path / "other").supervisor.start()
        assert supervisor.wait_until_running(LIMIT_S) == ()


def supervised(line: Path, folder: Path) -> tuple[psutil.Popen, list[psutil.Process]]:
    """A supervisor in a process of its own, when the line runs; and the parent of the nodes, and three nodes."""
    script = folder / "supervise.py"
    script.write_text(
        "import sys\n"
        "from pathlib import Path\n"
        "from robot_cells.bringup.bringup_options import BringupOptions\n"
        "from robot_cells.bringup.node_specs import node_specs\n"
        "from robot_cells.bringup.supervisor import Supervisor\n"
        "from robot_cells.documents.plant import load_plant\n"
        f"options = BringupOptions(Path({str(line)!r}), Path({str(folder / 'run')!r}))\n"
        "with Supervisor(node_specs(load_plant(options.line), options), options) as supervisor:\n"
        "    assert supervisor.wait_until_running(60.0) == ()\n"
        "    print('up', flush=True)\n"
        "    sys.stdin.read()\n"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    process = psutil.Popen(
        [sys.executable, str(script)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
    )
    assert process.stdout.readline() == "up\n"
    family = process.children(recursive=True)
    assert len(family) == 4
    return process, family


def test_no_process_outlives_a_supervisor_that_was_killed(press_line: Path, tmp_path: Path) -> None:
    process, family = supervised(press_line, tmp_path)
    files = shared_memory_of({member.pid for member in family})
    process.kill()
    process.wait()
    _, alive = psutil.wait_procs(family, timeout=LIMIT_S)
    assert alive == []
    assert files and not files & {path.name for path in SHARED_MEMORY.iterdir()}


def test_the_death_of_the_parent_of_all_harms_nobody_and_the_next_one_takes_its_place(
    press_line: Path, tmp_path: Path
) -> None:
    others = children()
    watched = Watched(press_line, tmp_path / "run")
    with watched.supervisor as supervisor:
        assert supervisor.wait_until_running(LIMIT_S) == ()
        before = {state.name: state.pid for state in supervisor.processes}
        killed = supervisor.zygote_pid
        os.kill(killed, signal.SIGKILL)
        watched.until(lambda state: state.name == ZYGOTE and state.running and state.pid != killed)
        assert {state.name: state.pid for state in supervisor.processes} == before and all(map(lives, before.values()))
        # One that is nobody's child any more is missed as soon as any other, and comes back from the new parent.
        os.kill(before["press"], signal.SIGKILL)
        died = watched.until(lambda state: state.name == "press" and state.phase is ProcessPhase.WAITING)
        assert died.exit_code == -signal.SIGKILL
        again = watched.until(lambda state: state.name == "press" and state.running and state.restarts == 1)
    assert not any(map(lives, (*before.values(), again.pid)))
    assert children() <= others


def test_a_parent_of_all_that_dies_again_and_again_ends_the_line_and_leaves_its_place_to_the_next(
    press_line: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("robot_cells.bringup.restart_policy.FIRST_DELAY_S", 0.01)
    monkeypatch.setattr(sys, "executable", "/bin/false")
    for _ in range(2):
        watched = Watched(press_line, tmp_path / "run")
        with watched.supervisor as supervisor, pytest.raises(BringupError, match="died again and again"):
            supervisor.wait_until_running(LIMIT_S)
        assert [state.name for state in watched.seen if state.phase is ProcessPhase.WAITING] == [ZYGOTE] * 5


def test_no_process_outlives_its_parent_and_the_supervisor_that_die_together(press_line: Path, tmp_path: Path) -> None:
    supervisor, family = supervised(press_line, tmp_path)
    files = shared_memory_of({member.pid for member in family})
    stopped, zygote = family[-1], next(member for member in family if ZYGOTE in " ".join(member.cmdline()))
    stopped.suspend()
    # Neither can do anything about the other's death.
    for process in (supervisor, zygote):
        process.suspend()
    for process in (zygote, supervisor):
        process.kill()
    supervisor.wait()
    _, alive = psutil.wait_procs(family, timeout=LIMIT_S)
    assert alive == []
    # Nobody of this line was left to remove them; another line on this machine that looks after its own dead may.
    assert files
    with Watched(press_line, tmp_path / "next").supervisor:
        assert not shared_memory_files() & files


def test_what_somebody_has_stopped_ends_with_the_others_and_leaves_nothing(press_line: Path, tmp_path: Path) -> None:
    watched = Watched(press_line, tmp_path / "run")
    with watched.supervisor as supervisor:
        assert supervisor.wait_until_running(LIMIT_S) == ()
        pids = {state.pid for state in supervisor.processes}
        files = shared_memory_of(pids)
        for pid in (supervisor.zygote_pid, watched.state("press").pid):
            os.kill(pid, signal.SIGSTOP)
    assert not any(map(lives, pids))
    assert files and not files & {path.name for path in SHARED_MEMORY.iterdir()}
