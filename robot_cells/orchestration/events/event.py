"""What every event has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Event:
    """Something that was observed or decided at `at_s`, in seconds of line time.

    `kind` is its name in the journal. `version` is that of its fields: an event whose fields change gets the next
    number, and the codec keeps reading the older ones.
    """

    kind: ClassVar[str] = ""
    version: ClassVar[int] = 1

    at_s: float

    @property
    def subject(self) -> str:
        """The id of the order, job, task, attempt, cell, prompt or alarm that it is about; may be empty."""
        return ""
