"""One process under supervision: its phase, its deaths, what to do next. Does nothing itself."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from robot_cells.bringup.node_spec import NodeSpec
from robot_cells.bringup.process_state import ProcessPhase, ProcessState
from robot_cells.bringup.restart_policy import MOST_DEATHS, WINDOW_S, RestartPolicy
from robot_cells.errors import BringupError, SupersededError

LAST_LINES = 8
"""So much of its log is told of a process that was given up."""


@dataclass(slots=True)
class SupervisedProcess:
    """The book of one process; every time handed in is of one monotonic clock, in seconds."""

    name: str
    specs: tuple[NodeSpec, ...]
    log: Path
    phase: ProcessPhase = ProcessPhase.WAITING
    pid: int = 0
    restarts: int = 0
    exit_code: int | None = None
    reason: str = ""
    ready_s: float | None = None
    restart_at_s: float | None = None
    fault: BringupError | None = None
    policy: RestartPolicy = field(default_factory=RestartPolicy)

    @property
    def state(self) -> ProcessState:
        """What others may know."""
        essential = any(spec.essential for spec in self.specs)
        return ProcessState(
            self.name, self.phase, self.pid, self.restarts, self.log, essential, self.exit_code, self.reason
        )

    def begun(self) -> None:
        """It was asked to be started."""
        self.phase, self.restart_at_s, self.exit_code = ProcessPhase.STARTING, None, None
        self.ready_s = None

    def forked(self, pid: int) -> None:
        """There is a process; its nodes are not active yet."""
        self.pid, self.reason = pid, ""

    def ready(self, now_s: float) -> None:
        """Its nodes are active."""
        self.phase, self.ready_s = ProcessPhase.RUNNING, now_s

    def condemned(self, reason: str) -> None:
        """It is being killed by the supervisor; its end follows. The reason goes into its log."""
        self.reason = reason
        with suppress(OSError), self.log.open("a", encoding="utf-8") as log:
            log.write(f"Killed by the supervisor (process {self.pid}): {reason}.\n")

    def ended(self, exit_code: int | None, now_s: float) -> None:
        """It is over (negative: by that signal; None: nobody knows how).

        A node ends by itself only when something is wrong.
        """
        self.pid, self.exit_code = 0, exit_code
        delay_s = self.policy.died(now_s, 0.0 if self.ready_s is None else now_s - self.ready_s)
        if exit_code == SupersededError.exit_code:
            self.phase = ProcessPhase.GIVEN_UP
            self.fault = BringupError(
                f"The process {self.name} has ended itself, since another one has taken its place.",
                remedy=f"See {self.log}.",
            )
        elif delay_s is None:
            self.phase = ProcessPhase.GIVEN_UP
            self.fault = self._given_up()
        else:
            self.phase, self.restart_at_s = ProcessPhase.WAITING, now_s + delay_s
            self.restarts += 1

    def stopped(self, exit_code: int | None) -> None:
        """It is over because everything ends."""
        self.pid, self.exit_code, self.phase = 0, exit_code, ProcessPhase.ENDED

    def _given_up(self) -> BringupError:
        lines = last_lines(self.log, LAST_LINES)
        said = "Its last words:\n  " + "\n  ".join(lines) if lines else "It has logged nothing."
        return BringupError(
            f"The process {self.name} died {MOST_DEATHS} times within {WINDOW_S:g} s, "
            f"at last with {self.reason or _describe(self.exit_code)}, and is not started again.",
            remedy=f"See {self.log}. {said}",
        )


def group(specs: Sequence[NodeSpec], log_directory: Path) -> dict[str, SupervisedProcess]:
    """The processes for these nodes, in the order of their first node."""
    grouped: dict[str, list[NodeSpec]] = {}
    for spec in specs:
        grouped.setdefault(spec.process_name, []).append(spec)
    return {
        name: SupervisedProcess(name, tuple(members), log_directory / f"{name}.log")
        for name, members in grouped.items()
    }


def last_lines(log: Path, count: int) -> list[str]:
    """The end of a log; empty when there is none."""
    try:
        with log.open(encoding="utf-8", errors="replace") as file:
            return [line.rstrip("\n") for line in deque(file, maxlen=count)]
    except FileNotFoundError:
        return []


def _describe(exit_code: int | None) -> str:
    if exit_code is None:
        return "an unknown end"
    return f"signal {-exit_code}" if exit_code < 0 else f"exit code {exit_code}"
