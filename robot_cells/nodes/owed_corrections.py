"""Hands what persons have said of pictures over to the vision node, until it has taken each of them.

What is owed stands in the state of the line, so in the journal: a restart of either node loses none, and a picture that
is handed over twice is one sample (`robot_cells/inspections/corrections.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from robot_cells.ids import AlarmId
from robot_cells.orchestration.alarm import Alarm, Severity
from robot_cells.orchestration.events import AlarmCleared, AlarmRaised, CorrectionStored, Event, VerdictReviewed

FIRST_PAUSE_S = 2.0
LONGEST_PAUSE_S = 60.0
"""One that was refused or not answered is handed over again after the first, doubled up to the second; wall time."""
ANSWER_S = 10.0
"""What is not answered for so long, in seconds of wall time, is taken for lost on the way."""
REFUSED = "inspect.correction_refused"


@dataclass(frozen=True, slots=True)
class CorrectionAnswer:
    """The vision node's answer: the name of the sample, or (empty) why it has not taken it."""

    evidence: str
    sample: str
    message: str = ""


class CorrectionService(Protocol):
    """The way to the vision node."""

    def ask(self, review: VerdictReviewed) -> bool:
        """Send one; False while nobody is there to hear it."""
        ...


@dataclass(slots=True)
class _Sent:
    again_s: float
    pause_s: float


class OwedCorrections:
    """Used by one thread, but for the service's answers: they come to `answered` in that thread, too."""

    def __init__(self, service: CorrectionService) -> None:
        self._service = service
        self._sent: dict[str, _Sent] = {}
        self._answers: list[CorrectionAnswer] = []

    def answered(self, answer: CorrectionAnswer) -> None:
        """The vision node has said something."""
        self._answers.append(answer)

    def turn(self, owed: Mapping[str, VerdictReviewed], at_s: float, wall_s: float) -> tuple[Event, ...]:
        """Send what is due, take in what was answered; the events that it means at `at_s`, line time in seconds."""
        answers, self._answers = self._answers, []
        events = [event for item in answers if item.evidence in owed for event in self._heard(item, at_s, wall_s)]
        stored = {item.evidence for item in answers if item.sample}
        for evidence in [name for name in self._sent if name not in owed or name in stored]:
            del self._sent[evidence]
        for evidence, review in owed.items():
            if evidence not in stored:
                self._send(evidence, review, wall_s)
        return tuple(events)

    def _send(self, evidence: str, review: VerdictReviewed, wall_s: float) -> None:
        sent = self._sent.setdefault(evidence, _Sent(wall_s, FIRST_PAUSE_S))
        if wall_s >= sent.again_s and self._service.ask(review):
            sent.again_s = wall_s + max(ANSWER_S, sent.pause_s)
            sent.pause_s = min(2.0 * sent.pause_s, LONGEST_PAUSE_S)

    def _heard(self, answer: CorrectionAnswer, at_s: float, wall_s: float) -> tuple[Event, ...]:
        name = alarm_of(answer.evidence)
        if answer.sample:
            return (CorrectionStored(at_s, answer.evidence, answer.sample), AlarmCleared(at_s, name))
        sent = self._sent.get(answer.evidence)
        if sent is not None:
            sent.again_s = wall_s + sent.pause_s
        alarm = Alarm(
            name,
            Severity.WARNING,
            "vision",
            REFUSED,
            f"The vision node does not take the correction of the picture {answer.evidence}: {answer.message}",
            "Look whether the picture is still kept and the disk has room; it is handed over again until it is taken.",
            lasting=True,
        )
        return (AlarmRaised(at_s, alarm),)


def alarm_of(evidence: str) -> AlarmId:
    """The alarm that is active while the correction of a picture is refused."""
    return AlarmId(f"correction:{evidence}")
