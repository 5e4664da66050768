"""Something that a person should know, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from robot_cells.ids import AlarmId, SerialNumber


class Severity(IntEnum):
    """How much an alarm matters; the numbers are those of `Alarm.msg`."""

    INFORMATION = 0
    """Worth knowing."""
    WARNING = 1
    """The line goes on, with a loss."""
    ERROR = 2
    """Something stands still."""


@dataclass(frozen=True, slots=True)
class Alarm:
    """`source` is a cell or `orchestrator`; `code` is stable (docs/errors.md).

    A `lasting` alarm tells of a condition and is cleared when the condition ends; any other tells of something that
    has happened and is cleared when an operator acknowledges it.
    """

    id: AlarmId
    severity: Severity
    source: str
    code: str
    text: str
    remedy: str
    serial: SerialNumber = SerialNumber("")
    lasting: bool = False
