"""The rolling horizon: asks for a new schedule when something has changed, and adopts what is worth it.

Pure and deterministic. It has no clock, and nobody waits for it: the line goes on with what it has until an answer is
adopted as an event.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable

from robot_cells.horizons.policy import Policy
from robot_cells.horizons.question import Answer, Question
from robot_cells.horizons.reasons import Reasons
from robot_cells.horizons.verdict import Verdict, judged
from robot_cells.lines.scheduling import Scheduling
from robot_cells.orchestration.events import Event, ScheduleAdopted
from robot_cells.orchestration.state import LineMode, State


class RollingHorizon:
    """One question at a time is open. `verdicts` counts what became of the answers."""

    def __init__(self, settings: Scheduling) -> None:
        self.settings = settings
        self.verdicts: Counter[Verdict] = Counter()
        self._reasons = Reasons(settings.late_s)
        self._because = ""
        self._open: Question | None = None
        self._asked_s = -math.inf
        self._number = 0
        self._latency_s = 0.0

    @property
    def open(self) -> Question | None:
        """The question that is not answered yet."""
        return self._open

    def note(self, events: Iterable[Event]) -> None:
        """These were recorded."""
        for event in events:
            self._because = self._because or self._reasons.of(event) or ""

    def next_s(self, state: State) -> float:
        """The line time from which a question is due though nothing happens, seconds; infinite for never."""
        if self._open is not None or state.mode is not LineMode.RUNNING or not _has_work(state):
            return math.inf
        return self._asked_s + (self.settings.least_interval_s if self._because else self.settings.interval_s)

    def question(self, state: State, now_s: float) -> Question | None:
        """What is to be asked now, if anything; it is open from then on."""
        if self.next_s(state) > now_s:
            return None
        self._number += 1
        self._asked_s = now_s
        allowance_s = max(self.settings.latency_s, self._latency_s)
        self._open = Question(self._number, state.events, now_s, self._because or "interval", allowance_s)
        self._because = ""
        return self._open

    def answered(self, state: State, now_s: float, answer: Answer | None) -> ScheduleAdopted | None:
        """What is to be recorded at `now_s` (line time, seconds) for an answer to the open question.

        None is the answer where there is no better schedule to be had. One to an older question is thrown away.
        """
        if answer is not None and (self._open is None or answer.number != self._open.number):
            self.verdicts[Verdict.LATE] += 1
            return None
        if self._open is not None:
            self._latency_s = now_s - self._open.asked_s
        self._open = None
        if answer is None:
            self.verdicts[Verdict.NO_GAIN] += 1
            return None
        verdict, schedule = judged(state, now_s, answer, self.settings)
        self.verdicts[verdict] += 1
        if verdict is Verdict.ADOPTED:
            return Policy(schedule, answer.ranks).adopted(now_s)
        if verdict is not Verdict.NO_GAIN:
            self._because = self._because or verdict.value
        return None

    def unanswered(self) -> None:
        """No answer will come to the open question any more: it is asked again, after the least interval."""
        if self._open is not None:
            self._because = self._because or self._open.because
            self._open = None


def _has_work(state: State) -> bool:
    return any(order.end is None and order.cancelled is None for order in state.orders.values())
