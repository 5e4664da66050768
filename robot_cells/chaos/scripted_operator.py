"""Answers the questions of the line in place of a person, as a seed has it."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Protocol

from robot_cells.chaos.floor_seen import FloorSeen
from robot_cells.ids import AttemptId, TaskId
from robot_cells.lines.line import TRANSPORT
from robot_cells.orchestration.choices import DONE, RETRY, REWORK_PREFIX, SCRAP
from robot_cells.orchestration.task_names import split_attempt, split_task

OPERATOR = "scripted operator"
"""The name under which answers are recorded."""
RETRY_SHARE = 0.7
"""The share of questions answered with another try, where that is a choice; the others go along a rework route where
there is one, or scrap the piece."""
TRIES = 3
"""From this try on a task is not tried again: the piece is scrapped."""
TRIP_TRIES = 20
"""From this try on a trip is not tried again: nobody finds the product."""
LONGEST_THOUGHT_S = 2.0
"""An answer takes up to so many seconds of real time."""


class Question(Protocol):
    """A question as far as it matters here (`nodes.line_snapshot.PromptSnapshot` is one)."""

    @property
    def id(self) -> str:
        """The id of the question; the orchestrator's own begins with the id of the attempt."""
        ...

    @property
    def serial(self) -> str:
        """The serial number of the product that it is about."""
        ...

    @property
    def choices(self) -> tuple[str, ...]:
        """What may be answered."""
        ...


class ScriptedOperator:
    """Answers each question the same way whenever it is asked: by the seed and by what it is about, not by its turn."""

    def __init__(self, seed: int, look: Callable[[], FloorSeen] = FloorSeen) -> None:
        self._seed = seed
        self._look = look

    def thinks_s(self, question: Question) -> float:
        """How long the answer takes, in seconds of real time."""
        return self._chance(question, "thought").uniform(0.0, LONGEST_THOUGHT_S)

    def answer(self, question: Question) -> str:
        """One of the choices.

        He looks first. What lets a product go is done when it has left the line; about anything else it is given up
        then, however that came about. Nobody carries products here, so a trip is done or is tried again. Of what is
        done within a cell he sees too little to say so.
        """
        choices, seen = question.choices, self._look()
        if SCRAP in choices and question.serial in seen.left:
            return DONE if DONE in choices and _task(question.id) in seen.released else SCRAP
        if DONE in choices and _is_trip(question):
            return _about_trip(question, seen)
        if SCRAP not in choices:
            return choices[0]
        if RETRY in choices and _number(question.id) < TRIES and self._chance(question, "retry").random() < RETRY_SHARE:
            return RETRY
        routes = [choice for choice in choices if choice.startswith(REWORK_PREFIX)]
        if routes and _number(question.id) < TRIES:
            return self._chance(question, "route").choice(routes)
        return SCRAP

    def _chance(self, question: Question, what: str) -> Random:
        # Without the journal's own id, which differs from run to run.
        return Random(f"{what} of {self._seed}, {question.id.partition(':')[2]}")


def _about_trip(question: Question, seen: FloorSeen) -> str:
    if _task(question.id) in seen.arrived:
        return DONE
    return RETRY if _number(question.id) < TRIP_TRIES else SCRAP


def _is_trip(question: Question) -> bool:
    task = _task(question.id)
    return task is not None and split_task(task)[1] == TRANSPORT


def _task(question: str) -> TaskId | None:
    parts = split_attempt(AttemptId(question.removesuffix("?")))
    return parts[1] if parts is not None else None


def _number(question: str) -> int:
    """The number of the attempt that is asked about: `9f2c:WO-1/001/kit.1#2?` gives 2; 1 where there is none."""
    tail = question.rpartition("#")[2]
    digits = len(tail) - len(tail.lstrip("0123456789"))
    return int(tail[:digits]) if digits else 1
