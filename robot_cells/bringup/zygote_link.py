"""The supervisor's side of the zygote: starts it, talks to it, hears it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from robot_cells.bringup.node_spec import NodeSpec, parameter_document, ros_arguments
from robot_cells.bringup.ros_environment import prepare_ros_environment

END_S = 12.0
"""Longer than the zygote's whole patience with its children."""


class ZygoteLink:
    """One zygote process. `descriptor` becomes readable when `receive` has something to say.

    It and its children keep the descriptors in `inherited` open as long as they live.
    """

    def __init__(
        self,
        line: Path,
        *,
        domain: int | None,
        notify: str,
        log_directory: Path,
        line_began_s: float,
        lifeline: tuple[int, int],
        watchdog_s: float,
        inherited: Sequence[int] = (),
    ) -> None:
        log_directory.mkdir(parents=True, exist_ok=True)
        with (log_directory / "supervisor.log").open("ab") as log:
            # A session of its own: Ctrl-C at the terminal reaches the supervisor alone, which ends all in order.
            self._process = subprocess.Popen(
                [
                    *(sys.executable, "-m", "robot_cells.bringup.zygote"),
                    *(str(line), repr(line_began_s), *map(str, lifeline)),
                ],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                env=_environment(domain, notify, log_directory, watchdog_s),
                start_new_session=True,
                bufsize=0,
                pass_fds=(*lifeline, *inherited),
            )
        self._buffer = b""
        self._parameter_directory = log_directory / "parameters"
        self._parameter_directory.mkdir(exist_ok=True)

    @property
    def descriptor(self) -> int:
        """To be waited on."""
        assert self._process.stdout is not None
        return self._process.stdout.fileno()

    @property
    def pid(self) -> int:
        """The zygote's process id."""
        return self._process.pid

    @property
    def exit_code(self) -> int | None:
        """How it has ended (negative: by that signal); None while it lives."""
        return self._process.returncode

    def start(self, name: str, specs: Sequence[NodeSpec], log_level: str, log: Path) -> None:
        """Have a process forked for these nodes; raises `BrokenPipeError` when the zygote is gone."""
        parameters = self._parameter_directory / f"{name}.yaml"
        parameters.write_text(parameter_document(specs), encoding="utf-8")
        nodes = [[spec.executable, spec.name] for spec in specs]
        arguments = ros_arguments(specs, parameters, log_level)
        self._send({"start": name, "nodes": nodes, "arguments": arguments, "log": str(log)})

    def adopt(self, name: str, pid: int) -> None:
        """Have a process cared for that another zygote has forked; raises `BrokenPipeError` when the zygote is gone."""
        self._send({"adopt": name, "pid": pid})

    def receive(self) -> list[dict[str, object]] | None:
        """What it has told since the last call; None when it is gone."""
        received = os.read(self.descriptor, 65536)
        if not received:
            return None
        *lines, self._buffer = (self._buffer + received).split(b"\n")
        return [json.loads(line) for line in lines]

    def end(self) -> None:
        """Let it end its children and itself; returns when it has, which it does within `END_S` seconds."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.send_signal(signal.SIGCONT)  # One that somebody has stopped would not hear of it.
        try:
            self._process.wait(END_S)
        except subprocess.TimeoutExpired:
            # Its children hang on the lifeline, which is cut next.
            self._process.kill()
            self._process.wait()
        assert self._process.stdout is not None
        self._process.stdout.close()

    def _send(self, request: dict[str, object]) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(request).encode() + b"\n")


def _environment(domain: int | None, notify: str, log_directory: Path, watchdog_s: float) -> dict[str, str]:
    environment = dict(os.environ)
    prepare_ros_environment(environment)
    if domain is not None:
        environment["ROS_DOMAIN_ID"] = str(domain)
    environment["NOTIFY_SOCKET"] = notify
    environment["WATCHDOG_USEC"] = str(round(watchdog_s * 1e6))
    environment.pop("WATCHDOG_PID", None)  # That is about this process itself.
    environment["ROS_LOG_DIR"] = str(log_directory / "ros")
    # A line of a log appears when it is written, also where standard output is a file.
    environment["PYTHONUNBUFFERED"] = "1"
    # Linear algebra here is a few small matrices; a thread pool for each node only costs.
    environment["OPENBLAS_NUM_THREADS"] = environment["OMP_NUM_THREADS"] = "1"
    return environment
