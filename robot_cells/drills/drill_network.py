"""The network of a drill: late, lost, doubled and overtaking messages, and partitions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from robot_cells.attempts.assignment import Assignment
from robot_cells.attempts.emergency_stop import EmergencyStop
from robot_cells.attempts.report import Report
from robot_cells.drills.agenda import Agenda
from robot_cells.drills.drill_plan import DrillPlan
from robot_cells.drills.fault import ORCHESTRATOR, Messages, Partition
from robot_cells.drills.streams import stream
from robot_cells.ids import CellId, JournalId
from robot_cells.orchestration.cell_heard import HostHeard


@dataclass(frozen=True, slots=True)
class Question:
    """The orchestrator of this epoch asks a cell what it has of this journal (the service `reconcile`)."""

    cell: CellId
    journal: JournalId
    epoch: int


@dataclass(frozen=True, slots=True)
class Told:
    """The cell's answer to the question of that epoch; `newest` is the newest that it knows."""

    cell: CellId
    epoch: int
    newest: int
    accepted: bool
    reports: tuple[Report, ...]


Message = Assignment | Report | HostHeard | Question | Told | EmergencyStop
FASTEST_S = 0.001
RETRY_S = 0.1
SPREAD_S = 0.004
"""What a message takes on a sound network, from the fastest on; two may overtake each other."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One message on its way to one incarnation of a process: one that was started later never hears it."""

    sender: str
    receiver: str
    incarnation: int
    message: Message


class DrillNetwork:
    """Between the orchestrator and the hosts.

    `deliver` gets each letter that arrives; `voice` is what a source of emergency stops has said last.
    """

    def __init__(
        self,
        agenda: Agenda,
        plan: DrillPlan,
        deliver: Callable[[Letter], None],
        voice: Callable[[str], EmergencyStop | None],
    ) -> None:
        self._agenda = agenda
        self._deliver = deliver
        self._voice = voice
        self._disturbed = plan.of(Messages)
        self._partitions = plan.of(Partition)
        self._random = stream(plan.seed, "network")

    def send(self, letter: Letter) -> None:
        """Send it now."""
        now_s = self._agenda.now_s
        if isinstance(letter.message, EmergencyStop):
            self._insist(letter)
            return
        if self._is_cut(letter, now_s):
            return
        disturbed = [item for item in self._disturbed if item.covers(now_s)]
        if any(self._random.random() < item.loss for item in disturbed):
            return
        copies = 1 + sum(self._random.random() < item.duplicate for item in disturbed)
        for _ in range(copies):
            wait_s = FASTEST_S + SPREAD_S * self._random.random()
            wait_s += sum(
                item.delay_s * self._random.random() for item in disturbed if self._random.random() < item.delay
            )
            self._agenda.after(wait_s, lambda: self._arrive(letter))

    def _insist(self, letter: Letter) -> None:
        """Emergency stops are reliable: when a partition is over, the latest word of a sender that lives comes."""
        if self._is_cut(letter, self._agenda.now_s):
            self._agenda.after(RETRY_S, lambda: self._latest(letter))
        else:
            self._agenda.after(FASTEST_S, lambda: self._deliver(letter))

    def _latest(self, letter: Letter) -> None:
        stop = self._voice(letter.sender)
        if stop is not None:
            self._insist(replace(letter, message=stop))

    def _arrive(self, letter: Letter) -> None:
        if not self._is_cut(letter, self._agenda.now_s):
            self._deliver(letter)

    def _is_cut(self, letter: Letter, at_s: float) -> bool:
        host = letter.receiver if letter.sender == ORCHESTRATOR else letter.sender
        return any(item.process == host and item.covers(at_s) for item in self._partitions)
