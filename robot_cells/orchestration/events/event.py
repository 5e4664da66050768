"""What every event has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Event:
    """Something that was observed or decided at `at_s`, in seconds of line time.

    `kind` is its name in the journal, `version` that of its fields. Fields are only added, with a default that says
    what was true before there was the field; so stored journals stay readable and the version stays what it is.
    """

    kind: ClassVar[str] = ""
    version: ClassVar[int] = 1

    at_s: float

    @property
    def subject(self) -> str:
        """The id of the order, job, task, attempt, cell, prompt or alarm that it is about; may be empty."""
        return ""
