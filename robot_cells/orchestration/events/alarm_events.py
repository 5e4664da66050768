"""Events about alarms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from robot_cells.ids import AlarmId
from robot_cells.orchestration.alarm import Alarm
from robot_cells.orchestration.events.event import Event


@dataclass(frozen=True, slots=True)
class AlarmRaised(Event):
    """Something a person should know."""

    kind: ClassVar[str] = "alarm_raised"

    alarm: Alarm

    @property
    def subject(self) -> str:
        """The alarm."""
        return self.alarm.id


@dataclass(frozen=True, slots=True)
class AlarmCleared(Event):
    """Its cause is gone."""

    kind: ClassVar[str] = "alarm_cleared"

    alarm: AlarmId

    @property
    def subject(self) -> str:
        """The alarm."""
        return self.alarm


@dataclass(frozen=True, slots=True)
class AlarmAcknowledged(Event):
    """An operator has seen it."""

    kind: ClassVar[str] = "alarm_acknowledged"

    alarm: AlarmId
    operator_name: str = ""

    @property
    def subject(self) -> str:
        """The alarm."""
        return self.alarm
