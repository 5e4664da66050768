"""The other side of a supervisor in a process of its own: begun again with the same journal whenever it is killed."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from types import TracebackType
from typing import Self

from robot_cells.bringup.bringup_options import BringupOptions
from robot_cells.bringup.process_state import SUPERVISOR, ZYGOTE, ProcessPhase, ProcessState
from robot_cells.bringup.supervised_process import last_lines
from robot_cells.bringup.supervisor_process import OPTIONS, STATE
from robot_cells.errors import BringupError

LOG = "supervisor.log"


class KillableSupervisor:
    """A context manager like `Supervisor`; `on_change` is told of the supervisor's own deaths and beginnings too.

    Whoever kills it need do nothing else: as a user does who gives the same command again, it is begun anew at once,
    while the processes of the killed one are still ending; it waits for them itself (`LineLock`).
    """

    def __init__(self, options: BringupOptions, on_change: Callable[[ProcessState], None]) -> None:
        self._options = options
        self._on_change = on_change
        self._log = options.log_directory / LOG
        self._lock = threading.Lock()
        self._states: dict[str, ProcessState] = {}
        self._restarts = 0
        self._ending = False
        self._fault: BringupError | None = None
        self._thread = threading.Thread(target=self._listen, name="killable supervisor", daemon=True)

    def __enter__(self) -> Self:
        self._begin()
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._lock:
            self._ending = True
            assert self._process.stdin is not None
            self._process.stdin.close()
        self._thread.join()

    @property
    def pid(self) -> int:
        """The supervisor's process id."""
        return self._process.pid

    @property
    def zygote_pid(self) -> int:
        """The id of the process that all nodes are forked from; 0 while there is none that is ready."""
        with self._lock:
            zygote = self._states.get(ZYGOTE)
        return 0 if zygote is None else zygote.pid

    @property
    def processes(self) -> tuple[ProcessState, ...]:
        """Every process of a node as it is now, as far as it has been told of."""
        with self._lock:
            return tuple(state for name, state in self._states.items() if name != ZYGOTE)

    def check(self) -> None:
        """Raises `BringupError` when the supervisor has ended otherwise than by being killed."""
        if self._fault is not None:
            raise self._fault

    def _begin(self) -> None:
        self._log.parent.mkdir(parents=True, exist_ok=True)
        with self._log.open("ab") as log:
            # A session of its own: Ctrl-C at the terminal reaches whoever has begun it alone, who ends all in order.
            self._process = subprocess.Popen(
                [sys.executable, "-m", "robot_cells.bringup.supervisor_process"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                start_new_session=True,
                bufsize=0,
            )
        assert self._process.stdin is not None
        self._process.stdin.write(OPTIONS.dump_json(self._options) + b"\n")
        self._tell(ProcessPhase.RUNNING, self._process.pid)

    def _listen(self) -> None:
        while True:
            assert self._process.stdout is not None
            with self._process.stdout as told:
                for line in told:
                    self._hear(STATE.validate_json(line))
            code = self._process.wait()
            with self._lock:
                self._states = {
                    name: replace(state, phase=ProcessPhase.WAITING, pid=0) for name, state in self._states.items()
                }
                if self._ending:
                    return
                if code != -signal.SIGKILL:
                    self._fault = self._ended_itself(code)
                    return
                self._restarts += 1
                self._tell(ProcessPhase.WAITING, 0, code)
                self._begin()

    def _hear(self, state: ProcessState) -> None:
        with self._lock:
            self._states[state.name] = state
        self._on_change(state)

    def _tell(self, phase: ProcessPhase, pid: int, exit_code: int | None = None) -> None:
        self._on_change(ProcessState(SUPERVISOR, phase, pid, self._restarts, self._log, True, exit_code))

    def _ended_itself(self, code: int) -> BringupError:
        said = "\n  ".join(last_lines(self._log, 8))
        return BringupError(
            f"The supervisor of the line has ended with exit code {code}.", remedy=f"See {self._log}:\n  {said}"
        )
