"""The rolling horizon of a running line: when to ask, whom, and what to record of the answer."""

from __future__ import annotations

from collections import deque

from robot_cells.horizons.question import Answer
from robot_cells.horizons.reasons import REASONS
from robot_cells.horizons.rolling_horizon import RollingHorizon
from robot_cells.horizons.search_process import SearchProcess
from robot_cells.ids import AlarmId
from robot_cells.journals.event_records import event_of
from robot_cells.journals.record import Record
from robot_cells.lines.scheduling import Scheduling
from robot_cells.orchestration.alarm import Alarm, Severity
from robot_cells.orchestration.events import AttemptDispatched, AttemptEnded, Event
from robot_cells.orchestration.state import State

_OTHERS: tuple[type[Event], ...] = (AttemptDispatched, AttemptEnded)
_KINDS = {event.kind for event in (*REASONS, *_OTHERS)}


class ScheduleSearch:
    """Used by the thread that dispatches; nothing in it waits. `command` begins the process that searches."""

    def __init__(self, settings: Scheduling, command: list[str]) -> None:
        self.horizon = RollingHorizon(settings)
        self._heard: deque[tuple[int, str | None]] = deque()
        self.process = SearchProcess(command, self._hear, settings.deadline_s)

    def note(self, record: Record) -> None:
        """This was recorded."""
        if record.kind in _KINDS:
            self.horizon.note([event_of(record)])

    def turn(self, state: State, now_s: float, wall_s: float) -> tuple[Event, ...]:
        """Take what has been answered, ask what is due; what is to be recorded at `now_s`, line time in seconds."""
        adopted: list[Event] = []
        while self._heard:
            is_over, answer = self.process.take(*self._heard.popleft(), wall_s)
            if is_over:
                adopted += self._answered(state, now_s, answer)
        if self.process.look(wall_s):
            self.horizon.unanswered()
        if self.process.is_ready and not adopted:
            question = self.horizon.question(state, now_s)
            if question is not None and not self.process.ask(question, wall_s):
                self.horizon.unanswered()
        return tuple(adopted)

    def close(self) -> None:
        """End the process that searches."""
        self.process.close()

    @property
    def alarm(self) -> Alarm | None:
        """That nobody searches at the moment, though somebody should; not recorded: the line goes on as it is."""
        if not self.process.trouble:
            return None
        return Alarm(
            AlarmId("schedule.search_lost"),
            Severity.WARNING,
            "orchestrator",
            "schedule.search_lost",
            f"Nobody searches for better schedules: {self.process.trouble}. The line goes on with what it has.",
            "It is begun again by itself. If that does not help, see its output in the log of the orchestrator.",
        )

    @property
    def figures(self) -> dict[str, object]:
        """What became of the answers so far, for the diagnostics."""
        verdicts = ", ".join(f"{count} {item.value}" for item, count in self.horizon.verdicts.items())
        return {"search": "ready" if self.process.is_ready else "not ready", "answers": verdicts or "none"}

    def _answered(self, state: State, now_s: float, answer: Answer | None) -> tuple[Event, ...]:
        if not self.process.is_ready:
            self.horizon.unanswered()
            return ()
        event = self.horizon.answered(state, now_s, answer)
        return () if event is None else (event,)

    def _hear(self, number: int, line: str | None) -> None:
        self._heard.append((number, line))
