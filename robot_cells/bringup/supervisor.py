"""Runs the processes of a line on this machine: starts them, starts them again, ends them, leaves nothing behind."""

from __future__ import annotations

import os
import select
import signal
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from types import TracebackType
from typing import Self

from robot_cells.bringup.bringup_options import BringupOptions
from robot_cells.bringup.killed_processes import KilledProcess, note_killed
from robot_cells.bringup.lifeline import Lifeline
from robot_cells.bringup.line_lock import LineLock
from robot_cells.bringup.node_spec import NodeSpec
from robot_cells.bringup.notify_socket import NotifySocket, Word
from robot_cells.bringup.orphans import Orphans, take_orphans
from robot_cells.bringup.process_ends import wait_for_ends
from robot_cells.bringup.process_state import ZYGOTE, ProcessPhase, ProcessState
from robot_cells.bringup.restart_policy import RestartPolicy
from robot_cells.bringup.shared_memory import remove_leftovers
from robot_cells.bringup.shared_memory_sweep import sweep
from robot_cells.bringup.supervised_process import SupervisedProcess, group
from robot_cells.bringup.watchdog import LOOK_S, Watchdog
from robot_cells.bringup.zygote_link import ZygoteLink
from robot_cells.errors import BringupError

ENDS_S = 5.0
"""So many seconds processes have to be gone when their lifeline is cut; measured: milliseconds."""
_SETTLED = (ProcessPhase.RUNNING, ProcessPhase.GIVEN_UP)


