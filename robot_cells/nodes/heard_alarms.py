"""Alarms that other nodes raise, on the topic `alarms`: recorded like the orchestrator's own."""

from __future__ import annotations

from robot_cells.ids import AlarmId, SerialNumber
from robot_cells.orchestration.alarm import Alarm, Severity
from robot_cells.orchestration.events import AlarmCleared, AlarmRaised, Event
from robot_cells.orchestration.state import State
from robot_cells_msgs.msg import Alarm as AlarmMsg

WAITING_MAX = 1000
"""So many different alarms wait to be recorded at most; whoever raises more has a fault of its own."""


class HeardAlarms:
    """The latest word about each alarm waits until it is recorded; used by the thread of the loop."""

    def __init__(self) -> None:
        self._waiting: dict[str, AlarmMsg] = {}

    def hear(self, message: AlarmMsg) -> None:
        """Somebody raises an alarm, or says that its cause is gone (`active` false)."""
        if message.alarm_id and (message.alarm_id in self._waiting or len(self._waiting) < WAITING_MAX):
            self._waiting[message.alarm_id] = message

    def news(self, state: State, at_s: float) -> tuple[Event, ...]:
        """What has to be recorded of it at `at_s`, line time in seconds: nothing twice."""
        waiting, self._waiting = self._waiting, {}
        events: list[Event] = []
        for name, message in waiting.items():
            known = state.alarms.get(AlarmId(name))
            is_active = known is not None and known.active
            if message.active and not is_active:
                events.append(AlarmRaised(at_s, _alarm(message)))
            elif not message.active and is_active:
                events.append(AlarmCleared(at_s, AlarmId(name)))
        return tuple(events)


def _alarm(message: AlarmMsg) -> Alarm:
    """Acknowledging ends it too: a node that was restarted does not know any more what it has raised."""
    severity = Severity(message.severity) if message.severity in tuple(Severity) else Severity.ERROR
    return Alarm(
        AlarmId(message.alarm_id),
        severity,
        message.source,
        message.code,
        message.text,
        message.remedy,
        SerialNumber(message.serial),
    )
