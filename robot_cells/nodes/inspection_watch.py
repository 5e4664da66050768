"""Whether inspections can judge too little, or are overruled too often: alarms about rates that rise."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

from robot_cells.ids import AlarmId, AttemptId
from robot_cells.inspections.metrics.wilson import wilson_interval
from robot_cells.journals.record import Record
from robot_cells.orchestration.alarm import Alarm, Severity
from robot_cells.orchestration.events import AlarmCleared, AlarmRaised, Event
from robot_cells.orchestration.state import State
from robot_cells.orchestration.task_names import split_attempt, split_task

WINDOW = 50
"""The latest inspections of an operation that count."""
LIMIT = 0.05
"""An alarm is raised where the lower bound of the rate (Wilson's interval at 95 %) is above this: by 2 of 10, 3 of 20,
6 of 50. It is over where the rate itself is no more than this again."""
LEAST = 10
"""With fewer inspections nothing is said."""
UNDECIDED = "inspect.many_undecided"
OVERRULED = "inspect.many_overruled"


@dataclass(slots=True)
class _Seen:
    """The latest inspections of an operation: the attempt, and whether it was undecided, or overruled by a person."""

    attempts: deque[AttemptId] = field(default_factory=lambda: deque(maxlen=WINDOW))
    undecided: set[AttemptId] = field(default_factory=set)
    overruled: set[AttemptId] = field(default_factory=set)

    def count(self, among: set[AttemptId]) -> int:
        """So many of the latest are among these; older ones are forgotten."""
        among.intersection_update(self.attempts)
        return len(among)


class InspectionWatch:
    """Hears the records of a journal, in order; used by one thread. After a restart it begins to count anew."""

    def __init__(self) -> None:
        self._seen: dict[str, _Seen] = {}
        self._changed: list[str] = []

    def hear(self, record: Record) -> None:
        """Take in a record; what is none of an inspection costs nothing."""
        if record.kind not in ("attempt_ended", "verdict_reviewed") or '"verdict"' not in record.data:
            return
        data = json.loads(record.data)
        attempt = AttemptId(str(data["attempt"]))
        parts = split_attempt(attempt)
        if parts is None:
            return
        operation = split_task(parts[1])[1]
        seen = self._seen.setdefault(operation, _Seen())
        if record.kind == "attempt_ended":
            verdict = data["result"].get("verdict")
            seen.attempts.append(attempt)
            if verdict == "undecided":
                seen.undecided.add(attempt)
        elif data["verdict"] == "pass" and data["judged"]["verdict"] == "fail":
            seen.overruled.add(attempt)
        if operation not in self._changed:
            self._changed.append(operation)

    def news(self, state: State, at_s: float) -> tuple[Event, ...]:
        """The alarms to raise and to clear at `at_s`, line time in seconds."""
        changed, self._changed = self._changed, []
        return tuple(event for operation in changed for event in self._news_of(operation, state, at_s))

    def _news_of(self, operation: str, state: State, at_s: float) -> Iterator[Event]:
        seen = self._seen[operation]
        total = len(seen.attempts)
        for code, among in ((UNDECIDED, seen.undecided), (OVERRULED, seen.overruled)):
            count, name = seen.count(among), AlarmId(f"{code}:{operation}")
            known = state.alarms.get(name)
            is_active = known is not None and known.active
            is_much = total >= LEAST and wilson_interval(count, total)[0] > LIMIT
            if is_much and not is_active:
                yield AlarmRaised(at_s, _alarm(name, code, operation, count, total))
            elif is_active and total >= LEAST and count <= LIMIT * total:
                yield AlarmCleared(at_s, name)


def _alarm(name: AlarmId, code: str, operation: str, count: int, total: int) -> Alarm:
    if code == UNDECIDED:
        return Alarm(
            name,
            Severity.WARNING,
            "vision",
            "inspect.many_undecided",
            f"{count} of the last {total} inspections of {operation} could not be judged.",
            "Look at their pictures: light, focus, position, a new kind of product; correct them, and train again.",
            lasting=True,
        )
    return Alarm(
        name,
        Severity.WARNING,
        "vision",
        "inspect.many_overruled",
        f"Of the last {total} inspections of {operation}, {count} products that the model failed were called good.",
        "The model calls too much bad: train it again with the corrections, or load the version before.",
        lasting=True,
    )
