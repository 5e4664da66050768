"""One line of the journal."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    """What is to be written.

    `at_s` is line time in seconds, `recorded_ns` the Unix time in nanoseconds at which the event was heard or decided,
    `subject` what it is about, `data` a JSON object.
    """

    at_s: float
    recorded_ns: int
    kind: str
    subject: str
    data: str


@dataclass(frozen=True, slots=True)
class Record:
    """What was written, with its position, counted from 1 without gaps."""

    sequence: int
    at_s: float
    recorded_ns: int
    kind: str
    subject: str
    data: str
