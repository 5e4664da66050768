"""What every executable of the package does around its nodes: signals, spinning, orderly end, exit code."""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import sys
import traceback
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Protocol, Self

import rclpy
from rclpy.node import Node
from rclpy.signals import SignalHandlerOptions

from robot_cells.bringup.abandoned_ports import abandoned_ports_held
from robot_cells.bringup.ros_environment import prepare_ros_environment
from robot_cells.errors import RobotCellsError
from robot_cells.nodes.heartbeat import Heartbeat
from robot_cells.nodes.liveness import WatchedLoop
from robot_cells.nodes.readiness import tell_ready, watchdog_s
from robot_cells.nodes.spinner import Spinner

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Program(Protocol):
    """What runs in one process. A `ManagedNode` is one; a process with several executors writes its own."""

    @property
    def groups(self) -> Sequence[Sequence[Node]]:
        """The nodes; those of one group share an executor and its thread."""
        ...

    @property
    def loops(self) -> Sequence[WatchedLoop]:
        """The threads beside the executors that have to turn, those that there are at the moment; asked at any time."""
        ...

    def start(self, on_fault: Callable[[BaseException], None]) -> None:
        """Called once, before anything is spun; raises what keeps the program from running.

        What a thread of the program's own raises later goes to `on_fault`, which ends the process.
        """
        ...

    def close(self) -> None:
        """Called once, after the last callback and before the nodes are destroyed."""
        ...


class Stop:
    """The wish to end the process: a signal, a fault in a thread, or whoever calls `set`.

    The main thread waits on a pipe that the C signal handler writes to, because a Python signal handler does not run
    while the main thread is inside a blocking call of a C library.
    """

    def __init__(self) -> None:
        self._read, self._write = os.pipe()
        os.set_blocking(self._write, False)

    def own_signals(self) -> None:
        """Take SIGINT and SIGTERM; only the main thread may call this."""
        for number in _SIGNALS:
            signal.signal(number, lambda *_: None)
        signal.set_wakeup_fd(self._write, warn_on_full_buffer=False)

    def set(self) -> None:
        """Ask for the end; callable from any thread, any number of times."""
        # A pipe that is full holds wishes that nobody has read yet: this one would add nothing.
        with contextlib.suppress(BlockingIOError):
            os.write(self._write, b"\0")

    def wait(self) -> None:
        """Return when the end is wished for."""
        os.read(self._read, 1)


class RunningProgram:
    """A program that is started and spun, between entering and leaving the context; ROS is initialised around it.

    Where somebody watches the process (`readiness.watchdog_s`), it is told meanwhile that everything moves.
    """

    def __init__(self, program: Program, on_fault: Callable[[BaseException], None]) -> None:
        self._program = program
        self._on_fault = on_fault
        self._spinners: list[Spinner] = []
        limit_s = watchdog_s()
        self._heartbeat = None if limit_s is None else Heartbeat(self._loops, limit_s, on_fault)

    def __enter__(self) -> Self:
        try:
            if self._heartbeat is not None:
                self._heartbeat.start()
            self._program.start(self._on_fault)
            self._spinners = [Spinner(nodes, self._on_fault) for nodes in self._program.groups]
            for spinner in self._spinners:
                spinner.start()
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def _loops(self) -> Sequence[WatchedLoop]:
        return (*self._spinners, *self._program.loops)

    def _end(self) -> None:
        if self._heartbeat is not None:
            self._heartbeat.stop()
        # The order matters: nothing may be destroyed under a thread that still waits on it.
        for spinner in self._spinners:
            spinner.stop()
        self._program.close()
        for node in (node for nodes in self._program.groups for node in nodes):
            node.destroy_node()


def run_node(factory: Callable[[], Program], argv: Sequence[str] | None = None) -> int:
    """Run what `factory` makes until SIGINT, SIGTERM or a fault; the result is the exit code.

    `argv` are the ROS arguments (None: those of the process). A `RobotCellsError` ends with one sentence on standard
    error and the error's exit code; any other exception with its traceback and 1.
    """
    prepare_ros_environment()
    stop = Stop()
    stop.own_signals()
    rclpy.init(args=None if argv is None else list(argv), signal_handler_options=SignalHandlerOptions.NO)
    try:
        _run(factory, stop)
    except RobotCellsError as error:
        print(f"{error.code}: {error}", file=sys.stderr, flush=True)
        return error.exit_code
    except Exception:  # noqa: BLE001
        traceback.print_exc()
        return 1
    finally:
        _end_ros()
    return 0


def _end_ros() -> None:
    """Leave the graph and give everything back, the middleware's shared memory too.

    rclpy itself leaves that to the end of the interpreter, which a process forked from the zygote does not come to.
    """
    context = rclpy.get_default_context()
    rclpy.try_shutdown()
    context.destroy()
    # Nodes and executors refer to each other in circles; the participant goes with the last of them.
    gc.collect()


def _run(factory: Callable[[], Program], stop: Stop) -> None:
    faults: list[BaseException] = []

    def on_fault(fault: BaseException) -> None:
        """Keeps it, and ends the node."""
        faults.append(fault)
        stop.set()

    with abandoned_ports_held(rclpy.get_default_context().get_domain_id()):
        program = factory()  # The participant is made with its first node.
    with RunningProgram(program, on_fault):
        tell_ready()
        stop.wait()
    if faults:
        raise faults[0]
