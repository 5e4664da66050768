"""Something that was asked of the line through a service: answered when what it brought about is durable."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from robot_cells.orchestration.events import Event
from robot_cells.orchestration.orchestrator import Orchestrator


@dataclass(frozen=True, slots=True)
class Answer:
    """What the service answers."""

    accepted: bool
    error_code: str = ""
    message: str = ""


@dataclass(frozen=True, slots=True)
class Request:
    """Three things that the loop needs of it.

    `decide` gives the events that the request means in the state at hand, at the line time in seconds that it is
    called with, or raises `RobotCellsError` when it cannot be accepted; `answer` is called once, in the loop's thread.
    `heard_ns` is the Unix time in nanoseconds at which it arrived.
    """

    decide: Callable[[Orchestrator, float], tuple[Event, ...]]
    answer: Callable[[Answer], None]
    heard_ns: int
