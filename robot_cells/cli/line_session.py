"""A line that runs for as long as a `with` block: its processes, and a connection to it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

from robot_cells.bringup.begun_simulation import note_simulation
from robot_cells.bringup.bringup_options import BringupOptions, Simulation
from robot_cells.bringup.killable_supervisor import KillableSupervisor
from robot_cells.bringup.node_specs import node_specs
from robot_cells.bringup.process_state import ProcessPhase, ProcessState
from robot_cells.bringup.references import prepare_references
from robot_cells.bringup.supervised_process import LAST_LINES, last_lines
from robot_cells.bringup.supervisor import Supervisor
from robot_cells.documents.plant import Plant
from robot_cells.errors import BringupError, ConnectionLostError
from robot_cells.nodes.line_client import LineClient
from robot_cells.nodes.line_snapshot import LineSnapshot, LineStatus

START_TIMEOUT_S = 90.0
"""Seconds of real time in which a line has to be running; measured 2 to 10 s, more on a machine that is busy."""

SILENCE_TIMEOUT_S = 30.0
"""Seconds of real time after which a line that says nothing is given up; its orchestrator may be restarting."""

_POLL_S = 0.5


def address_of(options: BringupOptions) -> str:
    """The options by which another command finds this line; empty where it needs none."""
    domain = f"--domain {options.domain_id}" if options.domain_id else ""
    namespace = f"--namespace {options.absolute_namespace}" if options.absolute_namespace != "/" else ""
    return f"{domain} {namespace}".strip()


class LineSupervisor(Protocol):
    """Who runs the processes of a line: `Supervisor` here, or one in a process of its own."""

    @property
    def processes(self) -> tuple[ProcessState, ...]:
        """Every process as it is now."""
        ...

    @property
    def zygote_pid(self) -> int:
        """The id of the process that all others are forked from."""
        ...

    def check(self) -> None:
        """Raises `BringupError` when the line cannot go on."""
        ...


@dataclass(frozen=True, slots=True)
class LineSession:
    """A running line. `started_in_s` is the real time from the first process to the line's word that it runs."""

    supervisor: LineSupervisor
    client: LineClient
    started_in_s: float

    def states(self) -> Iterator[LineSnapshot]:
        """The line's states from now on, the latest first; without end.

        Raises `BringupError` when a process without which the line cannot go on was given up, and
        `ConnectionLostError` when the line falls silent.
        """
        yield self.client.state()
        heard_s = time.monotonic()
        while True:
            self.supervisor.check()
            state = self.client.next_state(_POLL_S)
            if state is not None:
                heard_s = time.monotonic()
                yield state
            elif time.monotonic() - heard_s > SILENCE_TIMEOUT_S:
                raise ConnectionLostError(
                    f"The line has said nothing for {SILENCE_TIMEOUT_S:g} s.",
                    remedy="The log of its orchestrator says why; its journal keeps what was done.",
                )


@contextmanager
def running_line(
    plant: Plant,
    options: BringupOptions,
    tell: Callable[[str], None],
    watch: Callable[[ProcessState], None] | None = None,
    *,
    killable: bool = False,
) -> Iterator[LineSession]:
    """Bring a line up, and shut it down in the end, whatever happens; `tell` takes lines for the person who waits.

    `watch` is called with every change of a process, from the supervisor's thread. With `killable` the supervisor is a
    process of its own, begun again when it is killed.

    Raises `BringupError` when it does not come up.
    """
    begun_s = time.monotonic()
    note_simulation(options.run_directory, options.simulation)
    if blind := prepare_references(options):
        tell(blind)

    def on_change(process: ProcessState) -> None:
        """The supervisor's thread: tell of a process that has died."""
        if watch is not None:
            watch(process)
        if process.phase is ProcessPhase.WAITING:
            tell(death_text(process))
        elif process.phase is ProcessPhase.GIVEN_UP:
            rest = "" if process.essential else "; the line works without it"
            tell(f"{process.name} died too often ({end_text(process)}) and was given up{rest}; log: {process.log}")

    with (
        KillableSupervisor(options, on_change)
        if killable
        else Supervisor(node_specs(plant, options), options, on_change) as supervisor,
        LineClient(domain=options.domain_id, namespace=options.absolute_namespace, tell=tell) as client,
    ):
        _wait_until_it_works(supervisor, client, options)
        yield LineSession(supervisor, client, time.monotonic() - begun_s)


def death_text(process: ProcessState) -> str:
    """The line that tells of a process that has died and comes back."""
    return f"{process.name} has died ({end_text(process)}) and is started again; log: {process.log}"


def end_text(process: ProcessState) -> str:
    """How a process ended: by which signal, or with which exit code and which last word in its log."""
    code = process.exit_code
    if process.reason:
        return f"killed by the supervisor: {process.reason}"
    if code is None:
        return "nobody knows how"
    if code < 0:
        return f"signal {-code}"
    words = [line.strip() for line in last_lines(process.log, LAST_LINES) if line.strip()]
    return f"exit code {code}: {words[-1]}" if words else f"exit code {code}"


def _has_essentials(supervisor: LineSupervisor) -> bool:
    return all(process.running for process in supervisor.processes if process.essential)


def _missing(supervisor: LineSupervisor) -> str:
    return ", ".join(process.name for process in supervisor.processes if not process.running)


def start_error(heard: LineSnapshot | None, missing: str, options: BringupOptions) -> BringupError:
    """Why the line does not work after so long, as far as it can be seen from here."""
    what = "The line has said nothing" if heard is None else "The line is still waiting for cells"
    logs = f"The logs in {options.log_directory} say why."
    if missing:
        return BringupError(
            f"{what} after {START_TIMEOUT_S:g} s; not up: {missing}.", where=str(options.line), remedy=logs
        )
    passes = "messages pass on this machine: the loopback interface has to be up (ip link)"
    if options.simulation is Simulation.GAZEBO:
        passes = f"Gazebo runs, and its bridge tells {options.absolute_namespace.rstrip('/')}/clock (docs/gazebo.md)"
    return BringupError(
        f"{what} after {START_TIMEOUT_S:g} s, though all its processes run.",
        where=str(options.line),
        remedy=f"See that {passes}. {logs}",
    )


def _wait_until_it_works(supervisor: LineSupervisor, client: LineClient, options: BringupOptions) -> None:
    """Return when the processes that the line needs run, and it has left its starting state; held lines have.

    It waits for cells only so long, and then works without them. An orchestrator that dies on the way is started
    again meanwhile: its silence is waited out.
    """
    deadline_s = time.monotonic() + START_TIMEOUT_S
    heard: LineSnapshot | None = None
    while heard is None or heard.status is LineStatus.STARTING or not _has_essentials(supervisor):
        supervisor.check()
        heard = client.next_state(_POLL_S) or heard
        if time.monotonic() > deadline_s:
            raise start_error(heard, _missing(supervisor), options)
