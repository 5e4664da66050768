"""One parent that has imported everything the nodes need, and forks a process for each.

Starting Python and importing rclpy, the messages and the documents takes most of a second of processor time, for each
of a dozen nodes; here it is paid once. Forking is safe because this process has one thread and has not started ROS:
rclpy is imported but not initialised, so there is no DDS participant, no socket and no lock to inherit.

It is talked to in JSON, one object a line. On standard input come `{"start": name, "nodes": [[executable, name],
...], "arguments": [...], "log": path}` and `{"adopt": name, "pid": n}`, a process that an earlier zygote has forked; on
standard output go `{"ready": true}`, `{"started": name, "pid": n}` and `{"ended": name, "pid": n, "code": n}`
(negative: the signal). When standard input ends, by whatever death of the other side, it ends every child in order, the
adopted too, and then itself. When it is killed, its children live on, in the care of the supervisor; only when both are
gone the kernel kills them (`lifeline`).
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import select
import signal
import sys
import time
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from robot_cells.bringup.lifeline import hang_on
from robot_cells.bringup.shared_memory_sweep import sweep

PATIENCE_S = ((signal.SIGINT, 5.0), (signal.SIGTERM, 2.0), (signal.SIGKILL, 2.0))
"""What a child is told in the end, and how many seconds it has then."""

_EXIT_FAULT = 1


class Zygote:
    """The loop of the parent process.

    `line_began_s` is when the line was begun, in Unix time; `lifeline` what its children hang on (`Lifeline`).
    """

    def __init__(self, line_began_s: float, lifeline: tuple[int, int]) -> None:
        self._line_began_s = line_began_s
        self._lifeline = lifeline
        self._adopted: dict[int, int] = {}
        self._children: dict[int, str] = {}
        self._wake_read, self._wake_write = os.pipe()
        os.set_blocking(self._wake_read, False)
        os.set_blocking(self._wake_write, False)
        self._buffer = b""

    def run(self) -> None:
        """Serve until standard input ends; then end the children."""
        signal.set_wakeup_fd(self._wake_write, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)  # The end comes through standard input, in order.
        _tell({"ready": True})
        while self._serve():
            pass
        self._end_children()
        # Where the supervisor was killed there is nobody else to do it.
        sweep(self._line_began_s, int(os.environ.get("ROS_DOMAIN_ID") or 0))

    def _serve(self) -> bool:
        ready, _, _ = select.select([sys.stdin.fileno(), self._wake_read], [], [])
        if self._wake_read in ready:
            os.read(self._wake_read, 4096)
        self._reap()
        if sys.stdin.fileno() not in ready:
            return True
        received = os.read(sys.stdin.fileno(), 65536)
        if not received:
            return False
        *lines, self._buffer = (self._buffer + received).split(b"\n")
        for line in lines:
            self._obey(json.loads(line))
        return True

    def _obey(self, request: dict[str, Any]) -> None:
        if "start" in request:
            self._start(request)
            return
        with contextlib.suppress(ProcessLookupError):  # It has ended meanwhile.
            self._adopted[request["pid"]] = os.pidfd_open(request["pid"])

    def _start(self, request: dict[str, Any]) -> None:
        # The child begins when the supervisor has been told of it: it shall not live without anybody knowing.
        told_read, told_write = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.close(told_write)
            _become(told_read, request, (self._wake_read, self._wake_write, *self._adopted.values()), self._lifeline)
        os.close(told_read)
        self._children[pid] = request["start"]
        _tell({"started": request["start"], "pid": pid})
        with contextlib.suppress(BrokenPipeError):  # It has been killed already.
            os.write(told_write, b"!")
        os.close(told_write)

    def _reap(self) -> None:
        while self._children:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                return
            name = self._children.pop(pid)
            _tell({"ended": name, "pid": pid, "code": os.waitstatus_to_exitcode(status)})

    def _end_children(self) -> None:
        for number, patience_s in PATIENCE_S:
            for sent in (number, signal.SIGCONT):  # One that somebody has stopped would not hear of it otherwise.
                for pid in self._children:
                    os.kill(pid, sent)
                for descriptor in self._adopted.values():
                    with contextlib.suppress(ProcessLookupError):  # Others ask after it, and may have done so just now.
                        signal.pidfd_send_signal(descriptor, sent)
            deadline_s = time.monotonic() + patience_s
            while (self._children or self._adopted) and (left_s := deadline_s - time.monotonic()) > 0:
                ready, _, _ = select.select([self._wake_read, *self._adopted.values()], [], [], left_s)
                with contextlib.suppress(BlockingIOError):  # The time was up, or none of the children died.
                    os.read(self._wake_read, 4096)
                self._reap()
                for pid in [pid for pid, descriptor in self._adopted.items() if descriptor in ready]:
                    os.close(self._adopted.pop(pid))
            if not self._children and not self._adopted:
                return


def _tell(what: dict[str, object]) -> None:
    # Where nobody listens any more, standard input will say so too.
    with contextlib.suppress(BrokenPipeError):
        os.write(sys.stdout.fileno(), json.dumps(what).encode() + b"\n")


def _become(told: int, request: dict[str, Any], own: Sequence[int], lifeline: tuple[int, int]) -> None:
    """In the child: cut every tie to the parent, hang on the lifeline, then run the nodes; never returns."""
    code = _EXIT_FAULT
    try:
        # Where the kernel shares processor time out among sessions (autogroup, `sched(7)`), a line whose nodes are all
        # of one is one share beside every other job: under load its beats are late, and it is taken for lost.
        os.setsid()
        hang_on(*lifeline)
        if not os.read(told, 1):
            os._exit(_EXIT_FAULT)  # The parent died before it could tell.
        signal.set_wakeup_fd(-1)
        for number in (signal.SIGCHLD, signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_DFL)
        for descriptor in (told, *own):
            os.close(descriptor)
        _redirect(Path(request["log"]))
        from robot_cells.nodes.node_process import run_nodes

        code = run_nodes([executable for executable, _ in request["nodes"]], request["arguments"])
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else _EXIT_FAULT
    except BaseException:  # noqa: BLE001
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        # Interpreter and middleware have been shut down in order; what is left are the parent's own exit handlers.
        os._exit(code)


def _redirect(log: Path) -> None:
    """Standard output and error into the log, nothing to read."""
    log.parent.mkdir(parents=True, exist_ok=True)
    target = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(target, 1)
    os.dup2(target, 2)
    os.close(target)
    os.close(nothing)


def main() -> None:
    """Import what nodes need, then serve.

    Arguments: the line document, read once for all; when the line was begun (Unix time in seconds); the lifeline's
    descriptors for reading and writing.
    """
    from robot_cells.nodes.node_process import prepare

    line, line_began_s, reading, writing = sys.argv[1:]
    prepare([Path(line)])
    # What is there now is shared with the children: the collector must not touch, and so copy, its pages.
    gc.collect()
    gc.freeze()
    Zygote(float(line_began_s), (int(reading), int(writing))).run()


if __name__ == "__main__":
    main()
