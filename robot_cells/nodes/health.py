"""How a node is, and its form on `/diagnostics` (REP-107)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from diagnostic_msgs.msg import DiagnosticStatus, KeyValue


class HealthLevel(Enum):
    """How bad it is; the values are the levels of `DiagnosticStatus`."""

    OK = DiagnosticStatus.OK
    """All is well."""
    WARN = DiagnosticStatus.WARN
    """It works, with a loss."""
    ERROR = DiagnosticStatus.ERROR
    """It does not do its work."""


@dataclass(frozen=True, slots=True)
class Health:
    """A level, one sentence, and figures by name."""

    level: HealthLevel
    message: str
    values: Mapping[str, object] = field(default_factory=dict)

    @classmethod
    def active(cls, **values: object) -> Health:
        """The node works."""
        return cls(HealthLevel.OK, "active", values)

    @classmethod
    def inactive(cls, **values: object) -> Health:
        """The node is not activated."""
        return cls(HealthLevel.WARN, "inactive: activate it to make it work", values)


def diagnostic_status(name: str, health: Health) -> DiagnosticStatus:
    """The message for a node of that (fully qualified) name."""
    return DiagnosticStatus(
        level=health.level.value,
        name=f"{name.lstrip('/')}: health",
        message=health.message,
        hardware_id=name.lstrip("/"),
        values=[KeyValue(key=key, value=str(value)) for key, value in health.values.items()],
    )
