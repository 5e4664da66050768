"""One record of the journal as the auditor reads it: by its JSON, without the codec that wrote it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from robot_cells.journals.record import Record


@dataclass(frozen=True, slots=True)
class Entry:
    """Position, line time in seconds, kind, subject, and the data as JSON has it."""

    sequence: int
    at_s: float
    kind: str
    subject: str
    data: Mapping[str, Any]

    def text(self, key: str) -> str:
        """A text field; empty where there is none."""
        value = self.data.get(key)
        return value if isinstance(value, str) else ""

    def number(self, key: str) -> int:
        """A whole number; 0 where there is none."""
        value = self.data.get(key)
        return value if isinstance(value, int) else 0

    def seconds(self, key: str) -> float:
        """A duration in seconds; 0 where there is none."""
        value = self.data.get(key)
        return float(value) if isinstance(value, int | float) else 0.0

    def part(self, key: str) -> Mapping[str, Any]:
        """An object; empty where there is none."""
        value = self.data.get(key)
        return value if isinstance(value, dict) else {}


def entry_of(record: Record) -> Entry:
    """The record, read; raises `ValueError` when its data is not a JSON object."""
    data = json.loads(record.data)
    if not isinstance(data, dict):
        raise ValueError(f"The data of record {record.sequence} is no object.")
    return Entry(record.sequence, record.at_s, record.kind, record.subject, data)


@dataclass(frozen=True, slots=True)
class AttemptName:
    """An attempt id taken apart: `9f2c41aa:WO-7/003/inspect.2#1`."""

    journal: str
    order: str
    unit: int
    operation: str
    visit: int
    number: int
    job: str = field(default="")
    task: str = field(default="")


def attempt_name(attempt: str) -> AttemptName | None:
    """The parts of an attempt id that an orchestrator made; None for any other text."""
    journal, colon, rest = attempt.partition(":")
    task, mark, number = rest.rpartition("#")
    job, slash, step = task.rpartition("/")
    order, _, unit = job.rpartition("/")
    operation, dot, visit = step.rpartition(".")
    whole = colon and mark and slash and dot and order and operation
    if not whole or not (number.isdecimal() and unit.isdecimal() and visit.isdecimal()):
        return None
    return AttemptName(journal, order, int(unit), operation, int(visit), int(number), job, task)