class Supervisor:
    """All processes of one line; a context manager that starts them and ends them.

    A process that dies is started again after a growing delay (`RestartPolicy`), and given up when it dies too often:
    then `check` raises where the line cannot go on without it, else `lost` names it. `on_change` is called from the
    supervisor's own thread with every change of a process, and of the one that all are forked from (`ZYGOTE`). Dies
    that one, the others live on; dies the supervisor itself, its processes end too. A process in which something stands
    still (`Watchdog`) is killed, and so started again.

    Meanwhile this process is the parent of whatever its children leave behind.
    """

    def __init__(
        self,
        specs: Sequence[NodeSpec],
        options: BringupOptions,
        on_change: Callable[[ProcessState], None] | None = None,
    ) -> None:
        self._options = options
        self._on_change = on_change
        self._domain = options.domain_id
        self._lock = LineLock(self._domain, options.absolute_namespace)
        self._changed = threading.Condition()
        self._processes = group(specs, options.log_directory)
        self._fault: BringupError | None = None
        self._zygote_ready_s: float | None = None
        self._zygote_restarts = 0
        self._orphans = Orphans()
        self._watchdog = Watchdog(options.watchdog_s)
        self._stopping = False
        self._wake_read, self._wake_write = os.pipe()
        self._thread = threading.Thread(target=self._run, name="supervisor", daemon=True)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def processes(self) -> tuple[ProcessState, ...]:
        """Every process as it is now."""
        with self._changed:
            return tuple(process.state for process in self._processes.values())

    @property
    def zygote_pid(self) -> int:
        """The id of the process that all others are forked from."""
        return self._zygote.pid

    @property
    def lost(self) -> Mapping[str, BringupError]:
        """The processes that were given up, and why."""
        with self._changed:
            return {name: item.fault for name, item in self._processes.items() if item.fault is not None}

    def start(self) -> None:
        """Start everything; returns at once. Raises `BringupError` when another line runs in this domain here."""
        self._lock.acquire()
        self._options.run_directory.mkdir(parents=True, exist_ok=True)
        self._began_s = time.time()
        if self._lock.broken_since_s is not None:
            # A line that was killed with all its processes had nobody to do it.
            sweep(self._lock.broken_since_s, self._domain)
        self._zygote_policy = RestartPolicy()
        self._notify = NotifySocket()
        self._took_orphans = take_orphans(True)
        self._lifeline = Lifeline()
        self._start_zygote()
        self._thread.start()

    def wait_until_running(self, timeout_s: float) -> tuple[str, ...]:
        """Wait until every process runs or was given up, at most `timeout_s` seconds; the names of those that do not.

        Raises what `check` raises.
        """
        with self._changed:
            self._changed.wait_for(
                lambda: self._fault is not None or all(item.phase in _SETTLED for item in self._processes.values()),
                timeout_s,
            )
        self.check()
        return tuple(state.name for state in self.processes if not state.running)

    def check(self) -> None:
        """Raises `BringupError` when the line cannot go on because a process that it needs was given up."""
        with self._changed:
            if self._fault is not None:
                raise self._fault
            for item in self._processes.values():
                if item.fault is not None and item.state.essential:
                    raise item.fault

    def stop(self) -> None:
        """End every process in order (SIGINT, then SIGTERM, then SIGKILL); returns when none is left."""
        self._stopping = True
        if self._thread.is_alive():
            os.write(self._wake_write, b"\0")
            self._thread.join()
        self._lock.release()

    def _run(self) -> None:
        try:
            while not self._stopping:
                self._turn()
        except Exception as error:
            self._fault = BringupError(f"The supervisor failed: {error!r}.", where=str(self._options.line))
            raise
        finally:
            self._zygote.end()
            # Where it had to be killed its processes die of this, but not in the same moment.
            self._lifeline.cut()
            wait_for_ends([process.pid for process in self._processes.values() if process.pid], ENDS_S)
            with self._changed:
                for process in self._processes.values():
                    # What a zygote that has just been killed has left.
                    if process.pid:
                        self._orphans.adopt(process.name, process.pid)
                    process.stopped(process.exit_code)
                self._changed.notify_all()
            self._orphans.reap()
            take_orphans(self._took_orphans)
            self._notify.close()
            sweep(self._began_s, self._domain)

    def _turn(self) -> None:
        waited_on = [self._zygote.descriptor, self._notify.descriptor, self._wake_read, *self._orphans.descriptors]
        ready, _, _ = select.select(waited_on, [], [], self._look_in_s())
        if self._zygote.descriptor in ready:
            told = self._zygote.receive()
            if told is None:
                self._zygote_died()
                return
            for message in told:
                self._hear(message)
        if self._notify.descriptor in ready:
            for word in self._notify.receive():
                self._note(word)
        for name, code in self._orphans.ended(ready).items():
            self._ended(self._processes[name], code)
        now_s = time.monotonic()
        for pid, reason in self._watchdog.look(now_s).items():
            self._kill(pid, reason)
        for process in self._processes.values():
            if process.restart_at_s is not None and now_s >= process.restart_at_s:
                remove_leftovers(self._began_s)  # What somebody had just looked at when the process died.
                self._start(process)

    def _look_in_s(self) -> float | None:
        times = [item.restart_at_s for item in self._processes.values() if item.restart_at_s is not None]
        wait_s = max(0.0, min(times) - time.monotonic()) if times else None
        if not self._watchdog.is_watching:
            return wait_s
        return LOOK_S if wait_s is None else min(LOOK_S, wait_s)

    def _note(self, word: Word) -> None:
        """A process tells how it is."""
        process = self._by_pid(word.pid)
        if process is None:
            return
        if word.is_alive:
            self._watchdog.alive(word.pid, time.monotonic())
        if word.status is not None:
            self._watchdog.status(word.pid, word.status)
        if word.is_ready:
            self._change(process, lambda item: item.ready(time.monotonic()))

    def _kill(self, pid: int, reason: str) -> None:
        """Its end is told as any other; the reason with it."""
        process = self._by_pid(pid)
        if process is not None:
            with self._changed:
                process.condemned(reason)
            with suppress(OSError):  # Its end is told all the same.
                killed = KilledProcess(process.name, pid, reason, time.time_ns())
                note_killed(self._options.killed_path, killed)
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def _hear(self, message: Mapping[str, object]) -> None:
        if "ready" in message:
            self._zygote_ready_s = time.monotonic()
            self._tell_of_zygote(ProcessPhase.RUNNING)
            return
        if "started" in message:
            pid = int(str(message["pid"]))
            self._change(self._processes[str(message["started"])], lambda item: item.forked(pid))
            return
        self._ended(self._processes[str(message["ended"])], int(str(message["code"])))

    def _ended(self, process: SupervisedProcess, code: int | None) -> None:
        self._watchdog.forget(process.pid)
        self._change(process, lambda item: item.ended(code, time.monotonic()))
        remove_leftovers(self._began_s)

    def _by_pid(self, pid: int) -> SupervisedProcess | None:
        return next((item for item in self._processes.values() if item.pid == pid), None)

    def _change(self, process: SupervisedProcess | None, change: Callable[[SupervisedProcess], None]) -> None:
        if process is None:
            return
        with self._changed:
            change(process)
            self._changed.notify_all()
        if self._on_change is not None:
            self._on_change(process.state)

    def _start(self, process: SupervisedProcess) -> None:
        self._change(process, SupervisedProcess.begun)
        try:
            self._zygote.start(process.name, process.specs, self._options.log_level, process.log)
        except BrokenPipeError:
            return  # The zygote is gone; its end is read next, and the next one is told.

    def _start_zygote(self) -> None:
        self._zygote_ready_s = None
        self._zygote = ZygoteLink(
            self._options.line,
            domain=self._domain,
            notify=self._notify.address,
            log_directory=self._options.log_directory,
            line_began_s=self._began_s,
            lifeline=self._lifeline.descriptors,
            watchdog_s=self._options.watchdog_s,
            inherited=(self._lock.descriptor,),
        )
        for process in self._processes.values():
            if process.pid:
                with suppress(BrokenPipeError):
                    self._zygote.adopt(process.name, process.pid)
            elif process.fault is None and process.restart_at_s is None:
                self._start(process)

    def _tell_of_zygote(self, phase: ProcessPhase) -> None:
        if self._on_change is not None:
            log = self._options.log_directory / "supervisor.log"
            pid = self._zygote.pid if phase is ProcessPhase.RUNNING else 0
            ended = self._zygote.exit_code
            self._on_change(ProcessState(ZYGOTE, phase, pid, self._zygote_restarts, log, True, ended))

    def _zygote_died(self) -> None:
        """Its processes live on and are watched from here; a new one takes its place, given up as any process is."""
        self._zygote.end()
        worked_s = 0.0 if self._zygote_ready_s is None else time.monotonic() - self._zygote_ready_s
        delay_s = self._zygote_policy.died(time.monotonic(), worked_s)
        if delay_s is None:
            with self._changed:
                self._fault = BringupError(
                    "The process that starts the nodes died again and again.",
                    remedy=f"See {self._options.log_directory / 'supervisor.log'}.",
                )
                self._changed.notify_all()
            self._stopping = True
            return
        self._zygote_restarts += 1
        self._tell_of_zygote(ProcessPhase.WAITING)
        for process in self._processes.values():
            # One that is no child of ours has ended: its parent had asked after it, and could not tell any more.
            if process.pid and not self._orphans.adopt(process.name, process.pid):
                self._ended(process, None)
        time.sleep(delay_s)
        self._start_zygote()
